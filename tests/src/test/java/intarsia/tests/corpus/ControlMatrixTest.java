package intarsia.tests.corpus;

import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Storable;
import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Loops and branches that carry tiles of every type, with sizes that make no, one and several trips. */
class ControlMatrixTest {
    private static final List<DType> TYPES = List.of(DType.F32, DType.I32, DType.parse("u1"), DType.parse("i3"), DType.F16, DType.parse("u8"));
    private static final int[][] SHAPES = {{7, 5}, {16}, {3}, {1}, {}};

    private static void run(Cells cells, String what, DType d, int[] shape, long n, BiFunction<TileKernel, Tile, Tile> body) {
        cells.cell(what + " " + d + java.util.Arrays.toString(shape) + " n=" + n, new Launch(TileKernel.define("cell", k -> {
            k.size("n");
            Size[] sizes = java.util.Arrays.stream(shape).mapToObj(Size::of).toArray(Size[]::new);
            Global x = k.in("x", d, sizes);
            Tile t = Storable.of(body.apply(k, x.at(ElementwiseMatrixTest.zeros(k, shape)).load(shape)));
            k.out("y", t.type().elem(), sizes).at(ElementwiseMatrixTest.zeros(k, shape)).store(t);
        }), Map.of("n", n), Map.of(), Cells.SEED));
    }

    private static Tile step(Tile a) {
        return a.type().elem().equals(DType.U1) ? a.not() : a.plus(1);
    }

    @Test
    void loopsCarryTiles() {
        Cells cells = new Cells("loops");
        for (DType d : TYPES) {
            for (int[] shape : SHAPES) {
                for (long n : new long[] {0, 1, 3}) {
                    run(cells, "from memory", d, shape, n, (k, x) -> k.loop(k.size("n"), 1, x, (_, acc) -> step(acc)));
                    run(cells, "from a constant", d, shape, n, (k, x) -> k.loop(k.size("n"), 1, k.zeros(d, shape), (_, _) -> step(x)));
                    run(cells, "of a constant", d, shape, n, (k, _) -> k.loop(k.size("n"), 1, k.zeros(d, shape), (_, acc) -> step(acc)));
                    run(cells, "swapping", d, shape, n, (k, x) -> k.loop(k.index(0), k.size(k.size("n")), 1, List.of(x, k.zeros(d, shape)),
                            (_, c) -> List.of(c.get(1), c.get(0))).getFirst());
                    run(cells, "nested", d, shape, n, (k, x) -> k.loop(k.size("n"), 1, k.zeros(d, shape), (i, outer) ->
                            k.loop(k.index(0), i, 1, outer, (_, acc) -> step(acc))));
                }
            }
        }
        cells.done();
    }

    @Test
    void branchesGiveTiles() {
        Cells cells = new Cells("branches");
        for (DType d : TYPES) {
            for (int[] shape : SHAPES) {
                for (long n : new long[] {0, 1}) {
                    run(cells, "of memory and a constant", d, shape, n, (k, x) -> k.choose(flag(k), () -> x, () -> k.zeros(d, shape)));
                    run(cells, "of two constants", d, shape, n, (k, x) -> k.choose(flag(k), () -> k.full(d, 1, shape), () -> k.zeros(d, shape)));
                    run(cells, "nested", d, shape, n, (k, x) -> k.choose(flag(k), () -> k.choose(flag(k), () -> step(x), () -> k.zeros(d, shape)), () -> x));
                }
            }
        }
        cells.done();
    }

    private static Scalar flag(TileKernel k) {
        return k.size(k.size("n")).eq(k.index(1));
    }
}
