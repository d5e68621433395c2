package intarsia.tuning;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** Measurements for tests. */
final class Samples {
    static final Environment HERE = new Environment("jvm-avx2-8x1 on CPU, 2 cores", "OpenJDK 25", "compiler 1, back end 1");
    static final Environment THERE = new Environment("ptx-sm_80-32x8 on GPU", "OpenJDK 25", "compiler 1, back end 1");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {
    }

    static Problem problem(int number) {
        return Problem.of("tile kernel k" + number + " {\n  // ü \uD83D\uDE00 \"quoted\" \\ \n}\n");
    }

    static Measurement timed(int problem, Environment e, String point, double median, int second) {
        return new Measurement(problem(problem), e, point, new Outcome.Timed(median, 0.5, 30, 1 << 20, 100), BEGIN.plusSeconds(second));
    }

    static Measurement failed(int problem, Environment e, String point, String reason, int second) {
        return new Measurement(problem(problem), e, point, new Outcome.Failed(reason), BEGIN.plusSeconds(second));
    }

    /** Several of three problems and two environments, every seventh failed. */
    static List<Measurement> many(int count, long seed) {
        Random r = new Random(seed);
        return IntStream.range(0, count).mapToObj(i -> i % 7 == 3 ? failed(i % 3, HERE, "few=" + i, "too many registers\nfor " + i, i)
                : timed(i % 3, i % 2 == 0 ? HERE : THERE, "few=" + i, 1 + 1000 * r.nextDouble(), i)).toList();
    }
}
