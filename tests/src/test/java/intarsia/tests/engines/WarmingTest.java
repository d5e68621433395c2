package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Tensor;
import intarsia.runtime.cpu.Warming;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** Kernels that run on plain arrays first, and on vectors when C2 has them. */
class WarmingTest {
    private static final int ROWS = 37;
    private static final int LENGTH = 100;
    private static final long SEED = Long.getLong("intarsia.seed", 20260103);

    private static float[] normal(int n) {
        RandomGenerator random = new SplittableRandom(SEED);
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian() * 20;
        }
        return x;
    }

    /** Softmax of rows. An engine keeps what it has compiled, so each is a kernel of another name. */
    private static Program softmax(String name) {
        return Intarsia.compile(TileKernel.define(name, k -> {
            Size rows = Size.of(ROWS);
            Size length = Size.of(LENGTH);
            var x = k.in("x", DType.F32, rows, length);
            var y = k.out("y", DType.F32, rows, length);
            var row = k.grid(rows);
            Tile max = k.loop(length, 32, k.full(DType.F32, Double.NEGATIVE_INFINITY, 1),
                    (i, m) -> m.max(x.at(row, i).loadOr(Double.NEGATIVE_INFINITY, 32).max(0).reshape(1)));
            k.loop(length, 32, i -> y.at(row, i).store(x.at(row, i).load(32).minus(max).exp()));
        }), Engine.jvm(1));
    }

    private static void bound(Program p, Consumer<Runnable> body, Tensor y) {
        try (var run = p.bind(Map.of("x", Tensor.of(normal(ROWS * LENGTH), ROWS, LENGTH), "y", y))) {
            body.accept(run::run);
        }
    }

    private static float[] unwarmed(String name) {
        Tensor y = Tensor.allocate(DType.F32, ROWS, LENGTH);
        bound(softmax(name), Runnable::run, y);
        return y.toFloats();
    }

    @Test
    void resultsAreTheSameBitsAllTheWay() {
        float[] wanted = unwarmed("never_warmed");
        Program p = softmax("warmed");
        Tensor y = Tensor.allocate(DType.F32, ROWS, LENGTH);
        try (Warming w = Intarsia.warm(p).orElseThrow()) {
            assertEquals(1, w.kernels());
            bound(p, run -> {
                boolean done = false;
                while (!done) {
                    done = end(w);
                    run.run();
                    assertArrayEquals(wanted, y.toFloats());
                }
            }, y);
            assertEquals(1, w.warm(), "C2 has compiled it");
        }
    }

    private static boolean end(Warming w) {
        try {
            return w.await(1, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void stoppedAtOnceItRunsOnPlainArrays() {
        Program p = softmax("stopped");
        Warming w = Intarsia.warm(p).orElseThrow();
        w.close();
        assertEquals(1, w.kernels());
        Tensor y = Tensor.allocate(DType.F32, ROWS, LENGTH);
        bound(p, Runnable::run, y);
        assertArrayEquals(unwarmed("beside_stopped"), y.toFloats());
    }

    @Test
    void aKernelInUseStaysAsItIs() {
        Program p = softmax("in_use");
        bound(p, Runnable::run, Tensor.allocate(DType.F32, ROWS, LENGTH));
        try (Warming w = Intarsia.warm(p).orElseThrow()) {
            assertEquals(0, w.kernels());
        }
    }

    @Test
    void theEvaluatorNeedsNone() {
        Program p = Intarsia.compile(intarsia.ir.text.Parser.parse(intarsia.ir.text.Printer.print(softmax("text").plan().steps().getFirst().kernel())),
                Engine.reference());
        assertFalse(Intarsia.warm(p).isPresent());
    }
}
