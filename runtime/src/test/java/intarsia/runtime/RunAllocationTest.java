package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.ThreadMXBean;
import intarsia.ir.Symbol;
import intarsia.ir.type.DType;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunAllocationTest {
    private static final int RUNS = 20_000;

    @ParameterizedTest
    @CsvSource({"1, 64", "2, 64", "2, 40000"})
    void settingASymbolAndRunningAllocatesNothing(int threads, int n) {
        assumeTrue(ManagementFactory.getThreadMXBean() instanceof ThreadMXBean, "this JVM has no com.sun.management.ThreadMXBean");
        var bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assumeTrue(bean.isThreadAllocatedMemorySupported(), "this JVM does not count allocated bytes");
        bean.setThreadAllocatedMemoryEnabled(true);
        try (Tensor x = Tensor.allocate(DType.F32, n); Tensor y = Tensor.allocate(DType.F32, n);
                Run run = FakeCode.program(FakeCode.tile("k", Symbol.runtime("n", 0, n)), threads, "twiceQuietly").bind(Map.of("x", x, "y", y))) {
            launch(run, n);
            long before = bean.getCurrentThreadAllocatedBytes();
            launch(run, n);
            long bytes = bean.getCurrentThreadAllocatedBytes() - before;
            assertTrue(bytes < RUNS, () -> RUNS + " runs allocated " + bytes + " bytes"); // the smallest object a run is 16
        }
    }

    private static void launch(Run run, int n) {
        for (int i = 0; i < RUNS; i++) {
            run.set("n", n - (i & 1)).run();
        }
    }
}
