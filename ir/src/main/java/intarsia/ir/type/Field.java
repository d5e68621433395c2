package intarsia.ir.type;

import java.util.List;

/**
 * One kind of number in a block.
 *
 * @param name {@link #CODE}, {@link #SCALE}, {@link #ZERO}, {@link #MIN} or {@link #SUM}
 * @param granularity elements of the block that share a value: element e reads value e / granularity
 * @param packing where the values lie in the bytes of the whole block
 */
public record Field(String name, DType type, int granularity, Packing packing) {
    /** The numbers themselves, one an element. */
    public static final String CODE = "code";
    /** What codes are multiplied with. */
    public static final String SCALE = "scale";
    /** What is subtracted from codes, in their unit. */
    public static final String ZERO = "zero";
    /** What is added last. */
    public static final String MIN = "min";
    /** The sum of the codes' values: no part of any value, but made once for contractions with operands that have a centre, zero or min. */
    public static final String SUM = "sum";

    private static final List<String> ROLES = List.of(CODE, SCALE, ZERO, MIN, SUM);

    public Field {
        if (!ROLES.contains(name)) {
            throw new IllegalArgumentException("no field '" + name + "'; known: " + ROLES);
        }
        if (granularity < 1) {
            throw new IllegalArgumentException("field " + name + " needs a granularity of at least 1, found " + granularity);
        }
        if (packing.codeBits() != type.bits()) {
            throw new IllegalArgumentException("field " + name + " packs codes of " + packing.codeBits() + " bits, but " + type + " has "
                + type.bits());
        }
    }
}
