package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.ReduceOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.BipolarType;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Ops an element at a time: all codes where there are few, edges and random ones beyond. */
class ElementwiseTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20260202);

    static final List<DType> TYPES = List.of(DType.U1, DType.U3, DType.I4, DType.I8, DType.F4E2M1, DType.F8E4M3FN, DType.F8E5M2, DType.F16,
            DType.BF16, DType.TF32, DType.F32, DType.F64, DType.NF4, DType.TERNARY, new BipolarType(3), DType.parse("f8e4m3fnuz"), DType.parse("e8m0"),
            DType.parse("posit8_1"), DType.parse("posit16_1"), DType.DYNAMIC8, DType.parse("lut2(3,-1,-1,0.5)"));

    static final List<DType> FLOATS = List.of(DType.F4E2M1, DType.F8E5M2, DType.F16, DType.BF16, DType.F32);

    private static long binary(BinaryOp op, DType t, long a, long b) {
        return Elementwise.binary(op, Elements.of(t, a), Elements.of(t, b)).codes[0];
    }

    @ParameterizedTest
    @FieldSource("TYPES")
    void theFastCodecAgreesWithTheType(DType t) {
        Random random = new Random(SEED);
        Codec c = Codec.of(t);
        long all = t.bits() <= 16 ? 1L << t.bits() : 1 << 16;
        for (long i = 0; i < all; i++) {
            long code = t.bits() <= 16 ? i : random.nextLong() & DType.mask(t.bits());
            if (!t.isCode(code)) {
                assertThrows(IllegalArgumentException.class, () -> c.decode(code));
                continue;
            }
            double v = t.decode(code);
            assertEquals(Double.doubleToLongBits(v), Double.doubleToLongBits(c.decode(code)), t + " code " + code);
            double near = v * (1 + random.nextDouble() * 0x1p-8);
            assertEquals(t.encode(near), c.encode(near), () -> t + " value " + near + " seed " + SEED);
        }
    }

    @Test
    void integersWrapAtTheirWidthAndSignsAreThoseOfTheTypeOrTheOp() {
        assertEquals(0, binary(BinaryOp.ADD, DType.U3, 7, 1));
        assertEquals(0x8, binary(BinaryOp.ADD, DType.I4, 7, 1));
        assertEquals(0x8, binary(BinaryOp.DIV, DType.I4, 0x8, 0xf));
        assertEquals(0xd, binary(BinaryOp.DIV, DType.I4, 0x9, 0x2));
        assertEquals(0x4, binary(BinaryOp.DIV_U, DType.I4, 0x9, 0x2));
        assertEquals(0xf, binary(BinaryOp.REM, DType.I4, 0x9, 0x2));
        assertEquals(0x1, binary(BinaryOp.REM_U, DType.I4, 0x9, 0x2));
        assertEquals(0x9, binary(BinaryOp.MIN, DType.I4, 0x9, 0x2));
        assertEquals(0x2, binary(BinaryOp.MIN_U, DType.I4, 0x9, 0x2));
        assertEquals(0xff, binary(BinaryOp.MAX, DType.U8, 0xff, 1));
        assertEquals(-1L, binary(BinaryOp.DIV, DType.U64, -1L, 1));
        assertEquals(0x7fff_ffff_ffff_ffffL, binary(BinaryOp.SHR_U, DType.I64, -1L, 1));
        assertEquals(0xc, binary(BinaryOp.SHR_S, DType.I4, 0x9, 1));
        assertEquals(0x4, binary(BinaryOp.SHR_U, DType.I4, 0x9, 1));
        assertEquals(0x2, binary(BinaryOp.SHL, DType.I4, 0x9, 1));
        assertEquals(0x8, Elementwise.unary(UnaryOp.ABS, Elements.of(DType.I4, 0x8)).codes[0]);
        assertEquals(0x6, Elementwise.unary(UnaryOp.NOT, Elements.of(DType.I4, 0x9)).codes[0]);
        assertEquals(1, Elementwise.unary(UnaryOp.NOT, Elements.of(DType.U1, 0)).codes[0]);
    }

    @Test
    void bitsOfTheCodeAreCountedAndProductsHaveAnUpperHalfAtTheWidthOfTheType() {
        assertEquals(3, Elementwise.unary(UnaryOp.POPCOUNT, Elements.of(DType.U3, 7)).codes[0]);
        assertEquals(2, Elementwise.unary(UnaryOp.POPCOUNT, Elements.of(DType.I4, 0x9)).codes[0]);
        assertEquals(0, Elementwise.unary(UnaryOp.POPCOUNT, Elements.of(DType.U3, 0)).codes[0]);
        assertEquals(64, Elementwise.unary(UnaryOp.POPCOUNT, Elements.of(DType.I64, -1)).codes[0]);
        assertEquals(0xfe, binary(BinaryOp.MULHI_U, DType.U8, 0xff, 0xff));
        assertEquals(0x5, binary(BinaryOp.MULHI_U, DType.I4, 0x9, 0xa));
        assertEquals(0xffff_fffeL, binary(BinaryOp.MULHI_U, DType.I32, 0xffff_ffffL, 0xffff_ffffL));
        assertEquals(0x8000_0000L, binary(BinaryOp.MULHI_U, DType.parse("u33"), 0x1_0000_0001L, 0x1_0000_0000L));
        assertEquals(-2L, binary(BinaryOp.MULHI_U, DType.U64, -1L, -1L));
    }

    @Test
    void divisionByZeroAndLargeShiftsAreErrors() {
        assertThrows(IllegalArgumentException.class, () -> binary(BinaryOp.DIV, DType.I8, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> binary(BinaryOp.REM_U, DType.I8, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> binary(BinaryOp.SHL, DType.I8, 1, 8));
        assertThrows(IllegalArgumentException.class, () -> binary(BinaryOp.SHL, DType.F32, 1, 1));
    }

    @ParameterizedTest
    @FieldSource("FLOATS")
    void floatsRoundOnce(DType t) {
        Random random = new Random(SEED);
        for (int i = 0; i < 20_000; i++) {
            long a = finite(t, random);
            long b = finite(t, random);
            long c = finite(t, random);
            BigDecimal x = new BigDecimal(t.decode(a));
            BigDecimal y = new BigDecimal(t.decode(b));
            BigDecimal z = new BigDecimal(t.decode(c));
            check(t, x.add(y), binary(BinaryOp.ADD, t, a, b), i);
            check(t, x.multiply(y), binary(BinaryOp.MUL, t, a, b), i);
            check(t, x.multiply(y).add(z), Elementwise.fma(Elements.of(t, a), Elements.of(t, b), Elements.of(t, c)).codes[0], i);
            if (y.signum() != 0) {
                check(t, x.divide(y, new MathContext(80)), binary(BinaryOp.DIV, t, a, b), i);
            }
        }
    }

    private static long finite(DType t, Random random) {
        while (true) {
            long code = random.nextLong() & DType.mask(t.bits());
            if (Double.isFinite(t.decode(code))) {
                return code;
            }
        }
    }

    /** The code is a nearest one: neither neighbour is nearer, and of two as near it is the even one. */
    private static void check(DType t, BigDecimal exact, long code, int i) {
        double v = t.decode(code);
        boolean beyond = exact.abs().compareTo(new BigDecimal(t.maxFinite())) > 0;
        if (exact.signum() == 0 || beyond) {
            assertTrue(beyond ? Math.abs(v) >= t.maxFinite() : v == 0, t + " " + exact + " as " + v + " in round " + i + ", seed " + SEED);
            return;
        }
        BigDecimal off = exact.subtract(new BigDecimal(v)).abs();
        for (long other : new long[] {code - 1, code + 1}) {
            double w = t.decode(other & DType.mask(t.bits()));
            if (Double.isFinite(w) && Math.signum(w) * Math.signum(v) >= 0) {
                int side = off.compareTo(exact.subtract(new BigDecimal(w)).abs());
                assertTrue(side < 0 || side == 0 && (code & 1) == 0, t + " " + exact + " as " + v + ", not " + w + "; round " + i + ", seed " + SEED);
            }
        }
    }

    @Test
    void castsSaturateAndRoundOnce() {
        assertEquals(0x7f, cast(DType.I32, DType.I8, 1000));
        assertEquals(0x80, cast(DType.I64, DType.I8, -1000));
        assertEquals(0, cast(DType.I32, DType.U8, 0xffff_ffffL));
        assertEquals(Long.MAX_VALUE, cast(DType.U64, DType.I64, -1L));
        assertEquals(0x5f80_0000, cast(DType.U64, DType.F32, -1L));
        // 2^24 + 1 + 2^-40 of it: rounding to double first would lose the tail and take the tie down.
        assertEquals(Float.floatToIntBits((float) (1L << 60) + (1L << 37)), cast(DType.I64, DType.F32, (1L << 60) + (1L << 36) + 1));
        assertEquals(2, cast(DType.F32, DType.I8, Float.floatToIntBits(2.5f)));
        assertEquals(0, cast(DType.F32, DType.I32, Float.floatToIntBits(Float.NaN)));
        assertEquals(0x7c00, cast(DType.F32, DType.F16, Float.floatToIntBits(1e6f)));
        assertEquals(0x7e, cast(DType.F32, DType.F8E4M3FN, Float.floatToIntBits(1e6f)));
    }

    private static long cast(DType from, DType to, long code) {
        return Casts.cast(Elements.of(from, code & DType.mask(from.bits())), to).codes[0];
    }

    @Test
    void signsAreBitsAlsoOfNaNs() {
        assertEquals(0xffc0_0001L, Elementwise.unary(UnaryOp.NEG, Elements.of(DType.F32, 0x7fc0_0001L)).codes[0]);
        assertEquals(0x7fc0_0001L, Elementwise.unary(UnaryOp.ABS, Elements.of(DType.F32, 0xffc0_0001L)).codes[0]);
        DType fnuz = DType.parse("f8e4m3fnuz");
        assertEquals(0x80, Elementwise.unary(UnaryOp.NEG, Elements.of(fnuz, 0x80)).codes[0]);
        assertEquals(0, Elementwise.unary(UnaryOp.NEG, Elements.of(fnuz, 0)).codes[0]);
    }

    @Test
    void exactOperandsGiveExactResultsAndTranscendentalsTwoUlps() {
        Elements a = floats(1.5f, -3f, 0x1p-149f);
        Elements b = floats(3f, 7f, 0.5f);
        for (BinaryOp op : List.of(BinaryOp.ADD, BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MAX)) {
            assertEquals(0, Elementwise.binary(op, a, b).err(0), op.text());
        }
        Elements e = Elementwise.unary(UnaryOp.EXP, a);
        assertEquals(2 * Math.ulp((float) StrictMath.exp(1.5)), e.err(0));
        assertEquals(0, Elementwise.unary(UnaryOp.EXP, floats(Float.NEGATIVE_INFINITY)).err(0));
    }

    private static Elements floats(float... v) {
        long[] codes = new long[v.length];
        for (int i = 0; i < v.length; i++) {
            codes[i] = Float.floatToIntBits(v[i]) & 0xffff_ffffL;
        }
        return Elements.of(DType.F32, codes);
    }

    private static Elements with(Elements e, double... err) {
        return new Elements(e.codec, e.codes, err);
    }

    @Test
    void boundsHoldForEveryOperandWithinItsBound() {
        Random random = new Random(SEED);
        List<BinaryOp> ops = List.of(BinaryOp.ADD, BinaryOp.SUB, BinaryOp.MUL, BinaryOp.DIV, BinaryOp.MIN, BinaryOp.MAX);
        for (int i = 0; i < 50_000; i++) {
            float x = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20));
            float y = (float) (random.nextGaussian() * Math.scalb(1.0, random.nextInt(40) - 20));
            float x2 = near(x, random);
            float y2 = near(y, random);
            BinaryOp op = ops.get(i % ops.size());
            Elements a = with(floats(x), Math.abs((double) x - x2));
            Elements b = with(floats(y), Math.abs((double) y - y2));
            Elements r = Elementwise.binary(op, a, b);
            double moved = Elementwise.binary(op, floats(x2), floats(y2)).value(0);
            assertTrue(Math.abs(moved - r.value(0)) <= r.err(0), op + " " + x + " " + y + " became " + x2 + " " + y2 + ", seed " + SEED);
            for (UnaryOp u : List.of(UnaryOp.SQRT, UnaryOp.EXP, UnaryOp.LOG, UnaryOp.FLOOR, UnaryOp.ROUND)) {
                Elements up = Elementwise.unary(u, with(floats(Math.abs(x)), Math.abs((double) x - x2)));
                double movedUp = Elementwise.unary(u, floats(Math.abs(x2))).value(0);
                assertTrue(Codec.gap(movedUp, up.value(0)) <= up.err(0), u + " " + x + " became " + x2 + ", seed " + SEED);
            }
        }
    }

    private static float near(float x, Random random) {
        return random.nextBoolean() ? x : (float) (x * (1 + random.nextGaussian() * 0x1p-20));
    }

    @Test
    void aCastRoundsExactlyUnlessAnotherNeighbourIsPossible() {
        assertEquals(0, Casts.cast(with(floats(2.25f), 0.1), DType.I32).err(0));
        assertEquals(1, Casts.cast(with(floats(2.45f), 0.1), DType.I32).err(0));
        assertEquals(0, Casts.cast(floats(1.0001f), DType.F16).err(0));
        assertEquals(0, Casts.cast(with(floats(1.0001f), 1e-6), DType.F16).err(0));
        assertEquals(0x1p-10, Casts.cast(with(floats(1.0001f), 1e-3), DType.F16).err(0));
    }

    @Test
    void aComparisonWithinTheBoundsMakesASelectCarryBothSides() {
        Elements a = with(floats(1f, 1f), 0.5, 0);
        Elements less = Elementwise.compare(CompareOp.LT, a, floats(1.25f, 1.25f));
        assertArrayEquals(new long[] {1, 1}, less.codes);
        assertEquals(1, less.err(0));
        assertEquals(0, less.err(1));
        Elements chosen = Elementwise.select(less, floats(10, 10), floats(13, 13));
        assertEquals(3, chosen.err(0));
        assertEquals(0, chosen.err(1));
    }

    @Test
    void anIntegerThatMayHaveWrappedIsOffByTheSpanOfItsType() {
        Elements a = with(Elements.of(DType.I8, 120, 10), 5, 5);
        Elements sum = Elementwise.binary(BinaryOp.ADD, a, Elements.of(DType.I8, 5));
        assertEquals(255, sum.err(0));
        assertEquals(5, sum.err(1));
    }

    @Test
    void aSumInAnyOrderStaysWithinItsBound() {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            int n = 1 + random.nextInt(300);
            float[] v = new float[n];
            for (int i = 0; i < n; i++) {
                v[i] = (float) (random.nextGaussian() * Math.pow(10, random.nextInt(9) - 4));
            }
            Elements sum = Tiles.reduce(ReduceOp.SUM, floats(v), new int[] {n}, 0);
            for (int order = 0; order < 20; order++) {
                float s = 0;
                for (int i : random.ints(0, n).distinct().limit(n).toArray()) {
                    s += v[i];
                }
                assertTrue(Math.abs(s - sum.value(0)) <= sum.err(0), n + " terms, seed " + SEED);
            }
        }
    }

    @Test
    void theBoundOfASumIsTightEnoughToSeeAMissingTerm() {
        float[] ones = new float[1000];
        java.util.Arrays.fill(ones, 1);
        Elements sum = Tiles.reduce(ReduceOp.SUM, floats(ones), new int[] {1000}, 0);
        assertEquals(1000, sum.value(0));
        assertTrue(sum.err(0) > 0 && sum.err(0) < 0.1, "bound " + sum.err(0));
    }

    @Test
    void integerDotsAreExactAndFloatDotsBounded() {
        Elements q = Elements.of(DType.U4, 15, 1, 2, 3);
        Elements x = Elements.of(DType.I8, 0x80, 5, 0xff, 4);
        Elements exact = Tiles.dot(q, x, Elements.of(DType.I32, 7), 1, 1, 4);
        assertEquals(15 * -128 + 5 - 2 + 12 + 7, (int) exact.codes[0]);
        assertEquals(0, exact.err(0));
        Elements f = Tiles.dot(floats(1, 2), floats(3, 4), floats(0.5f), 1, 1, 2);
        assertEquals(11.5, f.value(0));
        assertTrue(f.err(0) > 0 && f.err(0) < 1e-5, "bound " + f.err(0));
    }

    @Test
    void infinitiesAndNaNsOfASumAreDecidedInAnyOrder() {
        for (float[] v : new float[][] {{1, Float.POSITIVE_INFINITY}, {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}, {1, Float.NaN}}) {
            Elements sum = Tiles.reduce(ReduceOp.SUM, floats(v), new int[] {2}, 0);
            assertEquals((double) (v[0] + v[1]), sum.value(0));
            assertEquals(0, sum.err(0));
        }
        Elements large = Tiles.reduce(ReduceOp.SUM, floats(Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE), new int[] {3}, 0);
        assertEquals(Double.POSITIVE_INFINITY, large.err(0), "an order that overflows is allowed");
    }

    @Test
    void aLookupByAnIndexThatIsNotExactMayGiveItsNeighbours() {
        Elements table = floats(0, 1, 3, 10);
        Elements r = Tiles.lookup(table, with(Elements.of(DType.I32, 1, 1), 1, 0));
        assertEquals(2, r.err(0));
        assertEquals(0, r.err(1));
        assertThrows(IndexOutOfBoundsException.class, () -> Tiles.lookup(table, Elements.of(DType.I32, 4)));
    }

    @Test
    void tilesAreReshapedInRowMajorOrder() {
        Elements a = Elements.of(new IntType(8, true), LongStream.range(0, 6).toArray());
        assertArrayEquals(new long[] {0, 3, 1, 4, 2, 5}, Tiles.transpose(a, new int[] {2, 3}, new int[] {1, 0}).codes);
        assertArrayEquals(new long[] {0, 0, 1, 1}, Tiles.broadcast(Elements.of(DType.I8, 0, 1), new int[] {2, 1}, new int[] {2, 2}).codes);
        assertArrayEquals(new long[] {0, 1, 2, 0, 1, 2}, Tiles.iota(new int[] {2, 3}, 1).codes);
        assertArrayEquals(new long[] {3, 5, 7}, Tiles.reduce(ReduceOp.SUM, a, new int[] {2, 3}, 0).codes);
        assertArrayEquals(new long[] {2, 5}, Tiles.reduce(ReduceOp.MAX, a, new int[] {2, 3}, 1).codes);
    }

    @Test
    void powersOfTwoAreExactAndScaled() {
        for (int e = -1074; e < 1024; e++) {
            assertEquals(Math.scalb(1.0, e), UnaryOp.EXP2.real(e));
        }
        assertEquals(Math.sqrt(2), UnaryOp.EXP2.real(0.5), Math.ulp(2.0));
        assertEquals(0.0, UnaryOp.EXP2.real(Double.NEGATIVE_INFINITY));
        assertTrue(Double.isNaN(UnaryOp.EXP2.real(Double.NaN)));
    }
}
