package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.runtime.cpu.KernelFailedException;
import intarsia.runtime.cpu.Warming;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WarmingTest {
    private static Program program(String body) {
        return FakeCode.program(Plan.of(FakeCode.tile("k", Symbol.runtime("n", 0, 1000))), 1, k -> body);
    }

    @Test
    void codeThatAllocatesNothingIsWarm() throws InterruptedException {
        try (Warming w = Intarsia.warm(program("twiceQuietly")).orElseThrow()) {
            assertTrue(w.await(60, TimeUnit.SECONDS));
            assertEquals(1, w.warm());
        }
    }

    @Test
    void kernelsOfOneClassAreWarmTogether() throws InterruptedException {
        Symbol n = Symbol.runtime("n", 0, 1000);
        Plan plan = Plan.of(FakeCode.tile("k", n));
        Plan two = new Plan(plan.name(), plan.symbols(), plan.buffers(), List.of(plan.steps().getFirst(), plan.steps().getFirst()));
        try (Warming w = Intarsia.warm(FakeCode.program(two, 1, k -> "twiceQuietly")).orElseThrow()) {
            assertTrue(w.await(60, TimeUnit.SECONDS));
            assertEquals(2, w.kernels());
            assertEquals(2, w.warm());
        }
    }

    @Test
    void codeThatFailsOnZerosIsNotPractisedAndStillRuns() throws InterruptedException {
        Program p = program("fail");
        try (Warming w = Intarsia.warm(p).orElseThrow()) {
            assertTrue(w.await(60, TimeUnit.SECONDS));
            assertEquals(0, w.warm());
        }
        try (Run run = p.bind(Map.of("x", Tensor.of(new float[8], 8), "y", Tensor.of(new float[8], 8)))) {
            assertThrows(KernelFailedException.class, run::run);
        }
    }
}
