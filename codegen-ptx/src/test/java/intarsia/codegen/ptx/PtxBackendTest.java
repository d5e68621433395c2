package intarsia.codegen.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.machine.PtxFault;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Backend;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PtxBackendTest {
    @Test
    void aScaledCopyIsALoadAProductAndAStore() {
        String kernel = """
                lane kernel scale {
                  in x %0: ptr
                  in f %1: f32
                  out y %2: ptr
                  grid [1]
                  lanes 32 warps 4
                  %3: <f32> = splat %1
                  %4: i32 = warp
                  blocks {
                    (%5: i64)
                    %6: i32 = cvt.s32.s64 %5
                    %7: i32 = const 4
                    %8: i32 = fma %6, %7, %4
                    %9: i64 = cvt.s64.s32 %8
                    %10: i32 = const 7
                    %11: i64 = shl %9, %10
                    %12: <f32> = ld unit.global(%0, %11, 0), 32, false, 1
                    %13: <f32> = mul %12, %3
                    st unit.global(%2, %11, 0), 32, [%13]
                  }
                }
                """;
        assertEquals("""
                .version 7.0
                .target sm_80
                .address_size 64

                .visible .entry scale(
                	.param .b64 p0_x,
                	.param .b64 p1_f,
                	.param .b64 p2_y,
                	.param .b64 block_lo,
                	.param .b64 block_hi
                )
                .reqntid 128, 1, 1
                {
                	.reg .pred %p<1>;
                	.reg .b32 %r<7>;
                	.reg .b64 %d<12>;

                	mov.u32 %r1, %tid.x;
                	shr.u32 %r1, %r1, 5;
                	mov.u32 %r4, %laneid;
                	ld.param.b64 %d0, [p0_x];
                	ld.param.b64 %d1, [p1_f];
                	cvt.u32.u64 %r0, %d1;
                	ld.param.b64 %d2, [p2_y];
                	cvt.u64.u32 %d3, %ctaid.x;
                	ld.param.b64 %d4, [block_lo];
                	add.s64 %d3, %d3, %d4;
                	ld.param.b64 %d5, [block_hi];
                	setp.ge.s64 %p0, %d3, %d5;
                	@%p0 bra.uni $end0;
                	cvt.u32.u64 %r2, %d3;
                	mad.lo.s32 %r3, %r2, 4, %r1;
                	cvt.s64.s32 %d6, %r3;
                	shl.b64 %d7, %d6, 7;
                	mad.wide.s32 %d8, %r4, 4, %d0;
                	add.s64 %d9, %d8, %d7;
                	ld.global.b32 %r5, [%d9];
                	mul.rn.f32 %r6, %r5, %r0;
                	mad.wide.s32 %d10, %r4, 4, %d2;
                	add.s64 %d11, %d10, %d7;
                	st.global.b32 [%d11], %r6;
                $end0:
                	ret;
                }
                """, LaneSnippet.compile(kernel).listing());
    }

    @Test
    void aSumIsALoopWithOneBranchAnIteration() {
        String text = LaneSnippet.compile(LaneSnippet.kernel("""
                %20: i64 = const 1280
                %21: i64 = const 128
                %22: <f32> = const 0.0
                %23: <f32> = for %5, %20, %21, [%22], {
                  (%24: i64, %25: <f32>)
                  %26: <f32> = ld unit.global(%0, %24, 0), 32, false, 1
                  %27: <f32> = add %25, %26
                  yield %27
                }
                %28: <f32> = exchange %23, 16
                %29: <f32> = add %23, %28
                %30: f32 = extract %29, 0
                st uniform.global(%3, %5, 4), 32, [%30]
                """)).listing();
        assertEquals("""
                	shl.b64 %d7, %d4, 8;
                	mov.b64 %d8, 0;
                	mov.b32 %r0, 0;
                	setp.ge.s64 %p1, %d8, 1280;
                	@%p1 bra.uni $end2;
                $loop1:
                	mad.wide.s32 %d9, %r1, 4, %d0;
                	add.s64 %d10, %d9, %d8;
                	ld.global.b32 %r2, [%d10];
                	add.rn.f32 %r3, %r0, %r2;
                	mov.b32 %r0, %r3;
                	add.s64 %d8, %d8, 128;
                	setp.lt.s64 %p2, %d8, 1280;
                	@%p2 bra.uni $loop1;
                $end2:
                	shfl.sync.bfly.b32 %r4, %r0, 16, 31, 0xffffffff;
                	add.rn.f32 %r5, %r0, %r4;
                	shfl.sync.idx.b32 %r6, %r5, 0, 31, 0xffffffff;
                	@%p3 st.global.b32 [%d3+4], %r6;
                $end0:
                	ret;
                }
                """, text.substring(text.indexOf("\tshl.b64")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            %10: i64 = size 3                                          | no size symbols come as parameters at the lane level on ptx-sm_80-32x8
            %10: <f16x2> = const 0 ; %11: <f16x2> = div %10, %10      | no div of <f16x2> on ptx-sm_80-32x8
            %10: f32 = const 1 ; %11: f32 = exp %10                   | no exp of f32 on ptx-sm_80-32x8
            %10: <i16x2> = const 1 ; %11: <i1> = cmp.lt %10, %10      | no cmp.lt of <i16x2> on ptx-sm_80-32x8
            %10: ptr = alloc 32768 ; %11: ptr = alloc 16385           | alloc of 16385 bytes: 49153 bytes of shared memory in all; wanted at most 49152
            %10: <i32> = const 1 ; %11: i32 = extract %10, 32         | extract of lane 32; wanted 0 to 31
            %10: <i32> = const 1 ; %11: <i32> = exchange %10, 32      | exchange at distance 32; wanted 0 to 31
            """)
    void whatCannotBeEmittedIsRefusedByName(String body, String message) {
        String found = String.valueOf(assertThrows(IllegalArgumentException.class,
                () -> LaneSnippet.compile(LaneSnippet.kernel(body.replace(" ; ", "\n")))).getMessage());
        assertTrue(found.contains(message), found);
    }

    @Test
    void aKernelOfAnotherShapeIsRefused() {
        String eight = LaneSnippet.kernel("").replace("lanes 32", "lanes 8");
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> LaneSnippet.compile(eight)).getMessage()).contains("8 lanes, 1 warps; wanted"));
        assertThrows(IllegalArgumentException.class, () -> LaneSnippet.compile(LaneSnippet.kernel("", 9)));
        Target other = new Target("jvm", "avx2", 32, 1, 16, java.util.Set.of());
        assertThrows(IllegalArgumentException.class, () -> new PtxBackend().compile(Parser.parse("intarsia 1\n" + LaneSnippet.kernel("")), other));
    }

    @Test
    void dotsInNamesBecomeDollars() {
        String kernel = LaneSnippet.kernel("").replace("kernel snippet", "kernel gemv.w4.edge");
        assertTrue(LaneSnippet.compile(kernel).listing().contains(".entry gemv$w4$edge("));
    }

    @Test
    void theProviderIsTheSameOnBothPaths() {
        List<String> found = ServiceLoader.load(Backend.class).stream().map(p -> p.type().getName()).filter(n -> n.startsWith("intarsia.codegen.ptx")).toList();
        assertEquals(List.of(PtxBackend.class.getName()), found);
        assertTrue(moduleInfo().contains("provides intarsia.ir.device.Backend with " + PtxBackend.class.getName() + ";"));
    }

    private static String moduleInfo() {
        try {
            Path classes = Path.of(PtxBackend.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            return Files.readString(classes.resolve("../../src/main/java/module-info.java"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void onlyTheBlocksOfTheRangeRun() {
        Artefact.Ptx code = LaneSnippet.compile(LaneSnippet.kernel("""
                %10: i32 = cvt.s32.s64 %4
                st uniform.global(%3, %6, 0), 32, [%10]
                """));
        int[] y = new int[64 * 5];
        DeviceMemory memory = new DeviceMemory();
        long at = memory.register(MemorySegment.ofArray(y), "y");
        PtxLauncher launcher = new PtxLauncher();
        launcher.run(code, new long[] {0, 0, 0, at}, 2, 4, memory, Options.DEFAULT);
        assertEquals(List.of(0, 0, 2, 3, 0), Stream.of(0, 64, 128, 192, 256).map(i -> y[i]).toList());
        launcher.run(code, new long[] {0, 0, 0, at}, 4, 4, memory, Options.DEFAULT);
        assertEquals(0, y[256]);
        assertThrows(IllegalArgumentException.class, () -> launcher.run(code, new long[3], 1, memory, Options.DEFAULT));
    }

    @Test
    void anAssertThatFailsStopsWithItsMessage() {
        PtxFault fault = assertThrows(PtxFault.class, () -> LaneSnippet.words("""
                %10: i64 = const 0
                %11: i1 = cmp.lt %4, %10
                assert %11, "token out of range"
                """, 1));
        assertTrue(String.valueOf(fault.getMessage()).contains("assert: token out of range"), fault.getMessage());
    }
}
