package intarsia.codegen.jvm;

import intarsia.ir.LaneType;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * One op on words and what it gives for one lane.
 *
 * @param type   of the operands %10, %11 and %12
 * @param body   defines %20
 * @param result type of %20
 * @param want   bits of the result from the bits of the operands
 */
record OpRow(String name, String type, String body, String result, Oracle want, boolean scalar) {
    /** One lane. */
    interface Oracle {
        int of(int a, int b, int c);
    }

    private interface FloatOracle {
        float of(float a, float b, float c);
    }

    private interface Truth {
        boolean of(int a, int b);
    }

    private interface FloatTruth {
        boolean of(float a, float b);
    }

    static final int[] INTS = {0, 1, -1, 2, 7, 31, 0x7fff, 0x8000, 0xffff, 0x8000_7fff, 0x7f80_80ff, Integer.MAX_VALUE, Integer.MIN_VALUE,
        0x1234_5678, 0xcafe_babe, -1_000_003};
    static final int[] FLOATS = java.util.stream.DoubleStream.of(0, -0.0, 1, -1.5, 3e9, -3e9, 2147483647.0, 0.49999997, 1e-40, -1.4e-45, 3.4028235e38,
            1e30, 16777217, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN).mapToInt(d -> Float.floatToRawIntBits((float) d)).toArray();

    static List<OpRow> all() {
        List<OpRow> rows = new ArrayList<>();
        ints(rows);
        floats(rows);
        packed(rows, "<i16x2>", 16);
        packed(rows, "<i8x4>", 8);
        masks(rows);
        others(rows);
        return rows;
    }

    @Override
    public String toString() {
        return name + " of " + type;
    }

    private static void i(List<OpRow> rows, String op, IntBinaryOperator f) {
        rows.add(new OpRow(op, "<i32>", "%20: <i32> = " + op + " %10, %11", "<i32>", (a, b, _) -> f.applyAsInt(a, b), true));
    }

    private static void ints(List<OpRow> rows) {
        i(rows, "add", (a, b) -> a + b);
        i(rows, "sub", (a, b) -> a - b);
        i(rows, "mul", (a, b) -> a * b);
        i(rows, "min", Math::min);
        i(rows, "max", Math::max);
        i(rows, "min.u", (a, b) -> Integer.compareUnsigned(a, b) < 0 ? a : b);
        i(rows, "max.u", (a, b) -> Integer.compareUnsigned(a, b) > 0 ? a : b);
        i(rows, "and", (a, b) -> a & b);
        i(rows, "or", (a, b) -> a | b);
        i(rows, "xor", (a, b) -> a ^ b);
        counted(rows, "shl", (a, b) -> a << b);
        counted(rows, "shr.s", (a, b) -> a >> b);
        counted(rows, "shr.u", (a, b) -> a >>> b);
        divided(rows, "div", (a, b) -> a / b);
        divided(rows, "rem", (a, b) -> a % b);
        divided(rows, "div.u", Integer::divideUnsigned);
        divided(rows, "rem.u", Integer::remainderUnsigned);
        rows.add(new OpRow("neg", "<i32>", "%20: <i32> = neg %10", "<i32>", (a, _, _) -> -a, true));
        rows.add(new OpRow("abs", "<i32>", "%20: <i32> = abs %10", "<i32>", (a, _, _) -> Math.abs(a), true));
        rows.add(new OpRow("not", "<i32>", "%20: <i32> = not %10", "<i32>", (a, _, _) -> ~a, true));
        rows.add(new OpRow("fma", "<i32>", "%20: <i32> = fma %10, %11, %12", "<i32>", (a, b, c) -> a * b + c, true));
        truth(rows, "eq", (a, b) -> a == b);
        truth(rows, "ne", (a, b) -> a != b);
        truth(rows, "lt", (a, b) -> a < b);
        truth(rows, "le", (a, b) -> a <= b);
        truth(rows, "gt", (a, b) -> a > b);
        truth(rows, "ge", (a, b) -> a >= b);
        truth(rows, "lt.u", (a, b) -> Integer.compareUnsigned(a, b) < 0);
        truth(rows, "le.u", (a, b) -> Integer.compareUnsigned(a, b) <= 0);
        truth(rows, "gt.u", (a, b) -> Integer.compareUnsigned(a, b) > 0);
        truth(rows, "ge.u", (a, b) -> Integer.compareUnsigned(a, b) >= 0);
        rows.add(new OpRow("cvt.f32.s32", "<i32>", "%20: <f32> = cvt.f32.s32 %10", "<f32>", (a, _, _) -> Float.floatToRawIntBits(a), true));
        rows.add(new OpRow("cvt.f32.u32", "<i32>", "%20: <f32> = cvt.f32.u32 %10", "<f32>",
                (a, _, _) -> Float.floatToRawIntBits((float) (a & 0xffff_ffffL)), true));
        rows.add(new OpRow("bits", "<i32>", "%20: <f32> = bits %10", "<f32>", (a, _, _) -> a, true));
    }

    private static void counted(List<OpRow> rows, String op, IntBinaryOperator f) {
        rows.add(new OpRow(op, "<i32>", "%13: <i32> = const 31\n%14: <i32> = and %11, %13\n%20: <i32> = " + op + " %10, %14", "<i32>",
                (a, b, _) -> f.applyAsInt(a, b & 31), true));
        for (int count : new int[] {0, 5, 31}) {
            rows.add(new OpRow(op + " " + count, "<i32>", "%13: i32 = const " + count + "\n%20: <i32> = " + op + " %10, %13", "<i32>",
                    (a, _, _) -> f.applyAsInt(a, count), true));
        }
    }

    private static void divided(List<OpRow> rows, String op, IntBinaryOperator f) {
        rows.add(new OpRow(op, "<i32>", "%13: <i32> = const 1\n%14: <i32> = or %11, %13\n%20: <i32> = " + op + " %10, %14", "<i32>",
                (a, b, _) -> f.applyAsInt(a, b | 1), true));
    }

    private static void truth(List<OpRow> rows, String op, Truth f) {
        rows.add(new OpRow("cmp." + op, "<i32>", "%13: <i1> = cmp." + op + " %10, %11\n%20: <i32> = cvt.s32.i1 %13", "<i32>",
                (a, b, _) -> f.of(a, b) ? 1 : 0, true));
    }

    /** What stands in no other row, on integers, by the entries of the ops: a new op is tested at once. */
    private static void others(List<OpRow> rows) {
        for (LaneType t : List.of(LaneType.I32, LaneType.I16X2, LaneType.I8X4)) {
            int bits = t == LaneType.I32 ? 32 : t == LaneType.I16X2 ? 16 : 8;
            IntType elem = new IntType(bits, true);
            for (UnaryOp op : UnaryOp.values()) {
                if (op.operands().integers() && rows.stream().noneMatch(r -> r.name.equals(op.text()) && r.type.equals(t.toString()))) {
                    rows.add(new OpRow(op.text(), t.toString(), "%20: " + t + " = " + op.text() + " %10", t.toString(),
                            (a, _, _) -> each(a, 0, bits, (x, _) -> (int) op.whole(elem, x)), bits == 32));
                }
            }
        }
    }

    private static void f(List<OpRow> rows, String op, String operands, FloatOracle f) {
        rows.add(new OpRow(op, "<f32>", "%20: <f32> = " + op + " " + operands, "<f32>", (a, b, c) -> Float.floatToRawIntBits(
                f.of(Float.intBitsToFloat(a), Float.intBitsToFloat(b), Float.intBitsToFloat(c))), true));
    }

    private static void floats(List<OpRow> rows) {
        String two = "%10, %11";
        f(rows, "add", two, (a, b, _) -> a + b);
        f(rows, "sub", two, (a, b, _) -> a - b);
        f(rows, "mul", two, (a, b, _) -> a * b);
        f(rows, "div", two, (a, b, _) -> a / b);
        f(rows, "rem", two, (a, b, _) -> a % b);
        f(rows, "min", two, (a, b, _) -> Math.min(a, b));
        f(rows, "max", two, (a, b, _) -> Math.max(a, b));
        f(rows, "minnum", two, (a, b, _) -> Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.min(a, b));
        f(rows, "maxnum", two, (a, b, _) -> Float.isNaN(a) ? b : Float.isNaN(b) ? a : Math.max(a, b));
        f(rows, "neg", "%10", (a, _, _) -> -a);
        f(rows, "abs", "%10", (a, _, _) -> Math.abs(a));
        f(rows, "sqrt", "%10", (a, _, _) -> (float) Math.sqrt(a));
        f(rows, "fma", "%10, %11, %12", Math::fma);
        floatTruth(rows, "eq", (a, b) -> a == b);
        floatTruth(rows, "ne", (a, b) -> a != b);
        floatTruth(rows, "lt", (a, b) -> a < b);
        floatTruth(rows, "le", (a, b) -> a <= b);
        floatTruth(rows, "gt", (a, b) -> a > b);
        floatTruth(rows, "ge", (a, b) -> a >= b);
        rows.add(new OpRow("select", "<f32>", "%13: <i1> = cmp.lt %10, %11\n%20: <f32> = select %13, %10, %12", "<f32>",
                (a, b, c) -> Float.intBitsToFloat(a) < Float.intBitsToFloat(b) ? a : c, true));
        rows.add(new OpRow("cvt.s32.f32", "<f32>", "%20: <i32> = cvt.s32.f32 %10", "<i32>", (a, _, _) -> (int) Float.intBitsToFloat(a), true));
    }

    private static void floatTruth(List<OpRow> rows, String op, FloatTruth f) {
        rows.add(new OpRow("cmp." + op, "<f32>", "%13: <i1> = cmp." + op + " %10, %11\n%20: <i32> = cvt.s32.i1 %13", "<i32>",
                (a, b, _) -> f.of(Float.intBitsToFloat(a), Float.intBitsToFloat(b)) ? 1 : 0, true));
    }

    private static void packed(List<OpRow> rows, String type, int bits) {
        int all = (1 << bits) - 1;
        int extend = 32 - bits;
        p(rows, type, bits, "add", (a, b) -> a + b);
        p(rows, type, bits, "sub", (a, b) -> a - b);
        p(rows, type, bits, "mul", (a, b) -> a * b);
        p(rows, type, bits, "xor", (a, b) -> a ^ b);
        p(rows, type, bits, "min", (a, b) -> Math.min(a << extend >> extend, b << extend >> extend));
        p(rows, type, bits, "max", (a, b) -> Math.max(a << extend >> extend, b << extend >> extend));
        p(rows, type, bits, "min.u", Math::min);
        p(rows, type, bits, "max.u", Math::max);
        for (int count : new int[] {0, 3, bits - 1}) {
            String body = "%13: i32 = const " + count + "\n%20: " + type + " = ";
            rows.add(new OpRow("shl " + count, type, body + "shl %10, %13", type, (a, _, _) -> each(a, 0, bits, (x, _) -> x << count), false));
            rows.add(new OpRow("shr.u " + count, type, body + "shr.u %10, %13", type, (a, _, _) -> each(a, 0, bits, (x, _) -> x >>> count), false));
            rows.add(new OpRow("shr.s " + count, type, body + "shr.s %10, %13", type,
                    (a, _, _) -> each(a, 0, bits, (x, _) -> x << extend >> extend >> count), false));
        }
        rows.add(new OpRow("shr.s by lane", type, "%13: " + type + " = const " + (bits == 8 ? 0x0707_0707 : 0x000f_000f) + "\n%14: " + type
                + " = and %11, %13\n%20: " + type + " = shr.s %10, %14", type,
                (a, b, _) -> each(a, b, bits, (x, y) -> x << extend >> extend >> (y & bits - 1)), false));
        rows.add(new OpRow("neg", type, "%20: " + type + " = neg %10", type, (a, _, _) -> each(a, 0, bits, (x, _) -> -x & all), false));
        rows.add(new OpRow("not", type, "%20: " + type + " = not %10", type, (a, _, _) -> ~a, false));
        rows.add(new OpRow("fma", type, "%20: " + type + " = fma %10, %11, %12", type,
                (a, b, c) -> each(each(a, b, bits, (x, y) -> x * y), c, bits, (x, y) -> x + y), false));
    }

    private static void p(List<OpRow> rows, String type, int bits, String op, IntBinaryOperator f) {
        rows.add(new OpRow(op, type, "%20: " + type + " = " + op + " %10, %11", type, (a, b, _) -> each(a, b, bits, f), false));
    }

    /** The operation on zero-extended elements, of which the low bits are kept. */
    private static int each(int a, int b, int bits, IntBinaryOperator f) {
        int all = -1 >>> 32 - bits;
        int r = 0;
        for (int at = 0; at < 32; at += bits) {
            r |= (f.applyAsInt(a >>> at & all, b >>> at & all) & all) << at;
        }
        return r;
    }

    private static void masks(List<OpRow> rows) {
        String two = "%13: <i1> = cmp.lt %10, %11\n%14: <i1> = cmp.lt %11, %12\n";
        String out = "\n%20: <i32> = cvt.s32.i1 %15";
        mask(rows, "mask and", two + "%15: <i1> = and %13, %14" + out, (p, q) -> p & q);
        mask(rows, "mask or", two + "%15: <i1> = or %13, %14" + out, (p, q) -> p | q);
        mask(rows, "mask xor", two + "%15: <i1> = xor %13, %14" + out, (p, q) -> p ^ q);
        mask(rows, "mask not", two + "%15: <i1> = not %14" + out, (_, q) -> 1 - q);
        mask(rows, "mask eq", two + "%15: <i1> = cmp.eq %13, %14" + out, (p, q) -> p == q ? 1 : 0);
        mask(rows, "mask select", two + "%16: <i1> = const 1\n%15: <i1> = select %13, %16, %14" + out, (p, q) -> p == 1 ? 1 : q);
        mask(rows, "mask const", two + "%16: <i1> = const 0\n%15: <i1> = or %16, %14" + out, (_, q) -> q);
    }

    private static void mask(List<OpRow> rows, String name, String body, IntBinaryOperator f) {
        rows.add(new OpRow(name, "<i32>", body, "<i32>", (a, b, c) -> f.applyAsInt(a < b ? 1 : 0, b < c ? 1 : 0), true));
    }
}
