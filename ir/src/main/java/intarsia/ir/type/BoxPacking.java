package intarsia.ir.type;

import intarsia.ir.layout.Layout;
import intarsia.ir.layout.MmaShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Packings whose words hold codes of several rows, so that a block is a box of these rows and one group of columns, with a scale a row.
 * {@code awq}: words of 8 rows, nibbles in the order 0 2 4 6 1 3 5 7 (AutoAWQ's GEMM kernels). {@code gptq1}, {@code gptq2}: words along
 * the columns, a row of words after another (AutoGPTQ; version 1 stores zero points less one). {@code marlin}: the tiles of 16 columns
 * and 64 rows of the kernel of Frantar et al., MARLIN. The shapes of {@code mma}: a {@link Panel}, with a scale for each of its rows.
 * {@code dot4xN}: the panel of four products in each of N lanes, a row a lane; lanes of vectors read a word of it at a time.
 *
 * @param rows   of a box
 * @param codes  of the box
 * @param scales one a row
 * @param zeros  one a row, where the format has them
 */
record BoxPacking(int rows, Packing codes, Packing scales, Optional<Packing> zeros) {
    static final List<String> NAMES = Stream.of(Stream.of("awq", "gptq1", "gptq2", "marlin"), MmaShape.ALL.stream().map(MmaShape::name),
        Stream.of("dot4x4", "dot4x8", "dot4x16", "dot4x32")).flatMap(s -> s).toList();
    private static final int WARP = 32;
    private static final int WORD = 32;

    /** The packing of this name for groups of so many columns. */
    static BoxPacking of(String name, DType type, int size, DType scale, @Nullable DType zero) {
        return switch (name) {
            case "awq" -> awq(type, size, scale, zero);
            case "marlin" -> marlin(type, size, scale, zero);
            case "gptq1", "gptq2" -> gptq(name, type.bits(), size, scale, zero);
            case "dot4x4", "dot4x8", "dot4x16", "dot4x32" -> lanes(name, Integer.parseInt(name.substring("dot4x".length())), type, size, scale, zero);
            default -> panel(name, MmaShape.named(name).b(), Panel.WIDEST, type, size, scale, zero);
        };
    }

    private static BoxPacking awq(DType type, int size, DType scale, @Nullable DType zero) {
        wanted(type.bits() == 4, "awq holds codes of 4 bits, found " + type);
        Packing codes = new Packing(4, 8 * size, 4 * size, List.of(Piece.place(4, 0, 4, 4, 2, 16, size, WORD)));
        Packing order = new Packing(4, 8, 4, List.of(Piece.place(4, 0, 4, 4, 2, 16)));
        return new BoxPacking(8, codes, Packing.dense(scale, 8), Optional.ofNullable(zero).map(z -> z.bits() == 4 ? order : Packing.dense(z, 8)));
    }

    /** So many rows that zero points of the codes' width fill words. */
    private static BoxPacking gptq(String name, int bits, int size, DType scale, @Nullable DType zero) {
        wanted(bits <= 16 && bits * size % WORD == 0, name + " fills words of 32 bits along the columns, found groups of " + size + " codes of " + bits);
        int rows = WORD / (bits & -bits);
        List<Piece> pieces = WORD % bits == 0 ? List.of(Piece.place(bits, 0, rows, WORD, size * bits / WORD, WORD * rows, WORD / bits, bits))
            : straddling(bits, size, rows);
        return new BoxPacking(rows, new Packing(bits, rows * size, rows * size * bits / 8, pieces), Packing.dense(scale, rows),
            Optional.ofNullable(zero).map(z -> Packing.dense(z, rows)));
    }

    /** Codes end to end in the words of a row, which lie a row of words apart. */
    private static List<Piece> straddling(int bits, int size, int rows) {
        List<Piece> pieces = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (int e = 0; e < size; e++) {
                for (int from = 0, part; from < bits; from += part) {
                    int at = e * bits + from;
                    part = Math.min(bits - from, WORD - at % WORD);
                    pieces.add(Piece.place(part, (at / WORD * rows + row) * WORD + at % WORD).fromElement(row * size + e).fromBit(from));
                }
            }
        }
        return pieces;
    }

    /** A word of a thread holds two codes of each of four places of a fragment; four tiles follow one another. */
    private static BoxPacking marlin(DType type, int size, DType scale, @Nullable DType zero) {
        wanted(type.equals(DType.parse("u4")) && size == 128 && zero == null && scale.bits() == 16,
            "marlin holds u4 in groups of 128 with a scale of 16 bits and no zero point, found " + type + " in groups of " + size + " with a scale " + scale);
        Packing codes = new Packing(4, 64 * size, 32 * size, List.of(Piece.place(4, 0, 4, 32, 2, 8, 8, 512, size / 16, 4096, 2, 4, 4, 128, 2, 16)));
        return new BoxPacking(64, codes, new Packing(16, 64, 128, List.of(Piece.place(16, 0, 8, 16, 8, 128))), Optional.empty());
    }

    /** A row a lane: only lanes of threads read several words at once. */
    private static BoxPacking lanes(String name, int lanes, DType type, int size, DType scale, @Nullable DType zero) {
        Layout b = Layout.local(4, 1).times(Layout.spatial(1, lanes));
        return panel(name, b, lanes == WARP ? Panel.WIDEST : Integer.BYTES, type, size, scale, zero);
    }

    private static BoxPacking panel(String name, Layout b, int widest, DType type, int size, DType scale, @Nullable DType zero) {
        int terms = b.extent(0);
        int rows = b.extent(1);
        wanted(size % terms == 0, name + " takes groups of a multiple of " + terms + ", found " + size);
        return new BoxPacking(rows, Panel.of(b, type.bits(), size / terms, widest), Packing.dense(scale, rows), Optional.ofNullable(zero).map(z -> Packing.dense(z, rows)));
    }

    private static void wanted(boolean fits, String what) {
        if (!fits) {
            throw new IllegalArgumentException("packing " + what);
        }
    }
}
