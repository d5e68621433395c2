package intarsia.codegen.ptx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Dot4Op;
import intarsia.ir.DotAtom;
import intarsia.ir.LaneType;
import intarsia.ir.Symbols;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The PTX of ops that only some targets have, against the evaluator over random operands. */
class TargetOpsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 41);

    /** What the evaluator makes of a snippet; see {@link LaneSnippet#words}. */
    private static int[] evaluated(String body, int warps, int out, int[] a) {
        int[] y = new int[out];
        AddressSpace memory = new AddressSpace();
        long[] args = new long[4];
        for (int i = 0; i < 4; i++) {
            args[i] = memory.register("buffer " + i, MemorySegment.ofArray(i == 0 ? a.clone() : i == 3 ? y : new int[1]));
        }
        Evaluator.runLane(Parser.parse("intarsia 1\n" + LaneSnippet.kernel(body, warps)), args, memory, 0, 1, Symbols.NONE, SEED);
        return y;
    }

    /** Both give the same bits, and the text holds the instruction. */
    private static void agree(String body, int warps, int out, String instruction) {
        int[] a = new Random(SEED).ints(1024).toArray();
        assertArrayEquals(evaluated(body, warps, out, a), LaneSnippet.words(body, warps, out, a), () -> body + "seed " + SEED);
        String text = LaneSnippet.compile(LaneSnippet.kernel(body, warps)).listing();
        assertTrue(text.contains(instruction), text);
    }

    static List<DotAtom> atoms() {
        return DotAtom.MMA;
    }

    private static String load(int first, int at, List<LaneType> types) {
        return IntStream.range(0, types.size()).mapToObj(i -> "%%%d: %s = ld unit.global(%%0, %%5, %d), 32, false, 1\n".formatted(first + i, types.get(i), 128 * (at + i)))
                .collect(Collectors.joining());
    }

    private static String names(int first, int count) {
        return IntStream.range(first, first + count).mapToObj(i -> "%" + i).collect(Collectors.joining(", ", "[", "]"));
    }

    private static String mma(DotAtom atom) {
        int a = atom.wordsA().size();
        int b = atom.wordsB().size();
        return load(10, 0, atom.wordsA()) + load(20, a, atom.wordsB()) + load(30, a + b, atom.wordsC())
                + "%%40: %1$s, %%41: %1$s, %%42: %1$s, %%43: %1$s = mma \"%2$s\", %3$s, %4$s, %5$s\n".formatted(
                        atom.wordsC().getFirst(), atom.name(), names(10, a), names(20, b), names(30, 4))
                + IntStream.range(0, 4).mapToObj(i -> "st unit.global(%%3, %%5, %d), 32, [%%%d]\n".formatted(128 * i, 40 + i)).collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("atoms")
    void productsOfFragmentsAgree(DotAtom atom) {
        String[] types = atom.name().split("\\.", -1);
        String opcode = "mma.sync.aligned.%s.row.col.%s.%s.%s.%s {".formatted(types[0], types[1], types[2], types[3], types[1]);
        if (atom.error() == 0) {
            agree(mma(atom), 1, 128, opcode);
            return;
        }
        assertTrue(LaneSnippet.compile(LaneSnippet.kernel(mma(atom))).listing().contains(opcode));
        int halves = 32 * (atom.wordsA().size() + atom.wordsB().size());
        Random random = new Random(SEED);
        int[] x = IntStream.range(0, halves + 128).map(i -> i < halves ? (int) (atom.a().encode(random.nextGaussian()) | atom.a().encode(random.nextGaussian()) << 16)
                : Float.floatToRawIntBits((float) random.nextGaussian())).toArray();
        int[] magnitudes = IntStream.range(0, x.length).map(i -> i < halves ? x[i] & 0x7fff_7fff : x[i] & 0x7fff_ffff).toArray();
        int[] want = evaluated(mma(atom), 1, 128, x);
        int[] sums = evaluated(mma(atom), 1, 128, magnitudes);
        int[] found = LaneSnippet.words(mma(atom), 128, x);
        for (int i = 0; i < 128; i++) {
            double bound = atom.error() * Float.intBitsToFloat(sums[i]);
            assertEquals(Float.intBitsToFloat(want[i]), Float.intBitsToFloat(found[i]), bound, atom.name() + " word " + i + ", seed " + SEED);
        }
        assertTrue(!Arrays.equals(want, found), "the machine adds as tensor cores do, which cut off: not one of 128 sums shows it");
    }

    @ParameterizedTest
    @EnumSource
    void dotsOfBytesAgree(Dot4Op op) {
        agree("""
                %10: <i8x4> = ld unit.global(%0, %5, 0), 32, false, 1
                %11: <i8x4> = ld unit.global(%0, %5, 128), 32, false, 1
                %12: <i32> = ld unit.global(%0, %5, 256), 32, false, 1
                %13: <i32> = OP %10, %11, %12
                %14: <i8x4> = const 0x81020384
                %15: <i32> = const -7
                %16: <i32> = OP %14, %11, %15
                st unit.global(%3, %5, 0), 32, [%13]
                st unit.global(%3, %5, 128), 32, [%16]
                """.replace("OP", op.text()), 1, 64, "dp4a." + (op.a().signed() ? "s32." : "u32.") + (op.b().signed() ? "s32 " : "u32 "));
    }

    @ParameterizedTest
    @CsvSource({"cvt.f16x2.f32, <f16x2>, cvt.rn.f16x2.f32", "cvt.bf16x2.f32, <bf16x2>, cvt.rn.bf16x2.f32"})
    void pairsOfHalvesAgree(String op, String type, String instruction) {
        agree("""
                %8: <i32> = ld unit.global(%0, %5, 0), 32, false, 1
                %9: <i32> = ld unit.global(%0, %5, 128), 32, false, 1
                %10: <f32> = cvt.f32.s32 %8
                %11: <f32> = cvt.f32.s32 %9
                %12: <f32> = const 1.0E-9
                %13: <f32> = mul %10, %12
                %14: TYPE = OP %13, %11
                %15: <f32> = const 0.3
                %16: TYPE = OP %15, %13
                st unit.global(%3, %5, 0), 32, [%14]
                st unit.global(%3, %5, 128), 32, [%16]
                """.replace("TYPE", type).replace("OP", op), 1, 64, instruction);
    }

    @ParameterizedTest
    @CsvSource(value = {"0, 4, 1, 5; 0x5140", "12, 3, 8, 15; 0xf83c"}, delimiter = ';')
    void bytesAgree(String from, String selector) {
        agree("""
                %10: <i32> = ld unit.global(%0, %5, 0), 32, false, 1
                %11: <f32> = ld unit.global(%0, %5, 128), 32, false, 1
                %12: <f16x2> = bytes %10, %11, [FROM]
                st unit.global(%3, %5, 0), 32, [%12]
                """.replace("FROM", from), 1, 32, selector);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "4, false", "4, true"})
    void matricesFromSharedMemoryAgree(int count, boolean transposed) {
        String results = IntStream.range(0, count).mapToObj(j -> "%2" + j + ": <f16x2>").collect(Collectors.joining(", "));
        String stores = IntStream.range(0, count).mapToObj(j -> "st unit.global(%%3, %%5, %d), 32, [%%2%d]\n".formatted(128 * j, j)).collect(Collectors.joining());
        agree("""
                %10: ptr = alloc 1024
                %11: <i32>, %12: <i32>, %13: <i32>, %14: <i32> = ld unit.global(%0, %5, 0), 32, false, 4
                st strided.shared(%10, %5, 0) stride 32, 32, [%11]
                st strided.shared(%10, %5, 4) stride 32, 32, [%12]
                st strided.shared(%10, %5, 8) stride 32, 32, [%13]
                st strided.shared(%10, %5, 12) stride 32, 32, [%14]
                """ + results + " = ldmatrix strided.shared(%10, %5, 0) stride 32, " + count + ", " + transposed + "\n" + stores, 1, 32 * count,
                "ldmatrix.sync.aligned.m8n8.x" + count + (transposed ? ".trans" : "") + ".shared.b16 {");
    }

    @ParameterizedTest
    @CsvSource({"4, cp.async.ca.shared.global", "8, cp.async.ca.shared.global", "16, cp.async.cg.shared.global"})
    void copiesAgree(int bytes, String instruction) {
        agree("""
                %10: ptr = alloc 4096
                %11: i32 = warp
                %12: i32 = const 512
                %13: i32 = mul %11, %12
                %14: i64 = cvt.s64.s32 %13
                %15: <i1> = lanes [1, 1, 0, 1]
                %16: <i1> = lanes [1, 0, 1, 1, 1, 1, 1, 1]
                %17: <i32> = const 7
                st strided.shared(%10, %14, 0) stride BYTES, 32, [%17]
                copy.async unit.shared(%10, %14, 0) mask %16, unit.global(%0, %14, 0) mask %15, BYTES
                commit
                copy.async unit.shared(%10, %14, 2048), strided.global(%0, %14, 0) stride 16, BYTES
                commit
                wait 1
                barrier
                %18: i32 = const 512
                %19: i32 = xor %13, %18
                %20: i64 = cvt.s64.s32 %19
                %21: <i32> = ld strided.shared(%10, %20, 0) stride BYTES, 32, false, 1
                st unit.global(%3, %14, 0), 32, [%21]
                wait 0
                %22: <i32> = ld strided.shared(%10, %14, 2048) stride BYTES, 32, false, 1
                %23: <i32> = exchange %22, 3
                st unit.global(%3, %14, 128), 32, [%23]
                %24: <i32> = lanes [16, 0]
                %25: <i32> = ld gather.shared(%10, %14, 2048) lanes %24, 32, false, 1
                st unit.global(%3, %14, 256), 32, [%25]
                """.replace("BYTES", Integer.toString(bytes)), 2, 224, instruction);
    }

    @Test
    void aStageIsReadWhileTheNextIsCopied() {
        agree("""
                %10: ptr = alloc 1024
                %11: i64 = const 128
                %12: i64 = const 1024
                %13: <i32> = const 0
                copy.async unit.shared(%10, %5, 0), unit.global(%0, %5, 0), 4
                commit
                %14: <i32> = for %11, %12, %11, [%13], { (%15: i64, %16: <i32>)
                  copy.async unit.shared(%10, %15, 0), unit.global(%0, %15, 0), 4
                  commit
                  wait 1
                  %17: i64 = sub %15, %11
                  %18: <i32> = ld strided.shared(%10, %17, 124) stride -4, 32, false, 1
                  %19: <i32> = add %18, %16
                  yield %19
                }
                wait 0
                st unit.global(%3, %5, 0), 32, [%14]
                """, 1, 32, "cp.async.wait_group 1;");
    }
}
