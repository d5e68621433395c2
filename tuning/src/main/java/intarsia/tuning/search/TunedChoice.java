package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.ir.device.Digest;
import intarsia.ir.device.Sections;
import intarsia.passes.Problem;
import intarsia.passes.ScheduleChoice;
import intarsia.tuning.Environment;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives problems the points that were found before: what is pinned, else the fastest that was measured here, else what the templates' rules say. It asks two small files once, and nothing
 * is lowered or measured, so a problem takes as long as its text takes to make. Where sums keep one order, problems have no points that change a bit.
 */
public final class TunedChoice implements ScheduleChoice {
    private final Map<String, Point> points = new TreeMap<>();

    private TunedChoice() {
    }

    /**
     * What is known in environments, those of later ones before those of earlier; the rules, for which no problem is made, where nothing is.
     *
     * @param here such as that of one thread, then that of as many as there are
     */
    public static ScheduleChoice of(Choices choices, Environment... here) {
        TunedChoice c = known(choices, here);
        return c.points.isEmpty() ? RULES : c;
    }

    static TunedChoice known(Choices choices, Environment... here) {
        TunedChoice c = new TunedChoice();
        for (Environment e : here) {
            c.points.putAll(choices.fastest(e));
        }
        c.points.putAll(choices.pins());
        return c;
    }

    /** The pinned or fastest point; the initial one where there is none, or it is no point of the problem's space any more. */
    @Override
    public Point choose(Problem problem) {
        return of(problem).orElse(problem.initial());
    }

    /** The pinned or fastest point, where there is one that is still a point of the problem's space. */
    Optional<Point> of(Problem problem) {
        return usable(problem, points.get(intarsia.tuning.Problem.of(problem.text()).key()));
    }

    /** A point that was kept, where the problem can still have it. */
    static Optional<Point> usable(Problem problem, @Nullable Point kept) {
        return Optional.ofNullable(kept).filter(p -> problem.space().contains(p) && problem.refusal(p).isEmpty());
    }

    /** Changes where a point does. */
    @Override
    public Optional<String> key() {
        Digest d = new Digest();
        points.forEach((key, p) -> d.add(Sections.of(key)).add(Sections.of(p.toString())));
        return Optional.of("tuned " + d.text());
    }
}
