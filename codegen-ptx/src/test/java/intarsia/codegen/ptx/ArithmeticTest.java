package intarsia.codegen.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArithmeticTest {
    private static final List<String> TYPES = List.of("i1", "i32", "i64", "f32", "<i1>", "<i32>", "<f32>", "<i64>", "<f64>", "<i16x2>", "<i8x4>", "<f16x2>", "<bf16x2>");
    private static final long SEED = Long.getLong("intarsia.seed", 20);

    static Stream<Arguments> unary() {
        return TYPES.stream().flatMap(t -> Arrays.stream(UnaryOp.values()).map(op -> Arguments.of(op, t)));
    }

    static Stream<Arguments> binary() {
        return TYPES.stream().flatMap(t -> Arrays.stream(BinaryOp.values()).map(op -> Arguments.of(op, t)));
    }

    static Stream<Arguments> compare() {
        return TYPES.stream().flatMap(t -> Arrays.stream(CompareOp.values()).map(op -> Arguments.of(op, t)));
    }

    @ParameterizedTest
    @MethodSource("unary")
    void unaryOpsAreAsWrittenOrRefused(UnaryOp op, String type) {
        Elem e = Scalars.elem(type);
        List<long[]> tuples = edges(e).stream().map(a -> new long[] {a}).toList();
        check(op.text() + " %10", type, type, tuples, t -> Scalars.unary(op, e, t[0]), e);
    }

    @ParameterizedTest
    @MethodSource("binary")
    void binaryOpsAreAsWrittenOrRefused(BinaryOp op, String type) {
        Elem e = Scalars.elem(type);
        List<long[]> tuples = new ArrayList<>();
        for (long a : edges(e)) {
            for (long b : edges(e)) {
                long count = Scalars.each(e, b, 0, (x, _) -> x & (e.isPackedInt() ? e.packedBits() - 1 : e.bits() - 1));
                if (Scalars.defined(op, e, b)) {
                    tuples.add(new long[] {a, op.isShift() ? count : b});
                }
            }
        }
        check(op.text() + " %10, %11", type, type, tuples, t -> Scalars.binary(op, e, t[0], t[1]), e);
    }

    @ParameterizedTest
    @MethodSource("compare")
    void comparisonsAreAsWrittenOrRefused(CompareOp op, String type) {
        Elem e = Scalars.elem(type);
        String truth = type.startsWith("<") ? "<i1>" : "i1";
        check(op.text() + " %10, %11", type, truth, pairs(e), t -> Scalars.compare(op, e, t[0], t[1]).map(b -> b ? 1L : 0L), Elem.BIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"i32", "<i64>", "<f32>", "<f64>", "<f16x2>", "<bf16x2>", "<i16x2>", "<i8x4>"})
    void fmaRoundsOnce(String type) {
        Elem e = Scalars.elem(type);
        List<Long> edges = edges(e);
        List<long[]> tuples = new ArrayList<>();
        pairs(e).forEach(p -> edges.stream().limit(9).forEach(c -> tuples.add(new long[] {p[0], p[1], c})));
        boolean integer = e.isInt() || e.isPackedInt();
        check("fma %10, %11, %12", type, type, tuples, t -> Optional.of(!integer ? fma(e, t)
                : Scalars.binary(BinaryOp.ADD, e, Scalars.binary(BinaryOp.MUL, e, t[0], t[1]).orElseThrow(), t[2]).orElseThrow()), e);
    }

    private static long fma(Elem e, long[] t) {
        int[] at = {0};
        int step = e == Elem.F16X2 || e == Elem.BF16X2 ? 16 : 0;
        return Scalars.each(e, t[0], t[1], (x, y) -> {
            long z = t[2] >>> at[0];
            at[0] += step;
            double a = Scalars.decode(e, x);
            double b = Scalars.decode(e, y);
            double c = Scalars.decode(e, z);
            return Scalars.encode(e, e == Elem.F32 ? Math.fma((float) a, (float) b, (float) c) : Math.fma(a, b, c));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"i1", "i32", "f32", "i64", "<i1>", "<i32>", "<i64>", "<f16x2>"})
    void selectTakesTheFirstWhereItsConditionHolds(String type) {
        String number = type.startsWith("<") ? "<i1>" : "i1";
        Elem e = Scalars.elem(type);
        String ordered = e == Elem.F16X2 ? "%15: <i32> = bits %10\n%16: <i32> = bits %11\n%17: <i1> = cmp.ne %15, %16\n" : "%%17: %s = cmp.ne %%10, %%11\n".formatted(number);
        List<long[]> tuples = pairs(e);
        long[] found = LaneSnippet.apply(type, type, ordered + "%%13: %s = select %%17, %%10, %%12".formatted(type), tuples);
        for (int i = 0; i < found.length; i++) {
            long[] t = tuples.get(i);
            boolean differs = e == Elem.F32 ? Scalars.compare(CompareOp.NE, e, t[0], t[1]).orElseThrow() : t[0] != t[1];
            assertEquals(differs ? t[0] : 0, found[i], Arrays.toString(t));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"i64", "<i32>", "<i64>", "<i16x2>", "<i8x4>"})
    void oneCountShiftsAllElements(String type) {
        Elem e = Scalars.elem(type);
        int bits = e.isPackedInt() ? e.packedBits() : e.bits();
        List<long[]> tuples = edges(e).stream().map(a -> new long[] {a}).toList();
        for (BinaryOp op : List.of(BinaryOp.SHL, BinaryOp.SHR_S, BinaryOp.SHR_U)) {
            for (int n : new int[] {0, 1, bits - 1}) {
                long[] found = LaneSnippet.apply(type, type, "%%15: i32 = const %d\n%%13: %s = %s %%10, %%15".formatted(n, type, op.text()), tuples);
                long all = Scalars.each(e, 0, 0, (_, _) -> (long) n);
                for (int i = 0; i < found.length; i++) {
                    assertEquals(Scalars.binary(op, e, tuples.get(i)[0], all).orElseThrow(), found[i], op + " " + n);
                }
            }
        }
    }

    @Test
    void conversionsRoundSaturateAndDropNan() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Long> floats = new ArrayList<>(Scalars.edges(Elem.F32, random));
        for (float f : new float[] {65504, 65519.9f, 65520, 6e-8f, 2.98e-8f, -2.9802322e-8f, 1.0004883f, 0.5f, 1.5f, -0.5f}) {
            floats.add(Float.floatToRawIntBits(f) & 0xffff_ffffL);
        }
        List<Long> ints = Scalars.edges(Elem.I32, random);
        convert("s32.f32", "f32", "i32", floats, v -> (long) (int) Float.intBitsToFloat((int) v));
        convert("s32.rn.f32", "f32", "i32", floats, v -> (long) (int) Math.rint(Float.intBitsToFloat((int) v)));
        convert("f16.f32", "f32", "i32", floats, v -> Float.floatToFloat16(Float.intBitsToFloat((int) v)) & 0xffffL);
        convert("f32.s32", "i32", "f32", ints, v -> (long) Float.floatToRawIntBits((int) v));
        convert("f32.u32", "i32", "f32", ints, v -> (long) Float.floatToRawIntBits((float) (v & 0xffff_ffffL)));
        convert("f32.f16", "i32", "f32", ints, v -> (long) Float.floatToRawIntBits(Float.float16ToFloat((short) v)));
    }

    private interface Bits {
        long of(long v);
    }

    private static void convert(String op, String from, String to, List<Long> values, Bits want) {
        for (String lane : List.of("%s", "<%s>")) {
            List<long[]> tuples = values.stream().map(v -> new long[] {v}).toList();
            long[] found = LaneSnippet.apply(lane.formatted(from), lane.formatted(to), "%%13: %s = cvt.%s %%10".formatted(lane.formatted(to), op), tuples);
            for (int i = 0; i < found.length; i++) {
                long w = want.of(values.get(i)) & 0xffff_ffffL;
                long f = found[i];
                boolean nan = op.equals("f16.f32") && (w & 0x7fff) > 0x7c00 && (f & 0x7fff) > 0x7c00 && f >>> 16 == 0;
                assertTrue(nan || Scalars.same(Scalars.elem(to), w, f), op + " of 0x" + Long.toHexString(values.get(i)) + ": " + Long.toHexString(f));
            }
        }
    }

    @Test
    void scalarsWidenAndNarrow() {
        List<long[]> tuples = Scalars.edges(Elem.I32, new SplittableRandom(SEED)).stream().map(v -> new long[] {v}).toList();
        long[] signed = LaneSnippet.apply("i32", "i64", "%13: i64 = cvt.s64.s32 %10", tuples);
        long[] unsigned = LaneSnippet.apply("i32", "i64", "%13: i64 = cvt.s64.u32 %10", tuples);
        long[] back = LaneSnippet.apply("i64", "i32", "%13: i32 = cvt.s32.s64 %10", Arrays.stream(signed).mapToObj(v -> new long[] {v}).toList());
        for (int i = 0; i < signed.length; i++) {
            assertEquals(tuples.get(i)[0] << 32 >> 32, signed[i]);
            assertEquals(tuples.get(i)[0], unsigned[i]);
            assertEquals(tuples.get(i)[0], back[i]);
        }
    }

    private static List<Long> edges(Elem e) {
        return Scalars.edges(e, new SplittableRandom(SEED));
    }

    private static List<long[]> pairs(Elem e) {
        return edges(e).stream().flatMap(a -> edges(e).stream().map(b -> new long[] {a, b})).toList();
    }

    private static void check(String op, String type, String result, List<long[]> tuples, Function<long[], Optional<Long>> want, Elem e) {
        String statement = "%%13: %s = %s".formatted(result, op);
        if (want.apply(tuples.getFirst()).isEmpty()) {
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> LaneSnippet.apply(type, result, statement, tuples)).getMessage());
            assertTrue(message.contains("no " + op.split(" ", 2)[0] + " of " + type + " on ptx-sm_80"), message);
            return;
        }
        long[] found = LaneSnippet.apply(type, result, statement, tuples);
        for (int i = 0; i < found.length; i++) {
            long[] t = tuples.get(i);
            long w = want.apply(t).orElseThrow();
            long f = found[i];
            assertTrue(Scalars.same(e, w, f), () -> op + " of " + Arrays.stream(t).mapToObj(Long::toHexString).toList()
                    + ": wanted " + Long.toHexString(w) + ", found " + Long.toHexString(f) + "; seed " + SEED);
        }
    }
}
