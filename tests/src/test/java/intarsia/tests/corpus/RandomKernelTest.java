package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.RandomKernel;
import intarsia.cli.fuzz.Refusals;
import intarsia.cli.fuzz.Shrinking;
import intarsia.ir.eval.EvaluationException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Random kernels on all engines; the seed of the first is printed and taken back from {@code -Dintarsia.seed}. */
class RandomKernelTest {
    private static final int KERNELS = Integer.getInteger("intarsia.kernels", Cells.ALL ? 20_000 : 250);
    private static final int MOST_SHOWN = 3;

    @Test
    void randomKernelsMeanTheSameOnAllEngines() {
        List<LaneEngine> engines = LaneEngine.all();
        Map<Refusals, Integer> refused = new EnumMap<>(Refusals.class);
        List<String> failures = new ArrayList<>();
        int stopped = 0;
        for (int i = 0; i < KERNELS && failures.size() < MOST_SHOWN; i++) {
            Launch l = RandomKernel.of(Cells.SEED + i);
            List<LaneEngine> some = Cells.ALL ? engines : List.of(engines.get(i % engines.size()), engines.get((i + 3) % engines.size()));
            try {
                l.problems(some).forEach((target, problem) -> {
                    if (!Refusals.known(problem, refused)) {
                        failures.add("-Dintarsia.seed=" + l.seed() + " on " + target + ": " + problem + "\n" + shrunk(l, target, problem));
                    }
                });
            } catch (EvaluationException e) {
                stopped++;
            }
        }
        System.out.println(KERNELS + " random kernels, -Dintarsia.seed=" + Cells.SEED + ", refused " + refused + ", stopped by their own data " + stopped);
        assertTrue(failures.isEmpty(), () -> String.join("\n", failures));
    }

    private static Launch shrunk(Launch l, String target, String problem) {
        LaneEngine e = LaneEngine.all().stream().filter(x -> x.name().equals(target)).findFirst().orElseThrow();
        String kind = kind(problem);
        return Shrinking.of(l, smaller -> Optional.ofNullable(smaller.problems(List.of(e)).get(target)).filter(p -> kind(p).equals(kind)).isPresent());
    }

    /** What a problem begins with: the step that found it. */
    private static String kind(String problem) {
        return problem.substring(0, Math.min(problem.length(), problem.startsWith("passes") || problem.startsWith("engine: j") ? 70 : 8));
    }
}
