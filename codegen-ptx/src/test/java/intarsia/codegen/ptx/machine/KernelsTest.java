package intarsia.codegen.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.PtxModule;
import intarsia.codegen.ptx.text.PtxParser;
import intarsia.codegen.ptx.text.PtxSyntaxException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Whole kernels of the kind an emitter writes. */
class KernelsTest {
    private static final int ROWS = 37, BLOCKS_A_ROW = 9;

    /** y = W x, W in groups of 32 int8 with an f16 scale (34 bytes); a warp a row, a lane a group, then a tree of shuffles. */
    private static final String GEMV = Snippet.HEAD + """
            .visible .entry gemv(.param .u64 w, .param .u64 x, .param .u64 y, .param .u32 rows, .param .u32 groups) {
              .reg .pred %p<4>; .reg .b16 %h<4>; .reg .b32 %r<32>; .reg .b64 %rd<16>; .reg .f32 %f<16>;
              ld.param.u64 %rd1, [w]; ld.param.u64 %rd2, [x]; ld.param.u64 %rd3, [y]; ld.param.u32 %r1, [rows]; ld.param.u32 %r2, [groups];
              mov.u32 %r3, %ctaid.x; mov.u32 %r4, %ntid.x; shr.u32 %r4, %r4, 5; mov.u32 %r5, %tid.x; shr.u32 %r6, %r5, 5; mad.lo.u32 %r7, %r3, %r4, %r6;
              setp.ge.u32 %p1, %r7, %r1;
              @%p1 bra END;
              and.b32 %r8, %r5, 31; mov.f32 %f1, 0f00000000; mov.u32 %r9, %r8;
              mul.lo.u32 %r10, %r7, %r2;
              bra TEST;
            GROUP:
              add.u32 %r11, %r10, %r9; mul.wide.u32 %rd4, %r11, 34; add.u64 %rd4, %rd1, %rd4;
              ld.global.nc.b16 %h1, [%rd4]; cvt.f32.f16 %f2, %h1;
              mul.wide.u32 %rd5, %r9, 128; add.u64 %rd5, %rd2, %rd5;
              mov.f32 %f3, 0f00000000; mov.u32 %r12, 0;
            ELEMENT:
              ld.global.nc.s8 %r13, [%rd4+2]; cvt.rn.f32.s32 %f4, %r13; ld.global.nc.f32 %f5, [%rd5];
              fma.rn.f32 %f3, %f4, %f5, %f3;
              add.u64 %rd4, %rd4, 1; add.u64 %rd5, %rd5, 4; add.u32 %r12, %r12, 1; setp.lt.u32 %p2, %r12, 32;
              @%p2 bra ELEMENT;
              fma.rn.f32 %f1, %f2, %f3, %f1;
              add.u32 %r9, %r9, 32;
            TEST:
              setp.lt.u32 %p3, %r9, %r2;
              @%p3 bra GROUP;
            """ + tree() + """
              setp.ne.u32 %p2, %r8, 0; mul.wide.u32 %rd6, %r7, 4; add.u64 %rd6, %rd3, %rd6;
              @!%p2 st.global.f32 [%rd6], %f1;
            END:
              ret;
            }
            """;

    private static String tree() {
        var text = new StringBuilder();
        for (int step = 16; step > 0; step /= 2) text.append("mov.b32 %r20, %f1; shfl.sync.bfly.b32 %r21, %r20, ").append(step).append(", 31, -1; mov.b32 %f6, %r21; add.rn.f32 %f1, %f1, %f6;\n");
        return text.toString();
    }

    @Test
    void aGemvOverGroupsOfBytesGivesTheSameOnAllSchedulesAndThreads() {
        var random = new Random(5);
        byte[] w = new byte[ROWS * BLOCKS_A_ROW * 34];
        random.nextBytes(w);
        float[] x = new float[32 * BLOCKS_A_ROW];
        for (int i = 0; i < x.length; i++) x[i] = random.nextInt(-8, 9);
        double[] want = new double[ROWS];
        for (int g = 0; g < ROWS * BLOCKS_A_ROW; g++) {
            short scale = Float.floatToFloat16((1 + random.nextInt(8)) / 16f);
            w[g * 34] = (byte) scale;
            w[g * 34 + 1] = (byte) (scale >> 8);
            for (int i = 0; i < 32; i++) want[g / BLOCKS_A_ROW] += Float.float16ToFloat(scale) * w[g * 34 + 2 + i] * x[g % BLOCKS_A_ROW * 32 + i];
        }
        PtxModule module = PtxParser.parse(GEMV);
        for (Options options : new Options[] {Options.DEFAULT, Options.DEFAULT.onThreads(3), Options.DEFAULT.adversarial(9), Options.DEFAULT.adversarial(10).onThreads(2)}) {
            float[] y = new float[ROWS];
            var memory = new DeviceMemory();
            long[] params = {memory.register(MemorySegment.ofArray(w).asReadOnly(), "w"), memory.register(MemorySegment.ofArray(x), "x"), memory.register(MemorySegment.ofArray(y), "y"), ROWS, BLOCKS_A_ROW};
            Machine.run(module, "gemv", Dim.of(10), Dim.of(128), params, memory, options);
            assertArrayEquals(want, IntStream.range(0, ROWS).mapToDouble(i -> y[i]).toArray(), options.toString());
        }
    }

    /** Every block writes a part; the last to count itself sums them all. */
    private static final String LAST_BLOCK = Snippet.HEAD + """
            .visible .entry k(.param .u64 parts, .param .u64 count, .param .u64 sum) {
              .reg .pred %p<4>; .reg .b32 %r<16>; .reg .b64 %rd<16>;
              ld.param.u64 %rd1, [parts]; ld.param.u64 %rd2, [count]; ld.param.u64 %rd3, [sum];
              mov.u32 %r1, %ctaid.x; mov.u32 %r2, %nctaid.x; mul.wide.u32 %rd4, %r1, 4; add.u64 %rd4, %rd1, %rd4;
              st.global.b32 [%rd4], %r1;
              FENCE
              atom.global.add.u32 %r3, [%rd2], 1; add.u32 %r3, %r3, 1; setp.ne.u32 %p1, %r3, %r2;
              @%p1 bra END;
              mov.u32 %r4, 0; mov.u32 %r5, 0;
            L: ld.global.b32 %r6, [%rd1]; add.u32 %r4, %r4, %r6; add.u64 %rd1, %rd1, 4; add.u32 %r5, %r5, 1; setp.lt.u32 %p2, %r5, %r2;
              @%p2 bra L;
              st.global.b32 [%rd3], %r4;
            END: ret;
            }
            """;

    @Test
    void theLastBlockMayReadWhatOthersFencedAndCounted() {
        for (Options options : new Options[] {Options.DEFAULT, Options.DEFAULT.onThreads(4)}) {
            int[] sum = new int[1];
            lastBlock("membar.gl;", sum, options);
            assertEquals(7 * 8 / 2, sum[0]);
            lastBlock("fence.acq_rel.gpu;", sum, options);
        }
        for (String weak : new String[] {"", "membar.cta;"}) {
            assertEquals(Check.RACE, assertThrows(PtxFault.class, () -> lastBlock(weak, new int[1], Options.DEFAULT)).check());
        }
    }

    private static void lastBlock(String fence, int[] sum, Options options) {
        var memory = new DeviceMemory();
        long[] params = {memory.register(MemorySegment.ofArray(new int[8]), "parts"), memory.register(MemorySegment.ofArray(new int[1]), "count"), memory.register(MemorySegment.ofArray(sum), "sum")};
        Machine.run(PtxParser.parse(LAST_BLOCK.replace("FENCE", fence)), "k", Dim.of(8), Dim.of(1), params, memory, options);
    }

    @Test
    void damagedTextGivesAMessageAndNothingElse() {
        long seed = Long.getLong("intarsia.seed", 20260);
        System.out.println("damagedTextGivesAMessageAndNothingElse: -Dintarsia.seed=" + seed);
        var random = new Random(seed);
        String[] words = GEMV.split("(?<=[ ,;\n])", -1);
        int refused = 0;
        for (int i = 0; i < 600; i++) {
            String[] damaged = words.clone();
            for (int n = random.nextInt(3); n >= 0; n--) damaged[random.nextInt(words.length)] = random.nextBoolean() ? "" : words[random.nextInt(words.length)];
            var memory = new DeviceMemory();
            long[] params = {memory.register(MemorySegment.ofArray(new byte[3400]), "w"), memory.register(MemorySegment.ofArray(new float[128]), "x"), memory.register(MemorySegment.ofArray(new float[8]), "y"), 8, 4};
            try {
                Machine.run(PtxParser.parse(String.join("", damaged)), "gemv", Dim.of(2), Dim.of(128), params, memory, Options.DEFAULT.budget(5_000));
            } catch (PtxSyntaxException | PtxFault | IllegalArgumentException e) {
                assertTrue(!String.valueOf(e.getMessage()).isBlank());
                refused++;
            }
        }
        assertTrue(refused > 300, "of 600 damaged texts only " + refused + " were refused");
    }

    @Test
    void aModuleIsVerifiedWithoutALaunch() {
        Machine.verify(PtxParser.parse(GEMV));
        var e = assertThrows(PtxFault.class, () -> Machine.verify(PtxParser.parse(GEMV.replace("fma.rn.f32 %f3", "fma.rx.f32 %f3"))));
        assertEquals(Check.UNKNOWN_INSTRUCTION, e.check());
        assertEquals("fma.rx.f32", GEMV.replace("fma.rn.f32 %f3", "fma.rx.f32 %f3").lines().toList().get(e.line() - 1).strip().split(" ", 2)[0]);
    }

    @Test
    void everyInstructionIsListedOnce() {
        var spellings = Machine.instructions();
        assertEquals(spellings.size(), spellings.stream().distinct().count());
        assertTrue(spellings.contains("dp4a.{u32,s32}.{u32,s32}"), spellings.toString());
    }

    @Test
    void dynamicSharedMemoryHasTheSizeOfTheLaunch() {
        String text = Snippet.HEAD + ".extern .shared .align 16 .b8 dyn[];\n.entry k(.param .u64 out) { .reg .b32 %r<4>; .reg .b64 %rd<4>; ld.param.u64 %rd1, [out]; mov.u32 %r1, 5; st.shared.b32 [dyn+60], %r1;"
                + " cvta.shared.u64 %rd2, dyn; ld.b32 %r2, [%rd2+60]; st.global.b32 [%rd1], %r2; ret; }";
        int[] out = new int[1];
        var memory = new DeviceMemory();
        long[] params = {memory.register(MemorySegment.ofArray(out), "out")};
        Machine.run(PtxParser.parse(text), "k", Dim.of(1), Dim.of(1), params, memory, Options.DEFAULT.withDynamicShared(64));
        assertEquals(5, out[0]);
        assertEquals(Check.BOUNDS, assertThrows(PtxFault.class, () -> Machine.run(PtxParser.parse(text), "k", Dim.of(1), Dim.of(1), params, memory, Options.DEFAULT.withDynamicShared(60))).check());
    }

    @Test
    void aLaunchRefusesMemoryItCannotUse() {
        PtxModule module = PtxParser.parse(Snippet.HEAD + ".entry k(.param .u64 a) { ret; }");
        try (Arena arena = Arena.ofConfined()) {
            var memory = new DeviceMemory();
            long[] a = {memory.register(arena.allocate(64), "confined")};
            Machine.run(module, "k", Dim.of(2), Dim.of(1), a, memory, Options.DEFAULT);
            var e = assertThrows(IllegalArgumentException.class, () -> Machine.run(module, "k", Dim.of(2), Dim.of(1), a, memory, Options.DEFAULT.onThreads(2)));
            assertTrue(String.valueOf(e.getMessage()).startsWith("'confined' belongs to one thread"), e.getMessage());
        }
        var e = assertThrows(IllegalArgumentException.class, () -> Machine.run(module, "q", Dim.of(1), Dim.of(1), new long[1], new DeviceMemory(), Options.DEFAULT));
        assertEquals("no entry 'q'; the module has [k]", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Machine.run(module, "k", Dim.of(1), Dim.of(1), new long[2], new DeviceMemory(), Options.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> Machine.run(module, "k", new Dim(0, 1, 1), Dim.of(1), new long[1], new DeviceMemory(), Options.DEFAULT));
    }
}
