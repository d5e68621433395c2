package intarsia.codegen.ptx.machine;

import static intarsia.codegen.ptx.machine.Snippet.eval;
import static intarsia.codegen.ptx.machine.Snippet.eval64;
import static intarsia.codegen.ptx.machine.Snippet.float32;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatTest {
    private static final String OUT = " mov.b32 %r0, %f0;";

    @ParameterizedTest(name = "{0} of {1}, {2} is {3}")
    @CsvSource({
            "add.rn.f32, 16777216, 1, 16777216", "sub.f32, 1, 3, -2", "mul.rn.f32, 3e38, 10, Infinity", "add.sat.f32, 0.75, 0.75, 1",
            "add.rn.f32, 1e-40, 0, 1e-40", "add.rn.ftz.f32, 1e-40, 0, 0", "mul.rn.ftz.f32, 1e-20, 1e-20, 0", "div.rn.f32, 1, 3, 0.33333334",
            "min.f32, NaN, 2, 2", "max.f32, 2, NaN, 2", "min.NaN.f32, NaN, 2, NaN", "max.NaN.f32, 2, NaN, NaN",
            "min.f32, 0.0, -0.0, -0.0", "max.f32, -0.0, 0.0, 0.0", "copysign.f32, -1, 5, -5"})
    void singlePrecision(String opcode, float a, float b, float want) {
        assertEquals(want, float32(opcode + " %f0, %f1, %f2;" + OUT, a, b));
    }

    @Test
    void theNanOfArithmeticHasAllOnes() {
        assertEquals(0x7FFFFFFF, eval("add.rn.f32 %f0, %f1, %f2;" + OUT, 0xFFC00001L, 0));
        assertEquals(0, eval("add.rn.sat.f32 %f0, %f1, %f2;" + OUT, 0xFFC00001L, 0));
    }

    @Test
    void fmaRoundsOnce() {
        float a = 1 + 0x1p-12f;
        assertEquals(Math.fma(a, a, -1f), float32("fma.rn.f32 %f0, %f1, %f2, %f3;" + OUT, a, a, -1));
        assertEquals(Double.doubleToRawLongBits(Math.fma(0.1, 10, -1)), eval64("mov.b64 %d1, %rd1; mov.b64 %d2, %rd2; mov.b64 %d3, %rd3; fma.rn.f64 %d0, %d1, %d2, %d3; mov.b64 %rd0, %d0;",
                Double.doubleToRawLongBits(0.1), Double.doubleToRawLongBits(10), Double.doubleToRawLongBits(-1)));
    }

    @ParameterizedTest
    @CsvSource({"rcp.rn.f32, 4, 0.25", "sqrt.rn.f32, 2, 1.4142135", "rsqrt.approx.f32, 4, 0.5", "ex2.approx.ftz.f32, -3, 0.125", "ex2.approx.ftz.f32, -140, 0",
            "lg2.approx.f32, 8, 3", "tanh.approx.f32, 0, 0", "abs.f32, -2, 2", "neg.f32, 0, -0.0"})
    void oneOperand(String opcode, float a, float want) {
        assertEquals(want, float32(opcode + " %f0, %f1;" + OUT, a));
    }

    @ParameterizedTest(name = "{0} of {1}, {2}: {3}")
    @CsvSource({
            "lt.f32, 1, 2, true", "lt.f32, NaN, 2, false", "ltu.f32, NaN, 2, true", "eq.f32, 0, -0.0, true", "ne.f32, NaN, 1, false", "neu.f32, NaN, 1, true",
            "equ.f32, NaN, 1, true", "ge.f32, 2, 2, true", "geu.f32, 1, 2, false", "gtu.f32, 1, NaN, true", "leu.f32, 3, 2, false", "num.f32, 1, 1, true", "nan.f32, 1, NaN, true"})
    void comparisonsOrderedAndUnordered(String relation, float a, float b, boolean want) {
        assertEquals(want ? 1 : 0, eval("setp." + relation + " %p1|%p2, %f1, %f2; selp.b32 %r0, 1, 0, %p1; @%p2 add.u32 %r0, %r0, 2;",
                Float.floatToRawIntBits(a), Float.floatToRawIntBits(b)) & 1);
    }

    @ParameterizedTest(name = "{0} of {1}, {2}: {3}")
    @CsvSource({"lt.s32, -1, 0, 1", "lt.u32, -1, 0, 2", "lo.u32, 1, 2, 1", "hs.u32, -1, 1, 1", "eq.b32, 5, 5, 1", "hi.u32, 3, 3, 2", "ls.u32, 3, 3, 1"})
    void integerComparisonsAndTheSecondPredicate(String relation, int a, int b, int want) {
        assertEquals(want, eval("setp." + relation + " %p1|%p2, %r1, %r2; mov.u32 %r0, 0; @%p1 or.b32 %r0, %r0, 1; @%p2 or.b32 %r0, %r0, 2;", a, b));
    }

    @Test
    void aComparisonJoinsAThirdPredicate() {
        String head = "setp.eq.s32 %p3, %r3, 1; ";
        String tail = " selp.u32 %r0, 1, 0, %p1;";
        assertEquals(0, eval(head + "setp.eq.and.s32 %p1, %r1, %r2, %p3;" + tail, 1, 1, 0));
        assertEquals(1, eval(head + "setp.eq.and.s32 %p1, %r1, %r2, !%p3;" + tail, 1, 1, 0));
        assertEquals(1, eval(head + "setp.eq.or.s32 %p1, %r1, %r2, %p3;" + tail, 1, 2, 1));
        assertEquals(0, eval(head + "setp.eq.xor.s32 %p1, %r1, %r2, %p3;" + tail, 1, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "sub", "mul"})
    void packedHalvesRoundLikeSingleHalves(String op) {
        int[] codes = {0x0000, 0x8000, 0x0001, 0x03FF, 0x3C00, 0x3C01, 0xBBFF, 0x7BFF, 0x7C00, 0xFC00, 0x7E00, 0x6400, 0x4248};
        for (int a : codes) {
            for (int b : codes) {
                float x = Float.float16ToFloat((short) a), y = Float.float16ToFloat((short) b);
                float r = op.equals("add") ? x + y : op.equals("sub") ? x - y : x * y;
                int want = Float.isNaN(r) ? 0x7FFF : Float.floatToFloat16(r) & 0xFFFF;
                assertEquals(want << 16 | want, eval(op + ".rn.f16x2 %r0, %r1, %r2;", a << 16 | a, b << 16 | b), Integer.toHexString(a) + " " + Integer.toHexString(b));
            }
        }
    }

    @Test
    void halfFmaRoundsOnceWhereTwoRoundingsWouldTie() {
        // 1.5 · 1.0009765625 is a tie of f16: the smallest addend decides.
        assertEquals(0x3E02, eval("fma.rn.f16 %h0, %h1, %h2, %h3; cvt.u32.u16 %r0, %h0;", 0x3E00, 0x3C01, 0x0001));
        assertEquals(0x3E01, eval("fma.rn.f16 %h0, %h1, %h2, %h3; cvt.u32.u16 %r0, %h0;", 0x3E00, 0x3C01, 0x8001));
        // bf16: 1.5 · 1.0078125 is a tie; the far smaller addend must still decide.
        int x = 0x3FC0, y = 0x3F81;
        assertEquals(0x3FC2, eval("fma.rn.bf16x2 %r0, %r1, %r2, %r3; and.b32 %r0, %r0, 0xFFFF;", x, y, 0x0080));
        assertEquals(0x3FC1, eval("fma.rn.bf16x2 %r0, %r1, %r2, %r3; and.b32 %r0, %r0, 0xFFFF;", x, y, 0x8080));
    }
}
