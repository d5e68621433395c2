package intarsia.cli.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PrintedMethodTest {
    @Test void aPrintOfTheJvmIsReadMethodByMethod() throws IOException {
        List<PrintedMethod> methods = PrintedMethod.in(Stored.text("add.print"));
        assertEquals(List.of("c1 run 44", "c2 run 832"), methods.stream().map(m -> m.compiler() + " " + m.name() + " " + m.code().length).toList());
        byte[] code = methods.getLast().code();
        assertEquals("89842400c0feff55", HexFormat.of().formatHex(code, 0, 8));
        assertEquals("ffe9dafcffff", HexFormat.of().formatHex(code, code.length - 6, code.length), "no stubs");
        assertEquals("optimized virtual_call getLongUnaligned", methods.getLast().notes().get(0x68L));
        assertEquals("runtime_call UncommonTrapBlob", methods.getLast().notes().get(0x2a4L));
    }

    @Test void theLastWholeCompilationOfC2Counts() {
        PrintedMethod first = method("c2", "run", false, 1), last = method("c2", "run", false, 2);
        assertEquals(last, CompiledKernel.last(List.of(first, last, method("c2", "run", true, 3), method("c1", "run", false, 4))).orElseThrow());
        PrintedMethod blocks = method("c2", "blocks", true, 5);
        assertEquals(blocks, CompiledKernel.last(List.of(blocks, last)).orElseThrow());
        assertTrue(CompiledKernel.last(List.of(method("c1", "run", false, 6))).isEmpty());
    }

    private static PrintedMethod method(String compiler, String name, boolean onStack, int code) {
        return new PrintedMethod(compiler, name, onStack, new byte[] {(byte) code}, Map.of());
    }

    @Test void aCompilationOnTheStackIsKnown() {
        var m = PrintedMethod.in("""
            Compiled method (c2) 158 33 %     4       intarsia.codegen.jvm.Kernel$a.b/0x1::blocks @ 42 (12 bytes)
            [MachCode]
              0x00007f0000000010: 90c3 | 0f0b\s
            [/MachCode]
            """).getFirst();
        assertTrue(m.onStack());
        assertEquals("90c30f0b", HexFormat.of().formatHex(m.code()));
    }

    @Test void aPrintThatWasCutShortIsLeftOut() throws IOException {
        String text = Stored.text("add.print");
        assertEquals(1, PrintedMethod.in(text.substring(0, text.lastIndexOf("[Stub Code]"))).size());
    }

    @Test void bytesThatAreMissingAreNoticed() throws IOException {
        String text = Stored.text("add.print").lines().filter(l -> !l.contains("22860: ")).reduce("", (a, b) -> a + b + "\n");
        String said = assertThrows(IllegalArgumentException.class, () -> PrintedMethod.in(text)).getMessage();
        assertTrue(String.valueOf(said).contains("wanted the bytes at 7f990bf22860"), said);
    }
}
