package intarsia.tests.corpus;

import intarsia.cli.fuzz.Launch;
import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Symbol;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.passes.check.Distribution;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every block format with a name, and members of the families: its values out of random blocks, and a product with a vector. */
class BlockFormatMatrixTest {
    private static final int TILE = 32;
    /** Fewer than what shares a scale in many formats. */
    private static final int LANES = 16;
    private static final List<String> FAMILIES = List.of("mx_f4e2m1", "mx_f6e3m2", "mx_f6e2m3", "mx_f8e4m3fn", "mx_f8e5m2", "mx_i8", "nv_f4e2m1", "nv_i4",
        "bfp_i8", "nf4_double", "u3g32", "u4g64_zu4", "u5g32_mf16", "i6g32_se8m0", "ternaryg32", "bipolar1g32", "nf4g64_sf32", "f5e2m2g32");

    static Stream<BlockFormat> formats() {
        return Stream.concat(BlockFormat.named().stream(), FAMILIES.stream().map(BlockFormat::parse));
    }

    private static void cell(Cells cells, String what, Map<String, Long> sizes, Distribution kind, Consumer<TileKernel> write) {
        var kernel = TileKernel.define("cell", write);
        cells.cell(what, new Launch(kernel, sizes, Map.of("w", kind, "x", Distribution.ORDINARY), Cells.SEED));
    }

    /** Long blocks are tested in part: a program of 16,384 elements at constant places has more than a method holds. */
    private static int end(BlockFormat f) {
        return Math.min(f.elements(), 256);
    }

    private static int tile(BlockFormat f) {
        return Math.min(TILE, f.elements());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void valuesOfBlocks(BlockFormat f) {
        Cells cells = new Cells("values of " + f);
        for (Distribution kind : List.of(Distribution.ORDINARY, Distribution.EXTREME)) {
            for (int blocks : new int[] {1, 3}) {
                cell(cells, kind + ", 2 rows of " + blocks + " blocks", Map.of("n", (long) blocks * f.elements()), kind, k -> {
                    Size n = k.size(new Symbol("n", Symbol.Kind.RUNTIME, 0, 3L * f.elements(), f.elements()));
                    Global w = k.in("w", f, Size.of(2), n);
                    Global y = k.out("y", DType.F32, Size.of(2), n);
                    Scalar r = k.grid(Size.of(2));
                    k.loop(n, f.elements(), i -> {
                        for (int at = 0; at < end(f); at += tile(f)) {
                            y.at(r, i.plus(at)).store(w.at(r, i.plus(at)).dequantize(tile(f)));
                        }
                    });
                });
            }
        }
        cells.done();
    }

    @ParameterizedTest
    @MethodSource("formats")
    void productWithAVector(BlockFormat f) {
        Cells cells = new Cells("product with " + f);
        for (int rows : new int[] {1, 5}) {
            int n = f.elements() * 2;
            int width = rows == 1 ? tile(f) : Math.min(LANES, f.elements());
            cell(cells, rows + " rows of " + n + ", " + width + " at a time", Map.of(), Distribution.ORDINARY, k -> {
                Global w = k.in("w", f, Size.of(rows), Size.of(n));
                Global x = k.in("x", DType.F32, Size.of(n));
                Global y = k.out("y", DType.F32, Size.of(rows));
                Scalar r = k.grid(Size.of(rows));
                Tile sum = k.loop(Size.of(n), f.elements(), k.zeros(DType.F32, width), (i, all) -> {
                    Tile now = all;
                    for (int at = 0; at < end(f); at += width) {
                        now = w.at(r, i.plus(at)).dequantize(width).fma(x.at(i.plus(at)).load(width), now);
                    }
                    return now;
                });
                y.at(r).store(sum.sum(0).reshape(1));
            });
        }
        cells.done();
    }
}
