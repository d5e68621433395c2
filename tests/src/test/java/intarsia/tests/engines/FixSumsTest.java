package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.passes.FixSums;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sums of tiles in one order: a tree of neighbours, whatever layout the tile has. */
class FixSumsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20261122);
    private static final int N = 64;

    /** Rows are summed; the tile lies as the layout says. */
    private static Kernel sums(Layout layout) {
        return TileKernel.define("sums", k -> {
            var x = k.in("x", DType.F32, Size.of(N));
            var y = k.out("y", DType.F32, Size.of(1));
            k.grid(Size.of(1));
            y.at(k.index(0)).store(x.at(k.index(0)).load(N).pin(layout).sum(0));
        });
    }

    private static Kernel rows(int rows, int n, ReduceOp op) {
        return TileKernel.define("rows", k -> {
            var x = k.in("x", DType.F32, Size.of(rows), Size.of(n));
            var y = k.out("y", DType.F32, Size.of(rows));
            k.grid(Size.of(1));
            y.at(k.index(0)).store(x.at(k.index(0), k.index(0)).load(rows, n).reduce(op, 1).reshape(rows));
        });
    }

    private static float[] run(Kernel k, Engine engine, float[] x, int rows) {
        Tensor y = Tensor.allocate(DType.F32, rows);
        Tensor in = k.name().equals("sums") ? Tensor.of(x, x.length) : Tensor.of(x, rows, x.length / rows);
        try (var run = Intarsia.compile(k, engine).bind(Map.of("x", in, "y", y))) {
            run.run();
        }
        return y.toFloats();
    }

    /** Numbers of very different sizes, so that another order rounds otherwise. */
    private static float[] numbers(int n) {
        System.out.println("-Dintarsia.seed=" + SEED);
        Random r = new Random(SEED);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) x[i] = (float) Math.scalb(r.nextGaussian(), r.nextInt(12));
        return x;
    }

    private static float tree(float[] x) {
        return tree(x, ReduceOp.SUM);
    }

    private static float tree(float[] x, ReduceOp op) {
        float[] now = x;
        while (now.length % 2 == 0) {
            float[] half = new float[now.length / 2];
            for (int i = 0; i < half.length; i++) half[i] = combined(op, now[2 * i], now[2 * i + 1]);
            now = half;
        }
        float all = now[0];
        for (int i = 1; i < now.length; i++) all = combined(op, all, now[i]);
        return all;
    }

    private static float combined(ReduceOp op, float a, float b) {
        return op == ReduceOp.SUM ? a + b : a * b;
    }

    @Test
    void aSumHasTheSameBitsInEveryLayout() {
        Engine jvm = Engine.jvm(1);
        int lanes = jvm.target().orElseThrow().lanes();
        Kernel vectors = sums(Layout.parse("[" + N + "] lane[0.0:" + lanes + "] v[0.1:" + N / lanes + "]"));
        Kernel runs = sums(Layout.parse("[" + N + "] lane[0.1:" + lanes + "] v[0.0:" + N / lanes + "]"));
        float[] x = numbers(N);
        assertNotEquals(run(vectors, jvm, x, 1)[0], run(runs, jvm, x, 1)[0], "without the pass: these numbers show no order");
        for (Kernel k : List.of(vectors, runs)) {
            for (Engine e : List.of(jvm, Engine.reference(), Engine.of("ptx"))) {
                boolean fits = e.target().map(t -> t.lanes() == lanes).orElse(true); // a layout is one of so many lanes
                if (fits) assertEquals(tree(x), run(new FixSums().run(k), e, x, 1)[0], e + ", " + k);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"4,48,SUM", "1,96,SUM", "3,20,SUM", "2,7,SUM", "5,1,SUM", "2,24,PROD"})
    void everyRowIsATreeOfNeighboursAndThenOneByOne(int rows, int n, ReduceOp op) {
        float[] x = numbers(rows * n);
        for (int i = 0; op == ReduceOp.PROD && i < x.length; i++) x[i] = 1 + x[i] % 1;
        Kernel fixed = new FixSums().run(rows(rows, n, op));
        for (Engine e : List.of(Engine.jvm(1), Engine.reference(), Engine.of("ptx"))) {
            float[] found = run(fixed, e, x, rows);
            for (int r = 0; r < rows; r++) {
                assertEquals(tree(Arrays.copyOfRange(x, r * n, (r + 1) * n), op), found[r], e + ", row " + r);
            }
        }
    }

    @Test
    void whatRoundsNothingStaysAndWhatHasNoOrderIsRefused() {
        Kernel most = rows(2, 8, ReduceOp.MAX);
        assertEquals(reductions(most), reductions(new FixSums().run(most)));
        Kernel scan = TileKernel.define("scan", k -> {
            k.grid(Size.of(1));
            k.out("y", DType.F32, Size.of(8)).at(k.index(0)).store(k.in("x", DType.F32, Size.of(8)).at(k.index(0)).load(8).scan(ReduceOp.SUM, 0));
        });
        var e = assertThrows(IllegalArgumentException.class, () -> new FixSums().run(scan));
        assertTrue(String.valueOf(e.getMessage()).contains("no fixed order"), e::getMessage);
    }

    private static long reductions(Kernel k) {
        return Printer.print(k).lines().filter(l -> l.contains("= reduce.")).count();
    }
}
