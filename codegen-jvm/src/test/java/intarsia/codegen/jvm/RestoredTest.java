package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Sections;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestoredTest {
    private static final JvmBackend BACKEND = new JvmBackend();

    private static Artefact.ClassFile compiled(int lanes) {
        var kernel = Parser.parse(Runner.text(lanes, """
            %10: <i32> = ld unit.global(%0, %8, 0), 32, false, 1
            %11: <i32> = exchange %10, 1
            %12: <i1> = cmp.lt %10, %11
            %13: <i32> = select %12, %10, %11
            st unit.global(%3, %8, 0), 32, [%13]
            """));
        return BACKEND.compile(kernel, Runner.target(lanes));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 8, 16})
    void whatIsRestoredIsWhatWasSaved(int lanes) {
        Artefact.ClassFile code = compiled(lanes);
        Artefact.ClassFile restored = BACKEND.restore(BACKEND.save(code), code.target());
        assertEquals(code.params(), restored.params());
        assertEquals(code.target(), restored.target());
        assertEquals(code.kernel(), restored.kernel());
        assertEquals(code.listing(), restored.listing());
        assertArrayEquals(code.bytes(), restored.bytes());
        assertArrayEquals(code.made().plain(), restored.made().plain());
        assertEquals(code.definer().lookupClass().getPackage(), restored.definer().lookupClass().getPackage());
        assertArrayEquals(BACKEND.save(code), BACKEND.save(restored));
    }

    @Test
    void otherBytesAreRefused() {
        Artefact.ClassFile code = compiled(4);
        byte[] saved = BACKEND.save(code);
        for (byte[] wrong : new byte[][] {{}, {1}, Arrays.copyOf(saved, saved.length - 1), Sections.join(saved), {-1, -1, -1, -1}}) {
            assertThrows(IllegalArgumentException.class, () -> BACKEND.restore(wrong, code.target()));
        }
    }

    @Test
    void codeOfAnotherBackEndIsNotSaved() {
        Artefact.ClassFile code = compiled(4);
        var ptx = new Artefact.Ptx(code.kernel(), new Target("ptx", "sm_80", 32, 8, 200, Set.of()), "");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> BACKEND.save(ptx)).getMessage());
        assertTrue(message.contains("kernel test for ptx-sm_80-32x8 is no class"), message);
    }
}
