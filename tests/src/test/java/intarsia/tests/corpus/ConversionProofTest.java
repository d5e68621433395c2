package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.RadixWord;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The compiled conversions of every type of at most 16 bits against {@link DType}: of every code to f32, and of f32 to the
 * type at every number where the code changes, one unit in the last place to either side, and at random ones.
 */
class ConversionProofTest {
    private static final int BLOCK = 64;
    private static final int RANDOM = 4096;

    static List<DType> types() {
        List<String> names = new ArrayList<>();
        for (int n = 3; n <= 8; n++) {
            for (int x = 1; x < n; x++) {
                names.add("f" + n + "e" + x + "m" + (n - 1 - x));
            }
        }
        names.addAll(List.of("f8e4m3fn", "f8e5m2fnuz", "f8e4m3fnuz", "e8m0", "ue4m3", "ue5m3", "f16", "bf16", "nf4", "ternary", "dynamic8", "lut7(gguf_ue4m3)",
                "lut3(-4,-1.5,-0.25,0,0.125,1,3,100)", "posit4_1", "posit8_0", "posit8_2", "posit9_1", "posit11_0", "posit14_3", "posit16_0",
                "posit16_1", "posit16_2"));
        IntStream.rangeClosed(1, 8).forEach(b -> names.add("bipolar" + b));
        IntStream.rangeClosed(2, 8).forEach(b -> names.add("shift" + b));
        return names.stream().map(DType::parse).toList();
    }

    /** Those and others whose codes have values in memory; nothing encodes them yet. */
    static Stream<DType> decoded() {
        return Stream.concat(all(), Stream.of(book(300), book(2048), DType.parse("lut11(iq2_xxs)"),
            DType.parse("lut10(signs7)"), DType.parse("lut5(signs3)"), words(new RadixWord(3, 5, 8, true)), words(new RadixWord(3, 5, 8, false)),
            words(new RadixWord(5, 3, 7, false)), words(new RadixWord(6, 4, 12, true)), words(new RadixWord(3, 8, 13, false))));
    }

    private static DType words(RadixWord w) {
        return CodeBook.of(w);
    }

    private static DType book(int values) {
        SplittableRandom random = new SplittableRandom(Cells.SEED);
        return CodeBook.of(IntStream.range(0, values).mapToDouble(i -> random.nextInt(-9, 10) / 8.0).toArray());
    }

    static Stream<DType> all() {
        return types().stream();
    }

    private static int[] run(String name, DType in, int[] values, UnaryOperator<Tile> op) {
        var kernel = TileKernel.define(name, k -> {
            Size n = k.size("n");
            var x = k.in("x", in, n);
            var y = k.out("y", DType.I32, n);
            Scalar i = k.grid(n.ceilDiv(BLOCK)).times(BLOCK);
            y.at(i).store(op.apply(x.at(i).load(BLOCK)));
        });
        Tensor x = in.equals(DType.F32) ? floats(values) : Tensor.of(values, values.length);
        Tensor y = Tensor.allocate(DType.I32, values.length);
        try (var run = Intarsia.compile(kernel, Engine.jvm()).bind(Map.of("x", x, "y", y))) {
            run.run();
        }
        return y.toInts();
    }

    private static Tensor floats(int[] bits) {
        float[] f = new float[bits.length];
        for (int i = 0; i < f.length; i++) {
            f[i] = Float.intBitsToFloat(bits[i]);
        }
        return Tensor.of(f, f.length);
    }

    @ParameterizedTest
    @MethodSource("decoded")
    void everyCodeDecodes(DType t) {
        int[] codes = IntStream.range(0, 1 << t.bits()).filter(c -> isCode(t, c)).toArray();
        int[] found = run("decode", DType.I32, codes, x -> x.cast(new IntType(t.bits(), false)).bits(t).cast(DType.F32).bits(DType.I32));
        for (int i = 0; i < codes.length; i++) {
            float want = (float) t.decode(codes[i]);
            float got = Float.intBitsToFloat(found[i]);
            assertTrue(Float.floatToIntBits(want) == Float.floatToIntBits(got), t + ": code " + codes[i] + " is " + want + "; found " + got);
        }
    }

    /** Components past the length of a vector have no meaning. */
    private static boolean isCode(DType t, int code) {
        return t.isCode(code) && (!(t instanceof CodeBook b) || b.vectors().stream().allMatch(v -> (code & (1 << v.componentBits()) - 1) < v.length()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void everyChangeOfCodeEncodes(DType t) {
        int[] inputs = inputs(t);
        int[] found = run("encode", DType.F32, inputs, x -> x.cast(t).bits(new IntType(t.bits(), false)).cast(DType.I32));
        for (int i = 0; i < inputs.length; i++) {
            float x = Float.intBitsToFloat(inputs[i]);
            assertEquals(t.encode(x), found[i], t + " of " + x + " = " + Float.toHexString(x));
        }
    }

    private static int[] inputs(DType t) {
        List<Integer> bits = new ArrayList<>();
        changes(t, Float.NEGATIVE_INFINITY, -0.0f, bits);
        changes(t, 0.0f, Float.POSITIVE_INFINITY, bits);
        for (float f : new float[] {0, -0.0f, Float.NaN, Float.MAX_VALUE, -Float.MAX_VALUE, Float.MIN_VALUE, -Float.MIN_VALUE, 1, -1,
            Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY}) {
            bits.add(Float.floatToRawIntBits(f));
        }
        SplittableRandom random = new SplittableRandom(Cells.SEED);
        for (int i = 0; i < RANDOM; i++) {
            bits.add(random.nextInt());
        }
        return bits.stream().mapToInt(b -> b).toArray();
    }

    /** The last number of each code between two of one sign, and its neighbours. */
    private static void changes(DType t, float low, float high, List<Integer> bits) {
        if (t.encode(low) == t.encode(high)) {
            return;
        }
        int a = Float.floatToRawIntBits(low);
        int b = Float.floatToRawIntBits(high);
        if (Math.abs((long) a - b) <= 1) {
            bits.addAll(List.of(a, b));
            return;
        }
        float middle = Float.intBitsToFloat((int) (((long) a + b) / 2));
        changes(t, low, middle, bits);
        changes(t, middle, high, bits);
    }
}
