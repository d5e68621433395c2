package intarsia.ir.type;

import static intarsia.ir.type.Piece.place;

import intarsia.ir.type.FieldIndex.Digit;
import intarsia.ir.type.FieldIndex.Run;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The block formats of GGUF whose codes select vectors: of trits, of a grid, of signs. In all of them an odd number
 * 2·c + 1 scales groups of the block; signs are a product with the vectors of magnitudes.
 */
public final class GgufGridFormats {
    private static final String SIGN = "sign";
    private static final BipolarType B1 = new BipolarType(1);
    private static final BipolarType B3 = new BipolarType(3);
    private static final BipolarType B4 = new BipolarType(4);
    private static final SignWord SIGNS = new SignWord(7);
    private static final VectorTable TRITS = VectorTable.named("iq1_s");
    /** What IQ1 types subtract from the trits: bit 0 is +1/8, bit 1 is −1/8 on the value. */
    private static final CodeBook DELTA = CodeBook.of(-0.125, 0.125);

    /** All names, as GGUF prints them. */
    public static final List<String> NAMES = List.of("TQ1_0", "IQ2_XXS", "IQ2_XS", "IQ2_S", "IQ3_XXS", "IQ3_S", "IQ1_S", "IQ1_M");

    private static final Map<String, BlockFormat> MADE = new ConcurrentHashMap<>();

    private GgufGridFormats() {
    }

    /** The format of this name. */
    public static BlockFormat of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no format '" + name + "' here; known: " + NAMES));
    }

    private static BlockBuilder block(String name, int bytes) {
        return BlockFormat.builder(name, 256, bytes);
    }

    /** The format of this name, without regard to case; made when it is first wanted. */
    static Optional<BlockFormat> find(String name) {
        return NAMES.stream().filter(n -> n.equalsIgnoreCase(name)).findFirst().map(n -> MADE.computeIfAbsent(n, GgufGridFormats::make));
    }

    private static BlockFormat make(String name) {
        return switch (name) {
            // Five trits a byte: digits follow one another at a stride of 32 bytes, then of 16, then four of them at a stride of 4.
            case "TQ1_0" -> block("TQ1_0", 54).one(Role.SCALE, Field.SCALE, DType.F16, 52)
                .vectors(Role.CODE, Field.CODE, new RadixWord(3, 5, 8, true), new FieldIndex(List.of(
                    new Run(0, List.of(new Digit(5, 0, 1), new Digit(32, 1, 0))), new Run(32, List.of(new Digit(5, 0, 1), new Digit(16, 1, 0))),
                    new Run(48, List.of(new Digit(4, 0, 1), new Digit(4, 1, 0))))), place(8, 0, 52, 8)).centre(1).build();
            case "IQ2_XXS" -> block("IQ2_XXS", 66).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, B4, place(4, 76, 8, 64)).centre(-16).unit(0.125)
                .vectors(Role.CODE, Field.CODE, VectorTable.named("iq2_xxs"), place(8, 16, 8, 64, 4, 8))
                .vectors(Role.CODE, SIGN, SIGNS, place(7, 48, 8, 64, 4, 7)).build();
            case "IQ2_XS" -> block("IQ2_XS", 74).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, B4, place(4, 528, 16, 4)).centre(-16).unit(0.125)
                .vectors(Role.CODE, Field.CODE, VectorTable.named("iq2_xs"), place(9, 16, 32, 16))
                .vectors(Role.CODE, SIGN, SIGNS, place(7, 25, 32, 16)).build();
            case "IQ2_S" -> block("IQ2_S", 82).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, B4, place(4, 592, 16, 4)).centre(-16).unit(0.125)
                .vectors(Role.CODE, Field.CODE, VectorTable.named("iq2_s"), place(8, 16, 32, 8), place(2, 528, 32, 2).fromBit(8))
                .field(Role.CODE, SIGN, B1, place(1, 272, 256, 1)).unit(-1).build();
            case "IQ3_XXS" -> block("IQ3_XXS", 98).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, B4, place(4, 556, 8, 32)).centre(-16).unit(0.25)
                .vectors(Role.CODE, Field.CODE, VectorTable.named("iq3_xxs"), place(8, 16, 64, 8))
                .vectors(Role.CODE, SIGN, SIGNS, place(7, 528, 8, 32, 4, 7)).build();
            case "IQ3_S" -> block("IQ3_S", 110).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, B4, place(4, 848, 8, 4)).centre(-16)
                .vectors(Role.CODE, Field.CODE, VectorTable.named("iq3_s"), place(8, 16, 64, 8), place(1, 528, 64, 1).fromBit(8))
                .field(Role.CODE, SIGN, B1, place(1, 592, 256, 1)).unit(-1).build();
            case "IQ1_S" -> block("IQ1_S", 50).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, B3, place(3, 284, 8, 16)).centre(-8)
                .vectors(Role.CODE, Field.CODE, TRITS, place(8, 16, 32, 8), place(3, 272, 8, 16, 4, 3).fromBit(8))
                .field(Role.ZERO, Field.ZERO, DELTA, place(1, 287, 8, 16)).build();
            // The f16 scale lies in the highest nibbles of four words of 16 bits, four scales of groups below each.
            case "IQ1_M" -> block("IQ1_M", 56)
                .scale("d", DType.F16, place(4, 396), place(4, 412).fromBit(4), place(4, 428).fromBit(8), place(4, 444).fromBit(12))
                .scale(Field.SCALE, B3, place(3, 384, 4, 16, 4, 3)).centre(-8)
                .vectors(Role.CODE, Field.CODE, TRITS, place(8, 0, 32, 8), place(3, 256, 32, 4).fromBit(8))
                .field(Role.ZERO, Field.ZERO, DELTA, place(1, 259, 32, 4)).build();
            default -> throw new IllegalArgumentException("no format " + name + "; known: " + NAMES);
        };
    }
}
