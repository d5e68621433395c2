package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.codegen.jvm.JvmBackend;
import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.UnaryOp;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * The f32 polynomials against StrictMath in double: every exponent with sampled fractions, then dense where a function
 * bends. Measured maxima, in units in the last place of the right answer: {@code exp} 0.79, {@code exp2} 0.85, {@code log} 0.84
 * (2^25 inputs each, {@code -Dintarsia.all=true}).
 */
class PolynomialsTest {
    private static final int COUNT = Cells.ALL ? 1 << 24 : 1 << 18;
    private static final float INF = Float.POSITIVE_INFINITY;

    @Test
    void expIsWithinOneUlp() {
        within(UnaryOp.EXP, StrictMath::exp, -104, 89);
    }

    @Test
    void exp2IsWithinOneUlp() {
        within(UnaryOp.EXP2, x -> StrictMath.pow(2, x), -150, 128);
    }

    @Test
    void logIsWithinOneUlp() {
        within(UnaryOp.LOG, StrictMath::log, 0.5f, 2);
    }

    @Test
    void edgesAreExact() {
        float[] x = {0, -0.0f, INF, -INF, Float.NaN, 1, Float.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 89, -104, 128, -1};
        assertBits(new float[] {1, 1, INF, 0, Float.NaN, (float) Math.E, 1, 1, INF, 0, INF, 0, INF, (float) StrictMath.exp(-1)}, run(UnaryOp.EXP, x), "exp");
        assertBits(new float[] {1, 1, INF, 0, Float.NaN, 2, 1, 1, INF, 0, 0x1p89f, 0x1p-104f, INF, 0.5f}, run(UnaryOp.EXP2, x), "exp2");
        float[] log = run(UnaryOp.LOG, x);
        assertBits(new float[] {-INF, -INF, INF, Float.NaN, Float.NaN, 0}, java.util.Arrays.copyOf(log, 6), "log");
        assertBits(new float[] {Float.NaN, Float.NaN}, new float[] {log[7], log[13]}, "log below 0");
    }

    @Test
    void exp2OfWholeNumbersIsExact() {
        float[] x = new float[278];
        for (int i = 0; i < x.length; i++) {
            x[i] = i - 149;
        }
        float[] y = run(UnaryOp.EXP2, x);
        for (int i = 0; i < x.length; i++) {
            assertEquals(Math.scalb(1.0f, (int) x[i]), y[i], "2^" + x[i]);
        }
    }

    private static void assertBits(float[] want, float[] got, String what) {
        for (int i = 0; i < want.length; i++) {
            assertEquals(Float.floatToIntBits(want[i]), Float.floatToIntBits(got[i]), what + " at " + i + ": wanted " + want[i] + ", found " + got[i]);
        }
    }

    private static void within(UnaryOp op, DoubleUnaryOperator exact, float lo, float hi) {
        double worst = 0;
        float where = 0;
        for (float[] x : new float[][] {everyExponent(), dense(lo, hi)}) {
            float[] y = run(op, x);
            for (int i = 0; i < x.length; i++) {
                double ulps = ulps(exact.applyAsDouble(x[i]), y[i]);
                if (ulps > worst) {
                    worst = ulps;
                    where = x[i];
                }
            }
        }
        System.out.println(op.text() + ": at most " + worst + " ulp, at " + where + ", of " + 2 * COUNT + " inputs, -Dintarsia.seed=" + Cells.SEED);
        double most = worst;
        float at = where;
        assertTrue(worst <= 1, () -> op.text() + " is " + most + " ulp off at " + at);
    }

    /** How far a result lies from the exact value, in units in the last place of an f32 of its size. */
    private static double ulps(double exact, float found) {
        if (Double.isNaN(exact)) {
            return Float.isNaN(found) ? 0 : INF;
        }
        if (Float.isInfinite((float) exact) || Float.isInfinite(found)) {
            // The largest finite number may become Inf one unit early.
            return (float) exact == found ? 0 : Math.abs(Math.clamp(exact, -0x1p128, 0x1p128) - Math.clamp(found, -0x1p128, 0x1p128)) / Math.ulp(Float.MAX_VALUE);
        }
        return Math.abs(exact - found) / Math.ulp((float) exact);
    }

    private static float[] everyExponent() {
        SplittableRandom random = new SplittableRandom(Cells.SEED);
        float[] x = new float[COUNT];
        for (int i = 0; i < x.length; i++) {
            x[i] = Float.intBitsToFloat((i % 512) << 23 | random.nextInt(1 << 23));
        }
        return x;
    }

    private static float[] dense(float lo, float hi) {
        float[] x = new float[COUNT];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (lo + (hi - lo) * (double) i / COUNT);
        }
        return x;
    }

    private static float[] run(UnaryOp op, float[] x) {
        Kernel tile = TileKernel.define("function", k -> {
            Size n = k.size("n");
            Global in = k.in("x", DType.F32, n);
            Scalar i = k.grid(n.ceilDiv(64)).times(64);
            k.out("y", DType.F32, n).at(i).store(in.at(i).load(64).unary(op));
        });
        Target target = new JvmBackend().targets().getFirst();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment in = arena.allocateFrom(ValueLayout.JAVA_FLOAT, x);
            MemorySegment out = arena.allocate(in.byteSize(), 64);
            new LaneEngine.Jvm(target, false).run(Compiler.toLane(tile, target, Compiler.Options.DEFAULT), Map.of("x", in, "y", out),
                    Symbols.of(Map.of("n", (long) x.length)));
            return out.toArray(ValueLayout.JAVA_FLOAT);
        }
    }
}
