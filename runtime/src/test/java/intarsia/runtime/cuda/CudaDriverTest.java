package intarsia.runtime.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class CudaDriverTest {
    private static final String ADD = """
        .version 7.0
        .target sm_80
        .address_size 64
        .visible .entry add(.param .u64 x, .param .u32 n, .param .f32 c) {
          .reg .pred %p;
          .reg .b64 %rd<4>;
          .reg .b32 %r<6>;
          .reg .f32 %f<4>;
          ld.param.u64 %rd1, [x];
          ld.param.u32 %r1, [n];
          ld.param.f32 %f1, [c];
          mov.u32 %r2, %tid.x;
          mov.u32 %r3, %ctaid.x;
          mov.u32 %r4, %ntid.x;
          mad.lo.u32 %r5, %r3, %r4, %r2;
          setp.ge.u32 %p, %r5, %r1;
          @%p ret;
          mul.wide.u32 %rd2, %r5, 4;
          add.u64 %rd3, %rd1, %rd2;
          ld.global.f32 %f2, [%rd3];
          add.f32 %f3, %f2, %f1;
          st.global.f32 [%rd3], %f3;
          ret;
        }
        """;

    @Test void withoutADriverEveryTouchGivesTheSamePlainSentence() {
        assumeTrue(CudaDriver.available().isEmpty(), "this machine has a CUDA driver");
        String first = CudaDriver.absence().orElseThrow();
        assertTrue(first.startsWith("no CUDA driver: "), first);
        assertFalse(first.contains("\n"), first);
        assertTrue(CudaDriver.available().isEmpty());
        assertEquals(first, CudaDriver.absence().orElseThrow());
    }

    @Test void aFailedProbeIsNotTriedAgain() {
        int[] tries = new int[1];
        var probe = new Probe<String>(() -> {
            throw new NativeFile.Absent("try " + ++tries[0]);
        });
        assertTrue(probe.found().isEmpty());
        assertEquals("try 1", probe.absence().orElseThrow());
        assertEquals("try 1", probe.absence().orElseThrow());
    }

    @Test void aLaunchThatNoDeviceCanHoldIsRefused() {
        assertEquals("blockX 0, wanted 1..1024", assertThrows(IllegalArgumentException.class, () -> Grid.line(1, 0)).getMessage());
        assertEquals("a block of 2048 threads, at most 1024",
                assertThrows(IllegalArgumentException.class, () -> new Grid(1, 1, 1, 64, 32, 1, 0)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> new Grid(1, 65_536, 1, 1, 1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Grid(1, 1, 1, 1, 1, 1, -1));
    }

    @Test void onADeviceMemoryGoesInIsChangedByAKernelAndComesOut() {
        assumeTrue(CudaDriver.available().isPresent(), () -> CudaDriver.absence().orElse(""));
        int n = 1000;
        float[] data = new float[n + 24];
        float[] want = new float[n + 24];
        for (int i = 0; i < data.length; i++) data[i] = i;
        for (int i = 0; i < data.length; i++) want[i] = i + (i < n ? 0.5f : 0);
        try (var gpu = CudaDriver.available().orElseThrow().open(0)) {
            assertNotEquals("", gpu.name());
            long x = gpu.allocate(4L * data.length);
            gpu.copyIn(x, MemorySegment.ofArray(data));
            try (var module = gpu.load(ADD)) {
                gpu.launch(module.kernel("add"), Grid.line((n + 127) / 128, 128), x, n, Float.floatToRawIntBits(0.5f));
                gpu.synchronise();
                assertThrows(CudaException.class, () -> module.kernel("subtract"));
            }
            MemorySegment out = MemorySegment.ofArray(new float[data.length]);
            gpu.copyOut(out, x);
            assertArrayEquals(want, out.toArray(ValueLayout.JAVA_FLOAT));
            gpu.free(x);
            assertThrows(CudaException.class, () -> gpu.load(".version 7.0\n.target sm_80\nnonsense"));
        }
    }
}
