package intarsia.codegen.ptx.machine;

import static intarsia.codegen.ptx.machine.Snippet.eval;
import static intarsia.codegen.ptx.machine.Snippet.eval64;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntegerTest {

    @ParameterizedTest(name = "{0} of {1}, {2} is {3}")
    @CsvSource({
            "add.s32, 2147483647, 1, -2147483648",
            "add.sat.s32, 2147483647, 1, 2147483647",
            "sub.sat.s32, -2147483648, 1, -2147483648",
            "sub.u32, 0, 1, -1",
            "mul.lo.s32, 65536, 65536, 0",
            "mul.hi.s32, -1, 1, -1",
            "mul.hi.u32, -1, -1, -2",
            "div.s32, -7, 2, -3",
            "div.s32, -2147483648, -1, -2147483648",
            "div.u32, -1, 2, 2147483647",
            "rem.s32, -7, 2, -1",
            "rem.u32, -1, 10, 5",
            "min.u32, -1, 1, 1",
            "min.s32, -1, 1, -1",
            "max.u32, -1, 1, -1",
            "shl.b32, 1, 31, -2147483648",
            "shl.b32, 1, 32, 0",
            "shl.b32, 1, 64, 0",
            "shl.b32, 1, -1, 0",
            "shr.u32, -1, 31, 1",
            "shr.u32, -1, 32, 0",
            "shr.u32, -1, 64, 0",
            "shr.s32, -8, 1, -4",
            "shr.s32, -8, 32, -1",
            "shr.s32, 8, 100, 0",
            "and.b32, 12, 10, 8",
            "or.b32, 12, 10, 14",
            "xor.b32, 12, 10, 6"})
    void twoOperands(String opcode, int a, int b, int want) {
        assertEquals(want, eval(opcode + " %r0, %r1, %r2;", a, b));
    }

    @ParameterizedTest(name = "{0} of {1} is {2}")
    @CsvSource({
            "neg.s32, -2147483648, -2147483648", "abs.s32, -2147483648, -2147483648", "abs.s32, -3, 3",
            "not.b32, 0, -1", "cnot.b32, 0, 1", "cnot.b32, 7, 0", "popc.b32, -1, 32", "clz.b32, 0, 32", "clz.b32, 1, 31",
            "brev.b32, 1, -2147483648", "bfind.u32, 0, -1", "bfind.u32, 16, 4", "bfind.s32, -1, -1", "bfind.s32, -2, 0"})
    void oneOperand(String opcode, int a, int want) {
        assertEquals(want, eval(opcode + " %r0, %r1;", a));
    }

    @Test
    void sixtyFourBitsWrapAndCompareUnsigned() {
        assertEquals(-2, eval64("mul.hi.u64 %rd0, %rd1, %rd2;", -1, -1));
        assertEquals(1, eval64("min.u64 %rd0, %rd1, %rd2;", -1, 1));
        assertEquals(Long.MAX_VALUE, eval64("div.u64 %rd0, %rd1, %rd2;", -1, 2));
        assertEquals(0, eval64("shl.b64 %rd0, %rd1, %r2;", 1, 64));
        assertEquals(-1, eval64("shr.s64 %rd0, %rd1, %r2;", -5, 70));
        assertEquals(0xFFFFFFFE00000001L, eval64("mul.wide.u32 %rd0, %r1, %r2;", -1, -1));
        assertEquals(-6, eval64("mad.wide.s32 %rd0, %r1, %r2, %rd3;", -2, 4, 2));
        assertEquals(64, eval64("clz.b64 %r0, %rd1; cvt.u64.u32 %rd0, %r0;", 0));
    }

    @Test
    void theShiftOfSixteenBitsDropsWhatLeavesTheRegister() {
        assertEquals(0x2340, eval("shl.b16 %h0, %h1, 4; cvt.u32.u16 %r0, %h0;", 0x1234));
        assertEquals(-1, eval("shr.s16 %h0, %h1, 20; cvt.s32.s16 %r0, %h0;", 0x8000));
    }

    @ParameterizedTest(name = "{0} a={1} b={2} n={3}")
    @CsvSource({
            "shf.l.wrap.b32, -2147483648, 1, 1, 3", "shf.l.clamp.b32, 5, 9, 32, 5", "shf.l.clamp.b32, 5, 9, 40, 5", "shf.l.wrap.b32, 5, 9, 32, 9",
            "shf.r.wrap.b32, 2, 1, 1, -2147483647", "shf.r.clamp.b32, 5, 9, 33, 9", "shf.r.wrap.b32, 5, 9, 33, -2147483646"})
    void funnelShiftsClampOrWrap(String opcode, int a, int b, int n, int want) {
        assertEquals(want, eval(opcode + " %r0, %r1, %r2, %r3;", a, b, n));
    }

    @Test
    void bitFieldsFollowTheManualBitByBit() {
        for (int pos : new int[] {0, 1, 7, 31, 32, 63, 64, 255}) {
            for (int len : new int[] {0, 1, 5, 31, 32, 33, 63, 64, 255}) {
                long a = 0x9234_5678_89AB_CDEFL, b = 0x0F0F_F0F0_3C3C_C3C3L;
                assertEquals((int) extract(a & 0xFFFFFFFFL, pos, len, 32, false), eval("bfe.u32 %r0, %r1, %r2, %r3;", a, pos, len));
                assertEquals((int) extract(a & 0xFFFFFFFFL, pos, len, 32, true), eval("bfe.s32 %r0, %r1, %r2, %r3;", a, pos, len));
                assertEquals(extract(a, pos, len, 64, false), eval64("bfe.u64 %rd0, %rd1, %r2, %r3;", a, pos, len));
                assertEquals(extract(a, pos, len, 64, true), eval64("bfe.s64 %rd0, %rd1, %r2, %r3;", a, pos, len));
                assertEquals((int) insert(a, b, pos, len, 32), eval("bfi.b32 %r0, %r1, %r2, " + pos + ", " + len + ";", a, b));
                assertEquals(insert(a, b, pos, len, 64), eval64("bfi.b64 %rd0, %rd1, %rd2, " + pos + ", " + len + ";", a, b));
            }
        }
    }

    private static long extract(long a, int pos, int len, int bits, boolean signed) {
        long sign = signed && len > 0 ? (a >>> Math.min(pos + len - 1, bits - 1)) & 1 : 0, r = 0;
        for (int i = 0; i < bits; i++) r |= (i < len && pos + i < bits ? (a >>> (pos + i)) & 1 : sign) << i;
        return r;
    }

    private static long insert(long a, long b, int pos, int len, int bits) {
        long r = b;
        for (int i = 0; i < len && pos + i < bits; i++) r = (r & ~(1L << (pos + i))) | (((a >>> i) & 1) << (pos + i));
        return r;
    }

    @Test
    void everyLop3TableAgreesWithItsBits() {
        int a = 0xF0CC_AA12, b = 0x3C5A_9966, c = 0x0FF1_8E77;
        for (int table = 0; table < 256; table++) {
            int want = 0;
            for (int i = 0; i < 32; i++) want |= ((table >>> ((((a >>> i) & 1) << 2) | (((b >>> i) & 1) << 1) | ((c >>> i) & 1))) & 1) << i;
            assertEquals(want, eval("lop3.b32 %r0, %r1, %r2, %r3, " + table + ";", a, b, c), "table " + table);
        }
    }

    @ParameterizedTest(name = "{0} selector {1}")
    @CsvSource({
            "prmt.b32, 0x7531, 08F60482", "prmt.b32, 0x0000, 01010101", "prmt.b32, 0x8888, 00000000", "prmt.b32, 0xF9E8, 00FF0000",
            "prmt.b32.f4e, 1, 85048382", "prmt.b32.b4e, 1, 07080182", "prmt.b32.rc8, 2, 83838383", "prmt.b32.ecl, 2, 04838383",
            "prmt.b32.ecr, 1, 82828201", "prmt.b32.rc16, 1, 04830483"})
    void permuteModes(String opcode, String selector, String want) {
        // bytes 0…7 of b:a: 01 82 83 04 85 F6 07 08
        assertEquals(want, "%08X".formatted(eval(opcode + " %r0, %r1, %r2, " + selector + ";", 0x04838201, 0x0807F685)));
    }

    @Test
    void dotProductsExtendEachOperandByItsOwnType() {
        int a = 0xFF01_8002, b = 0x7F80_FF03;
        assertEquals(10 - 127 - 128 + -128 * -1 + 2 * 3, eval("dp4a.s32.s32 %r0, %r1, %r2, %r3;", a, b, 10));
        assertEquals(10 + 255 * 127 + 1 * 128 + 128 * 255 + 2 * 3, eval("dp4a.u32.u32 %r0, %r1, %r2, %r3;", a, b, 10));
        assertEquals(10 + 255 * 127 + 1 * -128 + 128 * -1 + 2 * 3, eval("dp4a.u32.s32 %r0, %r1, %r2, %r3;", a, b, 10));
        assertEquals(1 + 0x8002 * 3L - 0xFF01 * 1L, eval("dp2a.lo.u32.s32 %r0, %r1, %r2, %r3;", a, b, 1));
        assertEquals(-128 * (short) 0x8002 + 127 * (short) 0xFF01, eval("dp2a.hi.s32.s32 %r0, %r1, %r2, %r3;", a, b, 0));
    }

    @Test
    void divisionByZeroNamesTheThread() {
        var e = assertThrows(PtxFault.class, () -> eval("div.s32 %r0, %r1, %r2;", 1, 0));
        assertEquals(PtxFault.Check.ARITHMETIC, e.check());
        assertEquals("k, block (0,0,0), thread (0,0,0): division by zero", String.valueOf(e.getMessage()).lines().toList().getLast());
    }
}
