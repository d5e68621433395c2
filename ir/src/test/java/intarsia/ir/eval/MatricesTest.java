package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.CvtPairOp;
import intarsia.ir.Dot4Op;
import intarsia.ir.DotAtom;
import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products of fragments and of bytes, and words made of others, against plain loops over random operands. */
class MatricesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 31);

    /** Runs statements in one warp; x is at %0, y at %1, 0 in %2. */
    private static int[] run(String statements, int out, int... x) {
        int[] y = new int[out];
        AddressSpace memory = new AddressSpace();
        String text = "intarsia 1\nlane kernel k {\n in x %0: ptr\n out y %1: ptr\n grid [1]\n lanes 32 warps 1\n blocks { (%3: i64)\n %2: i64 = const 0\n"
                + statements + "\n}\n}\n";
        long[] args = {memory.register("x", MemorySegment.ofArray(x)), memory.register("y", MemorySegment.ofArray(y))};
        Evaluator.runLane(Parser.parse(text), args, memory, 0, 1, Symbols.NONE, 0);
        return y;
    }

    static List<DotAtom> atoms() {
        return DotAtom.MMA;
    }

    /** Loads words first … first + types − 1, 32 lanes each. */
    private static String load(int first, int at, List<?> types) {
        return IntStream.range(0, types.size()).mapToObj(i -> "%%%d: %s = ld unit.global(%%0, %%2, %d), 32, false, 1\n".formatted(first + i, types.get(i), 128 * (at + i)))
                .collect(Collectors.joining());
    }

    private static String names(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> "%" + i).collect(Collectors.joining(", ", "[", "]"));
    }

    private static int[] mma(DotAtom atom, int[] words) {
        int a = atom.wordsA().size();
        int b = atom.wordsB().size();
        String type = atom.wordsC().getFirst().toString();
        String statements = load(10, 0, atom.wordsA()) + load(20, a, atom.wordsB()) + load(30, a + b, atom.wordsC())
                + "%%40: %1$s, %%41: %1$s, %%42: %1$s, %%43: %1$s = mma \"%2$s\", %3$s, %4$s, %5$s\n".formatted(type, atom.name(), names(10, a), names(20, b), names(30, 4))
                + IntStream.range(0, 4).mapToObj(i -> "st unit.global(%%1, %%2, %d), 32, [%%%d]\n".formatted(128 * i, 40 + i)).collect(Collectors.joining());
        return run(statements, 128, words);
    }

    /** Where the PTX ISA has the elements: lane 4·group + thread; registers of A go down eight rows, then along k. */
    @ParameterizedTest
    @MethodSource("atoms")
    void aProductOfFragmentsIsThatOfTheirMatrices(DotAtom atom) {
        Random random = new Random(SEED);
        int each = 32 / atom.a().bits();
        int k = atom.k();
        int b0 = 32 * atom.wordsA().size();
        int c0 = b0 + 32 * atom.wordsB().size();
        long[][] a = codes(random, atom.a(), 16, k);
        long[][] b = codes(random, atom.b(), k, 8);
        long[][] c = codes(random, atom.acc(), 16, 8);
        int[] words = new int[c0 + 128];
        for (int i = 0; i < 16; i++) {
            for (int t = 0; t < k; t++) {
                words[32 * (i / 8 + 2 * (t / (4 * each))) + i % 8 * 4 + t % (4 * each) / each] |= (int) a[i][t] << t % each * atom.a().bits();
            }
        }
        for (int t = 0; t < k; t++) {
            for (int j = 0; j < 8; j++) {
                words[b0 + 32 * (t / (4 * each)) + j * 4 + t % (4 * each) / each] |= (int) b[t][j] << t % each * atom.b().bits();
            }
        }
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 8; j++) {
                words[c0 + place(i, j)] = (int) c[i][j];
            }
        }
        int[] found = mma(atom, words);
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 8; j++) {
                check(atom, a[i], b, c[i][j], j, found[place(i, j)]);
            }
        }
    }

    private static int place(int row, int column) {
        return 32 * (2 * (row / 8) + column % 2) + row % 8 * 4 + column / 2;
    }

    private static void check(DotAtom atom, long[] a, long[][] b, long c, int j, int found) {
        if (atom.acc() instanceof IntType) {
            long sum = c;
            for (int t = 0; t < a.length; t++) {
                sum += (long) (atom.a().decode(a[t]) * atom.b().decode(b[t][j]));
            }
            assertEquals((int) sum, found, atom.name() + ", seed " + SEED);
            return;
        }
        double sum = Float.intBitsToFloat((int) c);
        for (int t = 0; t < a.length; t++) {
            sum += atom.a().decode(a[t]) * atom.b().decode(b[t][j]);
        }
        assertEquals((float) sum, Float.intBitsToFloat(found), atom.name() + ", seed " + SEED);
    }

    private static long[][] codes(Random random, DType type, int rows, int columns) {
        long[][] codes = new long[rows][columns];
        for (long[] row : codes) {
            Arrays.setAll(row, _ -> type instanceof IntType ? random.nextLong() & DType.mask(type.bits()) : type.encode(random.nextGaussian()));
        }
        return codes;
    }

    @Test
    void sumsOfIntegersWrap() {
        DotAtom atom = DotAtom.named("m16n8k32.s32.u8.u8");
        int[] words = new int[32 * 6 + 128];
        Arrays.fill(words, -1);
        int[] want = new int[128];
        Arrays.fill(want, 32 * 255 * 255 - 1);
        assertArrayEquals(want, mma(atom, words));
        Arrays.fill(words, 32 * 6, words.length, Integer.MAX_VALUE);
        Arrays.fill(want, Integer.MAX_VALUE + 32 * 255 * 255);
        assertArrayEquals(want, mma(atom, words));
        assertEquals(131071, DotAtom.named("m16n8k32.s32.s8.s8").mostTerms());
        assertEquals(33025, atom.mostTerms());
    }

    @ParameterizedTest
    @EnumSource
    void aDotOfBytesAddsFourProducts(Dot4Op op) {
        int[] x = new Random(SEED).ints(96).toArray();
        int[] found = run("""
                %10: <i8x4> = ld unit.global(%0, %2, 0), 32, false, 1
                %11: <i8x4> = ld unit.global(%0, %2, 128), 32, false, 1
                %12: <i32> = ld unit.global(%0, %2, 256), 32, false, 1
                %13: <i32> = dot4.OP %10, %11, %12
                st unit.global(%1, %2, 0), 32, [%13]
                """.replace("dot4.OP", op.text()), 32, x);
        for (int l = 0; l < 32; l++) {
            int want = x[64 + l];
            for (int shift = 0; shift < 32; shift += 8) {
                int a = op == Dot4Op.SS || op == Dot4Op.SU ? (byte) (x[l] >> shift) : x[l] >>> shift & 0xff;
                int b = op == Dot4Op.SS || op == Dot4Op.US ? (byte) (x[32 + l] >> shift) : x[32 + l] >>> shift & 0xff;
                want += a * b;
            }
            assertEquals(want, found[l], op + ", lane " + l + ", seed " + SEED);
        }
    }

    private static final float[] FLOATS = {0, -0.0f, 1, -1, 1 + 0x1p-11f, 1 + 0x1p-8f, 1 + 0x1p-10f + 0x1p-11f, 1 + 0x1p-7f + 0x1p-8f, 65504, 65519.9f, 65520, 3.4e38f, 0x1p-24f,
        0x1p-25f, 0x1.8p-25f, 0x1p-133f, 0x1p-134f, 0x1.8p-134f, Float.MIN_VALUE, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 3.3f, -7.7f, 1e-5f, -1e30f, 0.1f, 2, 3, 4, 5, 6, 7};

    @ParameterizedTest
    @EnumSource
    void pairsOfHalvesRoundToNearestEven(CvtPairOp op) {
        int[] x = IntStream.range(0, 64).map(i -> Float.floatToRawIntBits(FLOATS[i < 32 ? i : 63 - i])).toArray();
        DType type = op == CvtPairOp.F16X2_F32 ? DType.F16 : DType.BF16;
        int[] found = run("""
                %10: <f32> = ld unit.global(%0, %2, 0), 32, false, 1
                %11: <f32> = ld unit.global(%0, %2, 128), 32, false, 1
                %12: TYPE = OP %10, %11
                st unit.global(%1, %2, 0), 32, [%12]
                """.replace("OP", op.text()).replace("TYPE", op.to().toString()), 32, x);
        for (int l = 0; l < 32; l++) {
            long want = type.encode(FLOATS[l]) | type.encode(FLOATS[31 - l]) << 16;
            assertEquals(Long.toHexString(want), Long.toHexString(found[l] & 0xffff_ffffL), FLOATS[l] + " and " + FLOATS[31 - l]);
        }
    }

    @Test
    void bytesArePickedAndTheirSignsRepeated() {
        int[] x = new int[64];
        Arrays.fill(x, 0, 32, 0x8302_01f0);
        Arrays.fill(x, 32, 64, 0x0706_0584);
        int[] found = run("""
                %10: <i32> = ld unit.global(%0, %2, 0), 32, false, 1
                %11: <f32> = ld unit.global(%0, %2, 128), 32, false, 1
                %12: <i8x4> = bytes %10, %11, [7, 0, 12, 3]
                %13: <f16x2> = bytes %10, %11, [8, 9, 4, 11]
                st unit.global(%1, %2, 0), 32, [%12]
                st unit.global(%1, %2, 128), 32, [%13]
                """, 64, x);
        assertEquals(0x83ff_f007, found[3]);
        assertEquals(0xff84_00ff, found[35]);
    }

    /** Rows lie in a random order. */
    @ParameterizedTest
    @CsvSource({"1, false", "1, true", "2, false", "2, true", "4, false", "4, true"})
    void rowsOfMatricesGoToTheLanesOfFragments(int count, boolean transposed) {
        Random random = new Random(SEED);
        int[] x = random.ints(160).toArray();
        List<Integer> order = new ArrayList<>(IntStream.range(0, 32).boxed().toList());
        Collections.shuffle(order, random);
        IntStream.range(0, 32).forEach(l -> x[128 + l] = 16 * order.get(l));
        String results = IntStream.range(0, count).mapToObj(j -> "%1" + j + ": <f16x2>").collect(Collectors.joining(", "));
        int[] found = run("""
                %4: ptr = alloc 512
                %5: <i32>, %6: <i32>, %7: <i32>, %8: <i32> = ld unit.global(%0, %2, 0), 32, false, 4
                st unit.shared(%4, %2, 0), 32, [%5, %6, %7, %8]
                %9: <i32> = ld unit.global(%0, %2, 512), 32, false, 1
                """ + results + " = ldmatrix gather.shared(%4, %2, 0) lanes %9, " + count + ", " + transposed + "\n"
                + IntStream.range(0, count).mapToObj(j -> "st unit.global(%%1, %%2, %d), 32, [%%1%d]\n".formatted(128 * j, j)).collect(Collectors.joining()), 32 * count, x);
        for (int i = 0; i < 32 * count; i++) {
            int row = i % 32 / 4;
            int pair = i % 4 * 2;
            int want = transposed ? half(x, order, i / 32, pair, row) | half(x, order, i / 32, pair + 1, row) << 16
                    : half(x, order, i / 32, row, pair) | half(x, order, i / 32, row, pair + 1) << 16;
            assertEquals(want, found[i], "matrix " + i / 32 + ", lane " + i % 32 + ", seed " + SEED);
        }
    }

    private static int half(int[] x, List<Integer> order, int matrix, int row, int column) {
        return x[4 * order.get(8 * matrix + row) + column / 2] >>> 16 * (column % 2) & 0xffff;
    }
}
