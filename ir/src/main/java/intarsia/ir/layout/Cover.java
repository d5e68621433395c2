package intarsia.ir.layout;

import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whether A has every element at least where B has it. A coordinate is a place of x in A just when each digit of A on
 * that axis reads off it the digit of x; what A's replicas read does not matter. So each digit of A must be a piece of
 * a digit that B has in the same place.
 */
final class Cover {
    private final Layout a;
    private final Layout b;

    private Cover(Layout a, Layout b) {
        this.a = a;
        this.b = b;
    }

    static Check of(Layout a, Layout b, Predicate<Axis> on) {
        if (!Sizes.text(a.shape()).equals(Sizes.text(b.shape()))) {
            return new Attempt.Refused(a + " cannot cover " + b + " of another shape", -1, 0);
        }
        var axes = new TreeSet<>(a.axes());
        axes.addAll(b.axes());
        for (Axis axis : axes) {
            if (on.test(axis) && new Cover(a, b).check(axis) instanceof Attempt.Refused r) return r;
        }
        return new Check.Holds();
    }

    private Check check(Axis axis) {
        if (b.size(axis) > a.size(axis)) {
            return new Attempt.Refused(a + " does not cover " + b + ": axis " + axis + " has " + a.size(axis) + " and "
                    + b.size(axis) + " coordinates, wanted at least as many", -1, 0);
        }
        for (Term t : a.terms(axis)) {
            if (!t.isReplica() && b.terms(axis).stream().noneMatch(t::isPieceOf)) return missing(axis, t);
        }
        return new Check.Holds();
    }

    private Check missing(Axis axis, Term t) {
        Optional<Term> there = b.terms(axis).stream()
                .filter(o -> o.scale() <= t.scale() && t.scale() / o.scale() < o.extent()).findFirst();
        String found = there.map(o -> "the second has " + LayoutText.entry(b, o)).orElse("the second has nothing");
        return new Attempt.Refused(a + " does not cover " + b + ": on " + axis + " the first has digit "
                + LayoutText.entry(a, t) + " where " + found + "; wanted that digit, or copies in the first",
                t.dim(), 0, Optional.of(new Attempt.Clash(axis, Optional.of(t), there)));
    }
}
