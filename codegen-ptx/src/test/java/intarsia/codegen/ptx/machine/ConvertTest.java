package intarsia.codegen.ptx.machine;

import static intarsia.codegen.ptx.machine.Snippet.eval;
import static intarsia.codegen.ptx.machine.Snippet.eval64;
import static intarsia.codegen.ptx.machine.Snippet.float32;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConvertTest {

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource({
            "rni.s32, 2.5, 2", "rni.s32, 3.5, 4", "rzi.s32, -2.9, -2", "rmi.s32, -2.1, -3", "rpi.s32, -2.9, -2", "rni.s32, NaN, 0", "rni.s32, 1e20, 2147483647",
            "rni.s32, -1e20, -2147483648", "rzi.u32, -5, 0", "rzi.u32, 1e20, -1", "rni.s8, 200, 127", "rni.s8, -200, -128", "rni.u8, 300, 255", "rni.u8, -1, 0", "rni.sat.s8, -129, -128"})
    void floatsToIntegersSaturate(String to, float a, int want) {
        assertEquals(want, eval("cvt." + to + ".f32 %r0, %f1;", Float.floatToRawIntBits(a)));
    }

    @ParameterizedTest(name = "cvt.{0} of {1} is {2}")
    @CsvSource({"s32.s8, 0x80, -128", "u32.u8, 0x180, 128", "s8.s32, 0x180, -128", "u8.s32, -1, 255", "sat.u8.s32, -1, 0", "sat.u8.s32, 256, 255", "sat.s8.s32, -300, -128",
            "sat.s32.u32, -1, 2147483647", "sat.u32.s32, -5, 0"})
    void integersToIntegersTruncateOrSaturate(String types, String a, int want) {
        assertEquals(want, eval("cvt." + types + " %r0, %r1;", Integer.decode(a)));
    }

    @Test
    void longsBecomeFloatsWithOneRounding() {
        var random = new Random(7);
        for (int i = 0; i < 200; i++) {
            long v = random.nextLong() >> random.nextInt(64);
            assertEquals((float) v, float32ofLong("cvt.rn.f32.s64", v));
        }
        assertEquals(0x1p64f, float32ofLong("cvt.rn.f32.u64", -1));
        assertEquals(0x1.fffffep63f, float32ofLong("cvt.rz.f32.u64", -1));
        assertEquals(Double.doubleToRawLongBits(0x1p64), eval64("cvt.rn.f64.u64 %d0, %rd1; mov.b64 %rd0, %d0;", -1));
        assertEquals(Long.MIN_VALUE, eval64("mov.b64 %d1, %rd1; cvt.rzi.u64.f64 %rd0, %d1;", Double.doubleToRawLongBits(0x1p63)));
    }

    private static float float32ofLong(String opcode, long v) {
        return Float.intBitsToFloat(eval(opcode + " %f0, %rd1; mov.b32 %r0, %f0;", v));
    }

    @Test
    void halfRoundsToNearestEvenOrToZeroAndKeepsSubnormals() {
        assertEquals(0x7C00, eval("cvt.rn.f16.f32 %h0, %f1; cvt.u32.u16 %r0, %h0;", Float.floatToRawIntBits(65520)));
        assertEquals(0x7BFF, eval("cvt.rz.f16.f32 %h0, %f1; cvt.u32.u16 %r0, %h0;", Float.floatToRawIntBits(65520)));
        assertEquals(0x7FFF, eval("cvt.rn.f16.f32 %h0, %f1; cvt.u32.u16 %r0, %h0;", Float.floatToRawIntBits(Float.NaN)));
        assertEquals(0x0001, eval("cvt.rn.f16.f32 %h0, %f1; cvt.u32.u16 %r0, %h0;", Float.floatToRawIntBits(0x1p-24f)));
        assertEquals(0x8000, eval("cvt.rn.f16.f32 %h0, %f1; cvt.u32.u16 %r0, %h0;", Float.floatToRawIntBits(-0x1p-25f)));
    }

    @Test
    void everyHalfGoesToFloatAndBack() {
        for (int code = 0; code < 1 << 16; code++) {
            double v = FloatFormat.F16.decode(code);
            assertEquals(Float.float16ToFloat((short) code), (float) v, "code " + code);
            if (!Double.isNaN(v)) assertEquals(code, FloatFormat.F16.encode(v, false));
            double b = FloatFormat.BF16.decode(code);
            assertEquals(Float.intBitsToFloat(code << 16), (float) b, "code " + code);
            if (!Double.isNaN(b)) assertEquals(code, FloatFormat.BF16.encode(b, true));
        }
    }

    @Test
    void packingPutsTheFirstSourceInTheHighHalf() {
        assertEquals(0x3C00_4000, eval("cvt.rn.f16x2.f32 %r0, %f1, %f2;", Float.floatToRawIntBits(1), Float.floatToRawIntBits(2)));
        assertEquals(0x3F80_4000, eval("cvt.rn.bf16x2.f32 %r0, %f1, %f2;", Float.floatToRawIntBits(1), Float.floatToRawIntBits(2)));
        assertEquals(0x0000_4000, eval("cvt.rn.relu.f16x2.f32 %r0, %f1, %f2;", Float.floatToRawIntBits(-1), Float.floatToRawIntBits(2)));
    }

    @Test
    void wholeNumbersStayFloats() {
        assertEquals(2f, float32("cvt.rni.f32.f32 %f0, %f1; mov.b32 %r0, %f0;", 2.5f));
        assertEquals(-0f, float32("cvt.rpi.f32.f32 %f0, %f1; mov.b32 %r0, %f0;", -0.5f));
        assertEquals(1f, float32("cvt.sat.f32.f32 %f0, %f1; mov.b32 %r0, %f0;", 2.5f));
    }

    @Test
    void vectorsOfPartsPackLowFirst() {
        assertEquals(0x2222_1111, eval("mov.b32 %r0, {%h1, %h2};", 0x1111, 0x2222));
        assertEquals(0x2222_2222_1111_1111L, eval64("mov.b64 %rd0, {%r1, %r2};", 0x1111_1111, 0x2222_2222));
        assertEquals(0x5678, eval("mov.b32 {%h4, _}, %r1; cvt.u32.u16 %r0, %h4;", 0x1234_5678));
        assertEquals(0x1234, eval("mov.b64 {%h4, %h5, %h6, %h7}, %rd1; cvt.u32.u16 %r0, %h7;", 0x1234_0000_0000_0000L));
    }
}
