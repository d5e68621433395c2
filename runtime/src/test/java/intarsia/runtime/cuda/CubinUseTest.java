package intarsia.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CubinUseTest {
    private static final long SEED = Long.getLong("intarsia.seed", 5);
    private static final String TWO = """
        .version 7.0
        .target sm_80
        .address_size 64
        .visible .entry stacked(.param .b64 p) {
          .reg .b32 %r<4>;
          .reg .b64 %d<4>;
          .local .align 4 .b8 room[64];
          ld.param.b64 %d0, [p];
          ld.global.b32 %r0, [%d0];
          and.b32 %r1, %r0, 15;
          mov.b64 %d1, room;
          mul.wide.u32 %d2, %r1, 4;
          add.s64 %d2, %d2, %d1;
          st.local.b32 [%d2], %r0;
          ld.local.b32 %r2, [%d1+8];
          st.global.b32 [%d0+8], %r2;
          ret;
        }
        .visible .entry nothing() { ret; }
        """;

    private static Assembly.Assembled assembled() {
        assumeTrue(PtxAssembler.available().isPresent(), () -> PtxAssembler.absence().orElse(""));
        return assertInstanceOf(Assembly.Assembled.class, PtxAssembler.available().orElseThrow().assemble(TWO, "sm_80"));
    }

    @Test void theFileSaysWhatTheCompilerSaid() {
        Assembly.Assembled done = assembled();
        List<CubinUse> found = CubinUse.of(done.cubin());
        assertEquals(2, found.size());
        for (CubinUse u : found) {
            KernelUse said = done.kernel(u.kernel());
            assertEquals(said.registers(), u.registers(), u::toString);
            assertEquals(said.stackBytes(), u.frameBytes(), u::toString);
            assertTrue(u.codeBytes() > 0 && u.stackBytes() >= u.frameBytes(), u::toString);
        }
        assertEquals(64, found.stream().filter(u -> u.kernel().equals("stacked")).findFirst().orElseThrow().frameBytes());
    }

    @Test void whatIsNoCubinIsRefused() {
        for (int n : new int[] {0, 1, 63, 64, 1000}) {
            assertThrows(IllegalArgumentException.class, () -> CubinUse.of(MemorySegment.ofArray(new byte[n])));
        }
    }

    @Test void damagedAndCutFilesAreReadOrRefusedAndNothingElse() {
        byte[] whole = assembled().cubin().toArray(ValueLayout.JAVA_BYTE);
        Random random = new Random(SEED);
        int refused = 0;
        for (int i = 0; i < 5000; i++) {
            byte[] changed = i % 4 == 0 ? Arrays.copyOf(whole, random.nextInt(whole.length)) : whole.clone();
            for (int k = random.nextInt(4); k >= 0 && changed.length > 0; k--) changed[random.nextInt(i % 2 == 0 ? Math.min(64, changed.length) : changed.length)] = (byte) random.nextInt();
            try {
                CubinUse.of(MemorySegment.ofArray(changed));
            } catch (IllegalArgumentException expected) {
                assertTrue(String.valueOf(expected.getMessage()).startsWith("a cubin that cannot be read"), expected::toString);
                refused++;
            }
        }
        assertTrue(refused > 500, "refused " + refused + ", seed " + SEED);
    }
}
