package intarsia.decoder.gguf;

import intarsia.ir.type.Format;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a GGUF tensor are stored: the number in the file, and the size of a block in elements and bytes.
 * A row (dimension 0) is whole blocks. Knowing a type here says nothing about being able to compute with it.
 *
 * @see <a href="https://github.com/ggml-org/llama.cpp/blob/master/ggml/src/ggml-common.h">the blocks in ggml-common.h</a>
 */
public enum GgmlType {
    F32(0, 1, 4), F16(1, 1, 2), BF16(30, 1, 2), F64(28, 1, 8),
    I8(24, 1, 1), I16(25, 1, 2), I32(26, 1, 4), I64(27, 1, 8),
    Q4_0(2, 32, 18), Q4_1(3, 32, 20), Q5_0(6, 32, 22), Q5_1(7, 32, 24), Q8_0(8, 32, 34), Q8_1(9, 32, 36),
    Q2_K(10, 256, 84), Q3_K(11, 256, 110), Q4_K(12, 256, 144), Q5_K(13, 256, 176), Q6_K(14, 256, 210), Q8_K(15, 256, 292),
    IQ2_XXS(16, 256, 66), IQ2_XS(17, 256, 74), IQ3_XXS(18, 256, 98), IQ1_S(19, 256, 50), IQ4_NL(20, 32, 18),
    IQ3_S(21, 256, 110), IQ2_S(22, 256, 82), IQ4_XS(23, 256, 136), IQ1_M(29, 256, 56),
    TQ1_0(34, 256, 54), TQ2_0(35, 256, 66), MXFP4(39, 32, 17), NVFP4(40, 64, 36), Q1_0(41, 128, 18), Q2_0(42, 64, 18);

    /** Numbers once used and never given again, with the name they had. */
    private static final Map<Integer, String> REMOVED = Map.of(4, "Q4_2", 5, "Q4_3", 31, "Q4_0_4_4", 32, "Q4_0_4_8",
        33, "Q4_0_8_8", 36, "IQ4_NL_4_4", 37, "IQ4_NL_4_8", 38, "IQ4_NL_8_8");
    private static final Map<Integer, GgmlType> BY_ID =
        Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(GgmlType::id, Function.identity()));

    private final int id;
    private final int blockElements;
    private final int blockBytes;

    GgmlType(int id, int blockElements, int blockBytes) {
        this.id = id;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /** The type with this number, or null where none is known. */
    static @Nullable GgmlType ofId(int id) {
        return BY_ID.get(id);
    }

    /** The type of a format, where GGUF files have one. */
    public static Optional<GgmlType> of(Format format) {
        String name = format.toString().toUpperCase(Locale.ROOT);
        return Arrays.stream(values()).filter(t -> t.name().equals(name)).findFirst();
    }

    /** The type as a format; empty where kernels have none for it. */
    public Optional<Format> format() {
        try {
            return Optional.of(Format.parse(name()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A number without a type, in words. */
    static String describeUnknown(int id) {
        String name = REMOVED.get(id);
        return Integer.toUnsignedString(id) + (name == null ? "" : " (" + name + ", withdrawn by ggml: convert the model again)");
    }

    /** The number in files. */
    public int id() {
        return id;
    }

    /** Elements of one block. */
    public int blockElements() {
        return blockElements;
    }

    /** Bytes of one block. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * Bytes of a tensor.
     *
     * @param dims elements along each dimension, dimension 0 being the row
     * @throws IllegalArgumentException if a row is not whole blocks
     * @throws ArithmeticException if the number of elements or bytes is beyond 2^63 - 1
     */
    public long byteSize(long... dims) {
        if (dims[0] % blockElements != 0) {
            throw new IllegalArgumentException("rows of a multiple of " + blockElements + " elements wanted for " + this + ", found " + dims[0]);
        }
        long rows = 1;
        for (int i = 1; i < dims.length; i++) rows = Math.multiplyExact(rows, dims[i]);
        // Several types take less than a byte an element, so the number of elements may overflow where the bytes do not.
        Math.multiplyExact(rows, dims[0]);
        return Math.multiplyExact(rows, Math.multiplyExact(dims[0] / blockElements, blockBytes));
    }
}
