package intarsia.codegen.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.PtxParser;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every check fires on a kernel with the mistake, with the line, and stays quiet on the kernel without it. */
class ChecksTest {
    private static final List<Options> SCHEDULES = List.of(Options.DEFAULT, Options.DEFAULT.adversarial(1), Options.DEFAULT.adversarial(2), Options.DEFAULT.adversarial(3));

    private static String kernel(String body) {
        return Snippet.HEAD + """
                .visible .entry k(.param .u64 in, .param .u64 out) {
                  .reg .pred %p<8>; .reg .b16 %h<8>; .reg .b32 %r<64>; .reg .b64 %rd<32>; .reg .f32 %f<32>;
                  .shared .align 16 .b8 s[4096];
                  .shared .align 16 .b8 t[64];
                  ld.param.u64 %rd1, [in]; ld.param.u64 %rd2, [out]; mov.u32 %r1, %tid.x; mov.u32 %r2, %ctaid.x;
                  mul.wide.u32 %rd3, %r1, 4; add.u64 %rd4, %rd1, %rd3; add.u64 %rd5, %rd2, %rd3; shl.b32 %r3, %r1, 2; mov.u32 %r4, s;
                  add.u32 %r5, %r3, %r4;
                """ + body + "\nret;\n}\n";
    }

    private static int[] run(String body, int blocks, int threads, Options options) {
        int[] in = IntStream.range(0, 1024).map(i -> i * 3).toArray(), out = new int[1024];
        var memory = new DeviceMemory();
        long[] params = {memory.register(MemorySegment.ofArray(in), "in"), memory.register(MemorySegment.ofArray(out), "out")};
        Machine.run(PtxParser.parse(kernel(body)), "k", Dim.of(blocks), Dim.of(threads), params, memory, options);
        return out;
    }

    private static void fails(Check check, String message, int blocks, int threads, String body) {
        for (Options options : SCHEDULES) {
            var e = assertThrows(PtxFault.class, () -> run(body, blocks, threads, options), options.toString());
            assertEquals(check, e.check(), e.getMessage());
            assertTrue(String.valueOf(e.getMessage()).contains(message), e.getMessage());
            assertTrue(e.line() > 0 && String.valueOf(e.getMessage()).startsWith("line " + e.line() + ": "), e.getMessage());
        }
    }

    private static final String TRANSPOSE = """
            ld.global.b32 %r6, [%rd4];
            st.shared.b32 [%r5], %r6;
            BARRIER
            shr.u32 %r7, %r1, 4; and.b32 %r8, %r1, 15; mad.lo.u32 %r9, %r8, 16, %r7; shl.b32 %r9, %r9, 2; add.u32 %r9, %r9, %r4;
            ld.shared.b32 %r10, [%r9];
            st.global.b32 [%rd5], %r10;
            """;

    @Test
    void aTransposeThroughSharedMemoryNeedsItsBarrier() {
        for (Options options : SCHEDULES) {
            int[] out = run(TRANSPOSE.replace("BARRIER", "bar.sync 0;"), 1, 256, options);
            assertArrayEquals(IntStream.range(0, 256).map(i -> 3 * (i % 16 * 16 + i / 16)).toArray(), Arrays.copyOf(out, 256));
            var e = assertThrows(PtxFault.class, () -> run(TRANSPOSE.replace("BARRIER", ""), 1, 256, options));
            assertTrue(e.check() == Check.RACE || e.check() == Check.UNWRITTEN_SHARED, e.getMessage());
        }
    }

    @Test
    void withinAWarpBarWarpSyncOrdersMemoryAndNothingElseDoes() {
        String exchange = "st.shared.b32 [%r5], %r1; SYNC xor.b32 %r6, %r5, 4; ld.shared.b32 %r7, [%r6]; st.global.b32 [%rd5], %r7;";
        for (Options options : SCHEDULES) assertEquals(1, run(exchange.replace("SYNC", "bar.warp.sync -1;"), 1, 32, options)[0]);
        for (Options options : SCHEDULES) assertEquals(30, run(exchange.replace("SYNC", "bar.warp.sync 0xFFFFFFFF;"), 1, 32, options)[31]);
        assertEquals(Check.RACE, assertThrows(PtxFault.class, () -> run(exchange.replace("SYNC", ""), 1, 32, Options.DEFAULT)).check());
    }

    @Test
    void boundsArePerAllocationInBothSpaces() {
        fails(Check.BOUNDS, "'in' + 4096, which has 4096 bytes", 1, 32, "ld.global.b32 %r6, [%rd1+4096];");
        fails(Check.BOUNDS, "below every allocation", 1, 32, "mov.u64 %rd6, 0; ld.global.b32 %r6, [%rd6];");
        fails(Check.BOUNDS, "'in' + 4096", 1, 32, "ld.global.v2.b32 {%r6, %r7}, [%rd1+4096];");
        fails(Check.BOUNDS, "shared 's' + 4096, which has 4096 bytes", 1, 32, "st.shared.b32 [%r4+4096], %r1;");
        fails(Check.ALIGNMENT, "'in' + 4, which has 4096 bytes): wanted a multiple of 8", 1, 32, "ld.global.v2.b32 {%r6, %r7}, [%rd1+4];");
        fails(Check.ALIGNMENT, "wanted a multiple of 4", 1, 32, "st.shared.b32 [%r4+2], %r1;");
    }

    @Test
    void aReadOnlySegmentIsNotWritten() {
        var memory = new DeviceMemory();
        long a = memory.register(MemorySegment.ofArray(new int[64]).asReadOnly(), "weights");
        var module = PtxParser.parse(kernel("st.global.b32 [%rd4], %r1;"));
        var e = assertThrows(PtxFault.class, () -> Machine.run(module, "k", Dim.of(1), Dim.of(1), new long[] {a, a}, memory, Options.DEFAULT));
        assertEquals(Check.READ_ONLY, e.check());
        memory.release(a);
        assertEquals(Check.BOUNDS, assertThrows(PtxFault.class, () -> Machine.run(module, "k", Dim.of(1), Dim.of(1), new long[] {a, a}, memory, Options.DEFAULT)).check());
    }

    @Test
    void nothingIsReadBeforeItIsWritten() {
        fails(Check.UNWRITTEN_REGISTER, "%r20 is read before it is written", 1, 32, "add.u32 %r6, %r20, 1;");
        fails(Check.UNWRITTEN_REGISTER, "thread (5,0,0): %r20 is read", 1, 32, "setp.ne.u32 %p1, %r1, 5; @%p1 mov.u32 %r20, 1; add.u32 %r6, %r20, 1;");
        fails(Check.UNWRITTEN_REGISTER, "%p1 is read", 1, 32, "@%p1 mov.u32 %r20, 1;");
        fails(Check.UNWRITTEN_SHARED, "never written in this block", 1, 32, "ld.shared.b32 %r6, [%r5];");
    }

    @Test
    void racesOnGlobalMemoryAreFoundInAndBetweenBlocks() {
        fails(Check.RACE, "and no barrier stands between", 1, 64, "xor.b32 %r6, %r1, 32; mul.wide.u32 %rd6, %r6, 4; add.u64 %rd6, %rd2, %rd6; st.global.b32 [%rd5], %r1; ld.global.b32 %r7, [%rd6];");
        fails(Check.RACE, "only atomics order blocks", 2, 32, "st.global.b32 [%rd5], %r2;");
        fails(Check.RACE, "only atomics order blocks", 2, 32, "setp.eq.u32 %p1, %r2, 0; @%p1 ld.global.b32 %r7, [%rd5]; @!%p1 st.global.b32 [%rd5], %r2;");
        for (Options options : SCHEDULES) {
            assertEquals(64, run("red.global.add.u32 [%rd2], 1;", 2, 32, options)[0]);
            assertEquals(7, run("st.global.b32 [%rd2], 7;", 2, 32, options)[0], "the same value from all is no race");
        }
    }

    @Test
    void anAtomicAndAPlainAccessRace() {
        fails(Check.RACE, "changed atomically", 1, 64, "st.global.b32 [%rd5+512], %r1; atom.global.add.u32 %r6, [%rd2], 1; ld.global.b32 %r7, [%rd2];");
        for (Options options : SCHEDULES) {
            int[] out = run("atom.global.max.u32 %r6, [%rd2], %r1; bar.sync 0; ld.global.b32 %r7, [%rd2]; st.global.b32 [%rd5+512], %r7;", 1, 64, options);
            assertEquals(63, out[128 + 5]);
        }
    }

    private static final String COPY = """
            shl.b32 %r6, %r1, 4; add.u32 %r7, %r4, %r6; cvt.u64.u32 %rd6, %r6; add.u64 %rd7, %rd1, %rd6;
            cp.async.cg.shared.global [%r7], [%rd7], 16;
            cp.async.commit_group;
            WAIT
            BARRIER
            xor.b32 %r8, %r6, 16; add.u32 %r8, %r8, %r4; ld.shared.b32 %r9, [%r8];
            st.global.b32 [%rd5], %r9;
            """;

    @Test
    void anAsyncCopyNeedsItsWaitAndThenItsBarrier() {
        for (Options options : SCHEDULES) {
            int[] out = run(COPY.replace("WAIT", "cp.async.wait_group 0;").replace("BARRIER", "bar.sync 0;"), 1, 64, options);
            for (int i = 0; i < 64; i++) assertEquals(3 * 4 * (i ^ 1), out[i]);
        }
        fails(Check.ASYNC_COPY, "has not been waited for", 1, 64, COPY.replace("WAIT", "").replace("BARRIER", "bar.sync 0;"));
        fails(Check.ASYNC_COPY, "has not been waited for", 1, 64, COPY.replace("WAIT", "cp.async.wait_group 1;").replace("BARRIER", "bar.sync 0;"));
        var e = assertThrows(PtxFault.class, () -> run(COPY.replace("WAIT", "cp.async.wait_all;").replace("BARRIER", ""), 1, 64, Options.DEFAULT));
        assertEquals(Check.RACE, e.check(), e.getMessage());
    }

    @Test
    void aShortCopyIsFilledWithZeros() {
        String body = "cp.async.ca.shared.global [%r4], [%rd1+8], 8, 4; cp.async.wait_all; ld.shared.v2.b32 {%r6, %r7}, [%r4]; st.global.v2.b32 [%rd2], {%r6, %r7};";
        int[] out = run(body, 1, 1, Options.DEFAULT);
        assertArrayEquals(new int[] {6, 0}, new int[] {out[0], out[1]});
    }

    @Test
    void barriersAndShufflesNeedTheirLanesTogether() {
        fails(Check.CONVERGENCE, "lanes wait for each other", 1, 32, "setp.lt.u32 %p1, %r1, 16; @%p1 bra A; bar.sync 0; bra E; A: bar.sync 0; E:");
        fails(Check.CONVERGENCE, "lanes wait for each other", 1, 32, "setp.lt.u32 %p1, %r1, 16; @%p1 bra A; shfl.sync.bfly.b32 %r6, %r1, 1, 31, -1; bra E;\nA: shfl.sync.bfly.b32 %r6, %r1, 2, 31, -1;\nE:");
        fails(Check.CONVERGENCE, "which does not name it", 1, 32, "shfl.sync.bfly.b32 %r6, %r1, 1, 31, 0xFFFF;");
        fails(Check.CONVERGENCE, "bra.uni taken", 1, 32, "setp.lt.u32 %p1, %r1, 16; @%p1 bra.uni A; A:");
        fails(Check.BARRIER, "waits at another barrier", 1, 64, "setp.lt.u32 %p1, %r1, 32; @%p1 bra A; bar.sync 0; bra E; A: bar.sync 1; E:");
    }

    @Test
    void aLoopWithoutEndSpendsItsBudget() {
        var e = assertThrows(PtxFault.class, () -> run("L: add.u32 %r1, %r1, 1; bra L;", 1, 32, Options.DEFAULT.budget(10_000)));
        assertEquals(Check.BUDGET, e.check());
    }

    @Test
    void anUnknownInstructionNamesItsFamily() {
        var e = assertThrows(PtxFault.class, () -> run("add.rz.f32 %f1, %f2, %f3;", 1, 1, Options.DEFAULT));
        assertEquals(Check.UNKNOWN_INSTRUCTION, e.check());
        assertTrue(String.valueOf(e.getMessage()).contains("no instruction 'add.rz.f32'; of this family are known: [add.{u16,u32,u64,s16,s32,s64}, "), e.getMessage());
        e = assertThrows(PtxFault.class, () -> run("frob.b32 %r1, %r2;", 1, 1, Options.DEFAULT));
        assertTrue(String.valueOf(e.getMessage()).contains("no instruction 'frob'; known: [abs, activemask, add, "), e.getMessage());
    }

    @Test
    void operandsHaveTheTypeOfTheInstruction() {
        fails(Check.OPERAND, "register %rd1 is .b64, wanted .s32", 1, 1, "add.s32 %r1, %rd1, 1;");
        fails(Check.OPERAND, "register %f1 is .f32, wanted .u32", 1, 1, "add.u32 %r1, %f1, 1;");
        fails(Check.OPERAND, "constant 1 for .f32", 1, 1, "add.f32 %f1, %f1, 1;");
        fails(Check.OPERAND, "wants 3 operands, has 2", 1, 1, "add.u32 %r1, %r1;");
        fails(Check.OPERAND, "the last instruction is neither", 1, 1, "setp.eq.u32 %p1, 0, 0; @%p1 ret; }\n.entry other() { .reg .pred %p<2>;\n");
    }

    @Test
    void matricesAreReadFromAlignedRowsThatAreThere() {
        String load = "shl.b32 %r6, %r1, 4; add.u32 %r6, %r6, %r4; st.shared.v4.b32 [%r6], {%r1, %r1, %r1, %r1}; SYNC ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%r7, %r8, %r9, %r10}, [%r6+AT];";
        String sync = load.replace("SYNC", "bar.warp.sync -1;");
        for (Options options : SCHEDULES) run(sync.replace("AT", "0"), 1, 32, options);
        fails(Check.ALIGNMENT, "wanted a multiple of 16", 1, 32, sync.replace("AT", "8"));
        fails(Check.UNWRITTEN_SHARED, "never written in this block", 1, 32, sync.replace("AT", "16"));
        fails(Check.RACE, "and no barrier stands between", 1, 32, load.replace("SYNC", "").replace("AT", "0"));
        fails(Check.OPERAND, "wanted a vector of 2", 1, 32, sync.replace(".x4", ".x2").replace("AT", "0"));
    }

    @Test
    void aWarpMultipliesTogether() {
        String mma = "mov.b32 %r6, 0; PART mma.sync.aligned.m16n8k8.row.col.f32.f16.f16.f32 {%r7, %r8, %r9, %r10}, {%r6, %r6}, {%r6}, {%r6, %r6, %r6, %r6};";
        for (Options options : SCHEDULES) run(mma.replace("PART", ""), 1, 32, options);
        assertThrows(PtxFault.class, () -> run(mma.replace("PART", "setp.lt.u32 %p1, %r1, 8; @%p1"), 1, 32, Options.DEFAULT));
        fails(Check.OPERAND, "wanted a vector of 2", 1, 32, mma.replace("PART", "").replace("{%r6, %r6}, {%r6}", "{%r6}, {%r6}"));
        fails(Check.UNKNOWN_INSTRUCTION, "m16n8k4", 1, 32, mma.replace("PART", "").replace("m16n8k8", "m16n8k4"));
    }
}
