package intarsia.dsl;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.util.Optional;

/** How a {@link QuantizeRule} chooses what groups share, and codes under it, wherever the groups' numbers lie. */
sealed interface Choice permits SingleChoice, ExactChoice {
    /**
     * What codes are made with, one number a group.
     *
     * @param factor the scale, or its inverse
     * @param power  what numbers are multiplied with before all else; without one 1
     */
    record Chosen(Tile factor, Optional<Tile> min, Optional<Tile> zero, Optional<Tile> power) {
    }

    /** What is made. */
    BlockFormat format();

    /** Whether the largest magnitude of a group says all; otherwise its ends do. */
    boolean byMagnitude();

    /** From the largest magnitude of each group. */
    Chosen of(Tile magnitude);

    /** From the least and the greatest number of each group and 0. */
    Chosen of(Tile least, Tile greatest);

    /** The codes of numbers. */
    Tile codes(Tile x, Chosen c);

    /** The numbers, i32, that integer codes stand for, which sums are of. */
    default Tile whole(Tile codes) {
        Tile whole = codes.cast(DType.I32);
        return format().code().centre() == 0 ? whole : whole.minus(format().code().centre());
    }

    /** The scale of groups. */
    default Field scale() {
        return format().fields(Role.SCALE).getFirst();
    }
}
