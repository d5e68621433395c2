package intarsia.ir.type;

import static intarsia.ir.type.Piece.place;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The block formats of GGUF whose elements have codes of their own, as their bytes lie in files; {@link GgufGridFormats} has those of vectors. Where elements
 * lie and what they mean follows ggml's reference (ggml-quants.c, and ggml-common.h for the order of the bytes).
 *
 * <p>{@code NVFP4} leaves the f32 of the tensor out, which files keep in a tensor of its own.
 */
public final class GgufFormats {
    private static final IntType U6 = new IntType(6, false);
    private static final IntType U5 = new IntType(5, false);

    /** All names, as GGUF prints them. */
    public static final List<String> NAMES = List.of("Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q8_1", "Q8_K", "Q2_K", "Q3_K", "Q4_K", "Q5_K", "Q6_K",
        "IQ4_NL", "IQ4_XS", "TQ2_0", "MXFP4", "NVFP4", "Q1_0", "Q2_0");

    private static final Map<String, BlockFormat> MADE = new ConcurrentHashMap<>();

    private GgufFormats() {
    }

    /** The format of this name. */
    public static BlockFormat of(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("no format '" + name + "' here; known: " + NAMES));
    }

    /**
     * Eight numbers of 6 bits in bytes 4 to 15, in Q4_K and Q5_K: four whole in the low bits of successive bytes; of the other
     * four, nibbles in the last bytes, and the upper bits above the first four.
     */
    private static Piece[] sixBits(int which) {
        return new Piece[] {place(6, 32 + 32 * which, 4, 8), place(4, 96 + 4 * which, 4, 8).fromElement(4),
            place(2, 38 + 32 * which, 4, 8).fromElement(4).fromBit(4)};
    }

    private static BlockBuilder block(String name, int elements, int bytes) {
        return BlockFormat.builder(name, elements, bytes);
    }

    /** The format of this name, without regard to case; made when it is first wanted. */
    static Optional<BlockFormat> find(String name) {
        return NAMES.stream().filter(n -> n.equalsIgnoreCase(name)).findFirst().map(n -> MADE.computeIfAbsent(n, GgufFormats::make));
    }

    private static BlockFormat make(String name) {
        return switch (name) {
            case "Q8_0" -> block("Q8_0", 32, 34).one(Role.SCALE, Field.SCALE, DType.F16, 0)
                .code(DType.I8, place(8, 16, 32, 8)).build();
            // The field sum is the sum of the values.
            case "Q8_1" -> block("Q8_1", 32, 36).one(Role.SCALE, Field.SCALE, DType.F16, 0).one(Role.SUM, "sum", DType.F16, 2)
                .code(DType.I8, place(8, 32, 32, 8)).fit(Fit.SYMMETRIC).build();
            // The field sum is the sum of 16 codes.
            case "Q8_K" -> block("Q8_K", 256, 292).one(Role.SCALE, Field.SCALE, DType.F32, 0)
                .code(DType.I8, place(8, 32, 256, 8)).field(Role.SUM, "sum", DType.I16, place(16, 2080, 16, 16)).build();
            case "Q4_0" -> block("Q4_0", 32, 18).one(Role.SCALE, Field.SCALE, DType.F16, 0)
                .code(DType.U4, place(4, 16, 2, 4, 16, 8)).centre(8).build();
            case "Q4_1" -> block("Q4_1", 32, 20).one(Role.SCALE, Field.SCALE, DType.F16, 0).one(Role.MIN, Field.MIN, DType.F16, 2)
                .code(DType.U4, place(4, 32, 2, 4, 16, 8)).build();
            case "Q5_0" -> block("Q5_0", 32, 22).one(Role.SCALE, Field.SCALE, DType.F16, 0)
                .code(U5, place(4, 48, 2, 4, 16, 8), place(1, 16, 32, 1).fromBit(4)).centre(16).build();
            case "Q5_1" -> block("Q5_1", 32, 24).one(Role.SCALE, Field.SCALE, DType.F16, 0).one(Role.MIN, Field.MIN, DType.F16, 2)
                .code(U5, place(4, 64, 2, 4, 16, 8), place(1, 32, 32, 1).fromBit(4)).build();
            case "Q2_K" -> block("Q2_K", 256, 84).one(Role.SCALE, "d", DType.F16, 80).one(Role.MIN, "dmin", DType.F16, 82).unit(-1)
                .scale(Field.SCALE, DType.U4, place(4, 0, 16, 8)).min(Field.MIN, DType.U4, place(4, 4, 16, 8))
                .code(DType.U2, place(2, 128, 2, 256, 4, 2, 32, 8)).build();
            case "Q3_K" -> block("Q3_K", 256, 110).one(Role.SCALE, "d", DType.F16, 108)
                .scale(Field.SCALE, U6, place(4, 768, 2, 4, 8, 8), place(2, 832, 4, 2, 4, 8).fromBit(4)).centre(32)
                .code(DType.U3, place(2, 256, 2, 256, 4, 2, 32, 8), place(1, 0, 8, 1, 32, 8).fromBit(2)).centre(4).build();
            case "Q4_K" -> block("Q4_K", 256, 144).one(Role.SCALE, "d", DType.F16, 0).one(Role.MIN, "dmin", DType.F16, 2).unit(-1)
                .scale(Field.SCALE, U6, sixBits(0)).min(Field.MIN, U6, sixBits(1))
                .code(DType.U4, place(4, 128, 4, 256, 2, 4, 32, 8)).build();
            case "Q5_K" -> block("Q5_K", 256, 176).one(Role.SCALE, "d", DType.F16, 0).one(Role.MIN, "dmin", DType.F16, 2).unit(-1)
                .scale(Field.SCALE, U6, sixBits(0)).min(Field.MIN, U6, sixBits(1))
                .code(U5, place(4, 384, 4, 256, 2, 4, 32, 8), place(1, 128, 8, 1, 32, 8).fromBit(4)).build();
            case "Q6_K" -> block("Q6_K", 256, 210).one(Role.SCALE, "d", DType.F16, 208)
                .scale(Field.SCALE, DType.I8, place(8, 1536, 16, 8))
                .code(U6, place(4, 0, 2, 512, 2, 4, 2, 256, 32, 8), place(2, 1024, 2, 256, 4, 2, 32, 8).fromBit(4)).centre(32).build();
            case "IQ4_NL" -> block("IQ4_NL", 32, 18).one(Role.SCALE, Field.SCALE, DType.F16, 0)
                .code(CodeBook.IQ4NL, place(4, 16, 2, 4, 16, 8)).build();
            case "IQ4_XS" -> block("IQ4_XS", 256, 136).one(Role.SCALE, "d", DType.F16, 0)
                .scale(Field.SCALE, U6, place(4, 32, 8, 4), place(2, 16, 8, 2).fromBit(4)).centre(32)
                .code(CodeBook.IQ4NL, place(4, 64, 8, 128, 2, 4, 16, 8)).build();
            case "TQ2_0" -> block("TQ2_0", 256, 66).one(Role.SCALE, Field.SCALE, DType.F16, 64)
                .code(DType.U2, place(2, 0, 2, 256, 4, 2, 32, 8)).centre(1).build();
            case "MXFP4" -> block("MXFP4", 32, 17).one(Role.SCALE, Field.SCALE, DType.E8M0, 0)
                .code(DType.F4E2M1, place(4, 8, 2, 4, 16, 8)).fit(Fit.SHARED_EXPONENT).build();
            case "NVFP4" -> block("NVFP4", 64, 36).scale(Field.SCALE, CodeBook.GGUF_UE4M3, place(7, 0, 4, 8))
                .code(DType.F4E2M1, place(4, 32, 4, 64, 2, 4, 8, 8)).fit(Fit.SYMMETRIC).build();
            case "Q1_0" -> block("Q1_0", 128, 18).one(Role.SCALE, Field.SCALE, DType.F16, 0)
                .code(new BipolarType(1), place(1, 16, 128, 1)).build();
            case "Q2_0" -> block("Q2_0", 64, 18).one(Role.SCALE, Field.SCALE, DType.F16, 0)
                .code(DType.U2, place(2, 16, 64, 2)).centre(1).build();
            default -> throw new IllegalArgumentException("no format " + name + "; known: " + NAMES);
        };
    }
}
