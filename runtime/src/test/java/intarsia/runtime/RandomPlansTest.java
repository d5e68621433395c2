package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Expr;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Plans of large and small steps, some of which wait: whatever is shared and whatever one worker does alone, values agree. */
class RandomPlansTest {
    private static final int LARGE = 30_000;
    private static final int SMALL = 10;
    private static final Symbol LARGE_SIZE = new Symbol("large", Symbol.Kind.BUCKETED, 0, LARGE, 1);
    private static final Symbol SMALL_SIZE = new Symbol("small", Symbol.Kind.BUCKETED, 0, SMALL, 1);

    /** Step s doubles an earlier buffer into buffer s + 1; it waits where that buffer was written since the last wait. */
    private static final class Case {
        final List<PlanBuffer> buffers = new ArrayList<>(List.of(buffer(0, PlanBuffer.Role.INPUT, "large")));
        final List<Step> steps = new ArrayList<>();
        final List<Boolean> large = new ArrayList<>(List.of(true));
        final List<Integer> doublings = new ArrayList<>(List.of(0));

        Case(Random random) {
            int count = 1 + random.nextInt(10);
            int settled = 0;
            for (int s = 0; s < count; s++) {
                int source = random.nextInt(s + 1);
                boolean isLarge = large.get(source) && random.nextBoolean();
                boolean waits = source > settled;
                settled = waits ? s : settled;
                Symbol size = isLarge ? LARGE_SIZE : SMALL_SIZE;
                buffers.add(buffer(s + 1, PlanBuffer.Role.OUTPUT, size.name()));
                steps.add(new Step(FakeCode.tile("s" + s, size), List.of(source, s + 1), waits));
                large.add(isLarge);
                doublings.add(doublings.get(source) + 1);
            }
        }

        private static PlanBuffer buffer(int index, PlanBuffer.Role role, String size) {
            return new PlanBuffer("b" + index, role, DType.F32, List.of(Expr.sym(size)), Optional.empty(), 0, Optional.empty());
        }

        Plan plan() {
            return new Plan("random", List.of(LARGE_SIZE, SMALL_SIZE), buffers, steps);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyStepSeesItsSourceWhole(int threads) {
        long seed = Long.getLong("intarsia.seed", 20_260_101L + threads);
        System.out.println("RandomPlansTest: -Dintarsia.seed=" + seed);
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            check(new Case(random), threads, "seed " + seed + ", plan " + i);
        }
    }

    private static void check(Case c, int threads, String place) {
        float[] ramp = new float[LARGE];
        for (int i = 0; i < LARGE; i++) {
            ramp[i] = i + 1;
        }
        try (TensorArena arena = TensorArena.open(); Tensor input = Tensor.of(ramp, LARGE)) {
            Map<String, Tensor> tensors = new HashMap<>(Map.of("b0", input));
            for (int b = 1; b < c.buffers.size(); b++) {
                tensors.put("b" + b, arena.allocate(DType.F32, c.large.get(b) ? LARGE : SMALL));
            }
            try (Run run = FakeCode.program(c.plan(), threads, k -> "twice").bind(tensors)) {
                run.run(Map.of("large", (long) LARGE, "small", (long) SMALL));
            }
            for (int b = 1; b < c.buffers.size(); b++) {
                float[] found = tensors.get("b" + b).toFloats();
                for (int i = 0; i < found.length; i++) {
                    int at = i;
                    int buffer = b;
                    assertEquals(Math.scalb(ramp[i], c.doublings.get(b)), found[i], () -> place + ", b" + buffer + "[" + at + "] of\n" + c.plan());
                }
            }
        }
    }
}
