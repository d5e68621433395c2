package intarsia.cli.fuzz;

import intarsia.ir.eval.EvaluationException;
import intarsia.ir.verify.Verifier;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Makes a failing launch smaller, as long as it fails in the same way. */
public final class Shrinking {
    private static final int MOST_STEPS = 600;

    private final Predicate<Launch> fails;
    private int steps;

    private Shrinking(Predicate<Launch> fails) {
        this.fails = fails;
    }

    /** A smaller launch with a problem of the same kind on an engine; the same where nothing can go. */
    public static Launch of(Launch l, LaneEngine engine, String problem) {
        String kind = Launch.kind(problem);
        return of(l, smaller -> Optional.ofNullable(smaller.problems(List.of(engine)).get(engine.name())).filter(p -> Launch.kind(p).equals(kind)).isPresent());
    }

    /** A smaller launch that still fails; the same where nothing can go. */
    public static Launch of(Launch l, Predicate<Launch> fails) {
        return new Shrinking(fails).shrink(l);
    }

    private Launch shrink(Launch l) {
        Launch at = l;
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Reduction r : Reduction.all()) {
                Launch next = all(r, at);
                changed |= next != at;
                at = next;
            }
        }
        return at;
    }

    /** As much as one kind of reduction gives, from the last place to the first. */
    private Launch all(Reduction r, Launch l) {
        Launch at = l;
        for (int i = r.places(at) - 1; i >= 0 && steps < MOST_STEPS; i--) {
            for (Launch next : i < r.places(at) ? r.at(at, i) : List.<Launch>of()) {
                if (holds(next)) {
                    at = next;
                    break;
                }
            }
        }
        return at;
    }

    private boolean holds(Launch l) {
        try {
            return Verifier.verify(l.kernel()).isEmpty() && steps++ < MOST_STEPS && fails.test(l);
        } catch (EvaluationException | IllegalArgumentException | IllegalStateException | ArithmeticException | IndexOutOfBoundsException e) {
            return false; // it fails in another way
        }
    }
}
