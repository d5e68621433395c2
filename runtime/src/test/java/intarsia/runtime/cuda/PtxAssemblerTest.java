package intarsia.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.runtime.store.ArtefactCache;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PtxAssemblerTest {
    private static final String HEAD = ".version 7.0\n.target sm_80\n.address_size 64\n";

    private static final String TWICE = HEAD + """
        .visible .entry twice(.param .u64 x) {
          .reg .b64 %rd<4>;
          .reg .f32 %f<3>;
          .reg .b32 %r<4>;
          .shared .align 4 .b8 room[256];
          ld.param.u64 %rd1, [x];
          mov.u32 %r1, %tid.x;
          mul.wide.u32 %rd2, %r1, 4;
          add.u64 %rd3, %rd1, %rd2;
          ld.global.f32 %f1, [%rd3];
          add.f32 %f2, %f1, %f1;
          mov.u32 %r2, room;
          shl.b32 %r3, %r1, 2;
          add.u32 %r2, %r2, %r3;
          st.shared.f32 [%r2], %f2;
          bar.sync 0;
          ld.shared.f32 %f2, [%r2];
          st.global.f32 [%rd3], %f2;
          ret;
        }
        .visible .entry nothing() { ret; }
        """;

    private static PtxAssembler assembler() {
        boolean platform = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
        assumeTrue(platform, () -> PtxAssembler.absence().orElse(""));
        // On this platform the natives are a test dependency: absence is then a failure, not a skip.
        return PtxAssembler.available().orElseThrow(() -> new AssertionError(PtxAssembler.absence()));
    }

    @Test void whatWasAssembledIsKept(@TempDir Path folder) throws IOException {
        ArtefactCache cache = ArtefactCache.in(folder, 1 << 20);
        var first = assertInstanceOf(Assembly.Assembled.class, assembler().assemble(TWICE, "sm_80", cache));
        var again = assertInstanceOf(Assembly.Assembled.class, assembler().assemble(TWICE, "sm_80", cache));
        assertEquals(1, cache.list().size());
        assertTrue(cache.list().getFirst().name().startsWith("cubin-"));
        assertArrayEquals(first.cubin().toArray(ValueLayout.JAVA_BYTE), again.cubin().toArray(ValueLayout.JAVA_BYTE));
        assertEquals(List.of(first.kernels(), first.log()), List.of(again.kernels(), again.log()));
        assertInstanceOf(Assembly.Assembled.class, assembler().assemble(TWICE, "sm_90", cache));
        assertInstanceOf(Assembly.Rejected.class, assembler().assemble(HEAD + "nonsense", "sm_80", cache));
        assertEquals(2, cache.list().size());
    }

    @Test void aSmallKernelGivesACubinAndItsRegistersAndSharedMemory() {
        var done = assertInstanceOf(Assembly.Assembled.class, assembler().assemble(TWICE, "sm_80"));
        assertArrayEquals(new byte[] {0x7f, 'E', 'L', 'F'}, done.cubin().asSlice(0, 4).toArray(ValueLayout.JAVA_BYTE));
        assertEquals(2, done.kernels().size(), done.log());
        KernelUse twice = done.kernel("twice");
        assertTrue(twice.registers() >= 4 && twice.registers() <= 32, twice::toString);
        assertEquals(new KernelUse("twice", twice.registers(), 0, 0, 0, 256), twice);
        assertEquals(0, done.kernel("nothing").sharedBytes());
        assertThrows(IllegalArgumentException.class, () -> done.kernel("thrice"));
    }

    @Test void theSameTextAssemblesForALaterMachine() {
        assertInstanceOf(Assembly.Assembled.class, assembler().assemble(TWICE, "sm_90"));
    }

    @Test void badTextGivesTheErrorLines() {
        String bad = TWICE.replace("bar.sync 0;", "bogus.op 3;").replace("add.f32 %f2, %f1, %f1;", "add.f32 %nowhere, %f1, %f1;");
        var no = assertInstanceOf(Assembly.Rejected.class, assembler().assemble(bad, "sm_80"));
        assertTrue(no.errors().stream().anyMatch(l -> l.contains("line 19") && l.contains("bogus")), no::toString);
        assertTrue(no.errors().stream().anyMatch(l -> l.contains("line 14") && l.contains("%nowhere")), no::toString);
    }

    @Test void aVersionTheCompilerDoesNotKnowIsRejected() {
        var no = assertInstanceOf(Assembly.Rejected.class, assembler().assemble(TWICE.replace("7.0", "8.9"), "sm_80"));
        assertTrue(no.errors().getFirst().contains("Unsupported .version 8.9"), no::toString);
    }

    /** Each of the first five ends the process when it reaches the compiler. */
    @ParameterizedTest @ValueSource(strings = {"// only a comment", "garbage", ".version 7.0", ".version x\n.target sm_80\n",
        ".version 7.0\n.target foo\n", "", ".target sm_80", ".version 7.0\n/* open", HEAD + "\0"})
    void aTextWithoutASoundHeaderNeverReachesTheCompiler(String text) {
        var no = assertInstanceOf(Assembly.Rejected.class, assembler().assemble(text, "sm_80"));
        assertEquals(1, no.errors().size(), no::toString);
    }

    @Test void commentsMayStandInTheHeader() {
        String text = "/* a */ // b\n" + TWICE.replace(".target", "// c\n/* d\n */ .target");
        assertInstanceOf(Assembly.Assembled.class, assembler().assemble(text, "sm_80"));
    }

    @Test void anUnknownTargetIsRefusedWithThoseThatWork() {
        var e = assertThrows(IllegalArgumentException.class, () -> assembler().assemble(TWICE, "sm_81 --help"));
        assertTrue(e.getMessage().startsWith("unknown target 'sm_81 --help'; known: [sm_50, "), e::getMessage);
    }

    @Test void theLogOfASpillingKernelIsRead() {
        String log = """
            ptxas info    : 0 bytes gmem
            ptxas info    : Compiling entry function 'f' for 'sm_80'
            ptxas info    : Function properties for f
            ptxas         .     120 bytes stack frame, 116 bytes spill stores, 96 bytes spill loads
            ptxas info    : Function properties for callee
            ptxas         .     8 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads
            ptxas info    : Used 255 registers, 368 bytes cmem[0]
            """;
        assertEquals(List.of(new KernelUse("f", 255, 120, 116, 96, 0)), PtxasLog.kernels(log));
    }
}
