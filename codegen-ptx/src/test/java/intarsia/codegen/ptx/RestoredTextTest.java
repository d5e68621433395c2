package intarsia.codegen.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.device.Artefact;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RestoredTextTest {
    private static final PtxBackend BACKEND = new PtxBackend();

    private static Artefact.Ptx code() {
        return LaneSnippet.compile(LaneSnippet.kernel("""
                %10: i32 = cvt.s32.s64 %4
                st uniform.global(%3, %6, 0), 32, [%10]
                """));
    }

    @Test
    void whatIsRestoredIsWhatWasSaved() {
        assertEquals(code(), BACKEND.restore(BACKEND.save(code()), code().target()));
    }

    @Test
    void otherBytesAreRefused() {
        byte[] saved = BACKEND.save(code());
        for (byte[] wrong : new byte[][] {{}, {0, 0, 0, 0, 0, 0, 0, 0}, Arrays.copyOf(saved, saved.length - 1)}) {
            assertThrows(IllegalArgumentException.class, () -> BACKEND.restore(wrong, code().target()));
        }
        assertThrows(IllegalArgumentException.class, () -> BACKEND.save(new Artefact.Ir(code().kernel(), code().target(), "")));
    }

    @Test
    void theVersionIsOfThisModule() {
        assertTrue(BACKEND.version().matches("ptx-[0-9a-f]{16}"), BACKEND.version());
    }
}
