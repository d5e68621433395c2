package intarsia.tests.corpus;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Launches;
import intarsia.cli.fuzz.RandomKernel;
import intarsia.cli.fuzz.Refusals;
import intarsia.codegen.jvm.JvmBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What {@link WidthTest} starts: case files and random kernels on the JVM's widths, all or a sample. */
final class WidthRun {
    /** What begins the line that says how many ran. */
    static final String WORD = "width run";
    private static final int SAMPLE = 30;

    private WidthRun() {
    }

    public static void main(String[] args) {
        List<LaneEngine> engines = new ArrayList<>();
        new JvmBackend().targets().forEach(t -> engines.add(new LaneEngine.Jvm(t, false)));
        List<Launch> launches = new ArrayList<>();
        Corpus.files().forEach(f -> launches.addAll(Launches.of(Corpus.read(f))));
        SplittableRandom random = new SplittableRandom(Cells.SEED);
        while (!Cells.ALL && launches.size() > SAMPLE) {
            launches.remove(random.nextInt(launches.size()));
        }
        for (int i = 0; i < (Cells.ALL ? 2000 : SAMPLE); i++) {
            launches.add(RandomKernel.of(Cells.SEED + 100_000 + i));
        }
        List<String> failures = new ArrayList<>();
        for (Launch l : launches) {
            l.problems(engines).forEach((target, problem) -> {
                if (!Refusals.known(problem, new java.util.EnumMap<>(Refusals.class))) {
                    failures.add(target + ": " + problem + "\n" + l);
                }
            });
        }
        System.out.println(WORD + " on " + engines.stream().map(e -> e.target().id()).toList() + ": " + launches.size() + " launches, "
                + failures.size() + " fail, -Dintarsia.seed=" + Cells.SEED);
        failures.forEach(System.out::println);
        System.exit(failures.isEmpty() ? 0 : 1);
    }
}
