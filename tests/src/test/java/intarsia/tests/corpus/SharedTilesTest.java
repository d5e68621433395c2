package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.cli.fuzz.Launch;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.AtomicOp;
import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.ReduceOp;
import intarsia.ir.Space;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Shared tiles, copies in groups and barriers, in blocks of one warp and of several, at sizes around the edges. */
class SharedTilesTest {
    private static final int[] WARPS = {0, 2, 4, 8};
    private static final int[] SIZES = {1, 7, 8, 9, 15, 16, 17, 33};
    private static final List<String> TYPES = List.of("f32", "f16", "bf16", "u8", "i8", "i16", "i32", "u4", "i4", "u2", "u1", "i3", "u5", "f8e4m3fn", "f6e3m2");

    /** A launch with each number of warps. */
    private static void run(Cells cells, String what, Map<String, Long> sizes, Consumer<TileKernel> write) {
        for (int warps : WARPS) {
            cells.cell(what + " by " + warps + " warps", new Launch(WarpEngines.withWarps(TileKernel.define("cell", write), warps), sizes, Map.of(), Cells.SEED));
        }
    }

    private static Cells cells(String name) {
        return new Cells(name, WarpEngines.all());
    }

    @Test
    void tilesAreTransposed() {
        Cells cells = cells("transposed tiles");
        for (String d : TYPES) {
            for (int n : SIZES) {
                if (Cells.ALL || (n + TYPES.indexOf(d)) % 3 == 0) {
                    run(cells, d + " of " + n, Map.of("m", (long) n, "n", 17L), k -> transpose(k, DType.parse(d)));
                }
            }
        }
        cells.done();
    }

    private static void transpose(TileKernel k, DType d) {
        Size m = k.size("m");
        Size n = k.size("n");
        Global x = k.in("x", d, m, n);
        Scalar i = k.grid(m.ceilDiv(16)).times(16);
        Scalar j = k.grid(n.ceilDiv(8)).times(8);
        Global s = k.shared(d, 16, 8);
        Scalar zero = k.index(0);
        s.at(zero, zero).store(x.at(i, j).load(16, 8));
        k.barrier();
        k.out("y", d, n, m).at(j, i).store(s.at(zero, zero).loadAlong(List.of(1, 0), 8, 16));
    }

    @Test
    void copiesLandWithPaddingOffsetsAndGuards() {
        Cells cells = cells("copies");
        for (String d : TYPES) {
            for (int n : SIZES) {
                if (Cells.ALL || (n + TYPES.indexOf(d)) % 3 == 0) {
                    run(cells, d + " of " + n, Map.of("n", (long) n), k -> copied(k, DType.parse(d)));
                }
            }
        }
        cells.done();
    }

    /** Rows of 32 go to a tile whose rows are further apart, at an offset. */
    private static void copied(TileKernel k, DType d) {
        Size n = k.size("n");
        Global x = k.in("x", d, n, Size.of(40));
        Scalar i = k.grid(n.ceilDiv(8)).times(8);
        long step = BufferType.step(d);
        Global s = k.shared(new BufferType(Space.SHARED, d, List.of(Expr.of(2), Expr.of(8), Expr.of(32)), List.of(Expr.of(512 * step), Expr.of(48 * step), Expr.of(step)),
                Expr.of(16 * step), Optional.empty()));
        Scalar zero = k.index(0);
        x.at(i, k.index(8)).copyTo(s.at(k.index(1), zero, zero), 8, 32);
        k.copyCommit();
        x.at(i, zero).copyTo(s.at(zero, zero, zero), 8, 32);
        k.copyCommit();
        k.copyWait(1);
        k.barrier();
        Global y = k.out("y", d, n, Size.of(64));
        y.at(i, zero).store(s.at(k.index(1), zero, zero).load(8, 32));
        k.copyWait(0);
        k.barrier();
        y.at(i, k.index(32)).store(s.at(zero, zero, zero).load(8, 32));
    }

    @Test
    void productsAreStagedInTwoTiles() {
        Cells cells = cells("staged products");
        for (String d : List.of("f32", "u4", "i8", "f16")) {
            for (int m : new int[] {1, 8, 9, 17}) {
                for (int depth : new int[] {1, 8, 40}) {
                    run(cells, d + " " + m + "x" + depth, Map.of("m", (long) m, "k", (long) depth), k -> product(k, DType.parse(d)));
                }
            }
        }
        cells.done();
    }

    /** While a pair of tiles is multiplied the next is on its way; weights are cast on their way out of shared memory. */
    private static void product(TileKernel k, DType weights) {
        Size m = k.size("m");
        Size depth = k.size("k");
        Global a = k.in("a", DType.F32, m, depth);
        Global w = k.in("w", weights, Size.of(8), depth);
        Scalar i = k.grid(m.ceilDiv(8)).times(8);
        Global sa = k.shared(DType.F32, 2, 8, 8);
        Global sw = k.shared(weights, 2, 8, 8);
        Scalar zero = k.index(0);
        a.at(i, zero).copyTo(sa.at(zero, zero, zero), 8, 8);
        w.at(zero, zero).copyTo(sw.at(zero, zero, zero), 8, 8);
        k.copyCommit();
        Tile sum = k.loop(depth.ceilDiv(8), 1, k.zeros(DType.F32, 8, 8), (t, acc) -> {
            Scalar next = t.plus(1);
            Scalar into = next.rem(2);
            a.at(i, next.times(8)).copyTo(sa.at(into, zero, zero), 8, 8);
            w.at(zero, next.times(8)).copyTo(sw.at(into, zero, zero), 8, 8);
            k.copyCommit();
            k.copyWait(1);
            k.barrier();
            Tile x = sa.at(t.rem(2), zero, zero).load(8, 8);
            Tile y = sw.at(t.rem(2), zero, zero).load(8, 8).cast(DType.F32);
            Tile more = x.dot(y, acc);
            k.barrier();
            return more;
        });
        k.copyWait(0);
        k.out("c", DType.F32, m, Size.of(8)).at(i, zero).store(sum);
    }

    @Test
    void fragmentsOfMatrixInstructionsComeFromSharedTiles() {
        Cells cells = cells("products of halves");
        for (int m : new int[] {1, 32, 33}) {
            run(cells, "halves of " + m, Map.of("m", (long) m), SharedTilesTest::halves);
        }
        cells.done();
    }

    private static void halves(TileKernel k) {
        Size m = k.size("m");
        Scalar i = k.grid(m.ceilDiv(32)).times(32);
        Scalar zero = k.index(0);
        Global a = k.shared(DType.F16, 32, 16);
        Global b = k.shared(DType.F16, 16, 16);
        k.in("a", DType.F16, m, Size.of(16)).at(i, zero).copyTo(a.at(zero, zero), 32, 16);
        k.in("b", DType.F16, Size.of(16), Size.of(16)).at(zero, zero).copyTo(b.at(zero, zero), 16, 16);
        k.copyCommit();
        k.copyWait(0);
        k.barrier();
        Tile c = a.at(zero, zero).load(32, 16).dot(b.at(zero, zero).load(16, 16), k.zeros(DType.F32, 32, 16));
        k.out("c", DType.F32, m, Size.of(16)).at(i, zero).store(c);
    }

    @Test
    void reductionsAreOfAllWarps() {
        Cells cells = cells("reductions of all warps");
        for (String d : List.of("f32", "i32", "i8", "u4", "u1")) {
            for (ReduceOp op : List.of(ReduceOp.SUM, ReduceOp.MAX, ReduceOp.MIN, ReduceOp.XOR)) {
                boolean fits = op != ReduceOp.XOR && !d.equals("u1") || op == ReduceOp.XOR && !d.equals("f32");
                for (int dim = 0; dim < 2 && fits; dim++) {
                    int along = dim;
                    run(cells, op.text() + " of " + d + " along " + dim, Map.of("n", 37L), k -> reduced(k, DType.parse(d), op, along));
                }
            }
        }
        cells.done();
    }

    private static void reduced(TileKernel k, DType d, ReduceOp op, int dim) {
        Size n = k.size("n");
        Scalar i = k.grid(n.ceilDiv(16)).times(16);
        Scalar zero = k.index(0);
        Tile t = k.in("x", d, n, Size.of(8)).at(i, zero).load(16, 8);
        Tile r = t.reduce(op, dim).broadcast(16, 8);
        Tile both = d.equals(DType.U1) ? r.binary(intarsia.ir.BinaryOp.XOR, t) : r.cast(DType.I32).plus(t.cast(DType.I32));
        k.out("y", both.type().elem(), n, Size.of(8)).at(i, zero).store(both);
    }

    /** 16 bytes where rows on both sides begin at multiples of them, words where they may begin anywhere, loads and stores of less. */
    @Test
    void copiesAreAsWideAsBothSidesLet() {
        assertEquals(Set.of("cg.shared.global 16"), copies(k -> copied(k, DType.F32)));
        assertEquals(Set.of("cg.shared.global 16"), copies(k -> copied(k, DType.F16)));
        assertEquals(Set.of("ca.shared.global 8"), copies(k -> copied(k, DType.parse("u8"))));
        assertEquals(Set.of("ca.shared.global 4"), copies(k -> copied(k, DType.parse("u4"))));
        assertEquals(Set.of(), copies(k -> copied(k, DType.parse("u3"))));
        assertEquals(Set.of("ca.shared.global 4"), copies(k -> product(k, DType.F32)));
    }

    /** Of the interior and of the edge. */
    @Test
    void eachWarpHasItsFragments() {
        assertEquals(2 * 4, ptx(0, SharedTilesTest::halves).split("mma\\.sync", -1).length - 1);
        assertEquals(2 * 2, ptx(2, SharedTilesTest::halves).split("mma\\.sync", -1).length - 1);
    }

    private static String ptx(int warps, Consumer<TileKernel> write) {
        Target t = new PtxBackend().targets().getFirst();
        return new PtxBackend().compile(Compiler.toLane(WarpEngines.withWarps(TileKernel.define("cell", write), warps), t, Compiler.Options.DEFAULT), t).listing();
    }

    /** The kinds of asynchronous copies, with their bytes. */
    private static Set<String> copies(Consumer<TileKernel> write) {
        return ptx(2, write).lines().filter(s -> s.contains(".shared.global")).map(s -> s.replaceAll(".*cp\\.async\\.(\\S+) .*\\], (\\d+).*", "$1 $2")).collect(Collectors.toSet());
    }

    @Test
    void histogramsAreCountedInSharedMemory() {
        Cells cells = cells("histograms");
        for (int n : SIZES) {
            run(cells, "histogram of " + n, Map.of("n", 11L * n), SharedTilesTest::histogram);
        }
        cells.done();
    }

    private static void histogram(TileKernel k) {
        Size n = k.size("n");
        Global x = k.in("x", DType.parse("u4"), n);
        Scalar i = k.grid(n.ceilDiv(64)).times(64);
        Global bins = k.shared(DType.I32, 16);
        Scalar zero = k.index(0);
        bins.at(zero).store(k.zeros(DType.I32, 16));
        k.barrier();
        Tile at = x.at(i).load(64).cast(DType.I32);
        Tile inside = k.iota(0, 64).plus(i.cast(intarsia.ir.ScalarType.I32).fill(64));
        bins.elements(at).where(inside.lt(k.size(n).cast(intarsia.ir.ScalarType.I32).fill(64))).atomic(AtomicOp.ADD, k.full(DType.I32, 1, 64));
        k.barrier();
        k.inout("y", DType.I32, Size.of(16)).at(zero).atomic(AtomicOp.ADD, bins.at(zero).load(16));
    }
}
