package intarsia.passes.search;

import intarsia.ir.type.DType;
import intarsia.passes.search.Bank.Entry;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cheapest sequence for the value of a type's code that a search finds, proved over every code: one formula, or one for
 * the finite values, one for infinities and NaN, and a choice. Of equal cost it is one without an integer multiplication,
 * which takes some CPUs twice the time of the one that was measured.
 */
public final class ShortestDecode {
    private static final Comparator<Formula> CHEAPEST = Comparator.comparingInt(Formula::cost);
    private final Wanted wanted;
    private final Set<Step> steps;
    private final Budget budget;
    private final long each;

    /**
     * Of these steps; {@link Step#EQ}, {@link Step#GE} and {@link Step#SELECT} are for the choice.
     *
     * @param each formulas that each of the at most five enumerations may try
     */
    public ShortestDecode(DType type, Set<Step> steps, Budget budget, long each) {
        this.wanted = Wanted.of(type);
        this.steps = steps;
        this.budget = budget;
        this.each = each;
    }

    /** A formula that costs less than {@code below}. */
    public Optional<Formula> find(int below) {
        Search plain = new Search(wanted, without(Step.MUL), below, budget.part(each));
        Optional<Formula> one = multiplied(wanted, plain.run(), below);
        Optional<Formula> two = chosen(plain.bank(), one.map(Formula::cost).orElse(below));
        return Stream.concat(one.stream(), two.stream()).filter(wanted::proves).min(CHEAPEST);
    }

    private Set<Step> without(Step s) {
        Set<Step> all = EnumSet.copyOf(steps);
        all.remove(s);
        return all;
    }

    /** With multiplications too, if that is cheaper. */
    private Optional<Formula> multiplied(Wanted w, Optional<Formula> plain, int below) {
        if (!steps.contains(Step.MUL)) {
            return plain;
        }
        return new Search(w, steps, plain.map(Formula::cost).orElse(below), budget.part(each)).run().or(() -> plain);
    }

    private Optional<Formula> chosen(Bank guards, int below) {
        Wanted special = wanted.part(wanted::special);
        if (special.codes().length == 0 || !steps.contains(Step.SELECT)) {
            return Optional.empty();
        }
        int left = below - Costs.of(Step.SELECT) - Costs.of(Step.EQ);
        Wanted finite = wanted.part(c -> !wanted.special(c));
        Optional<Formula> numbers = multiplied(finite, new Search(finite, without(Step.MUL), left, budget.part(each)).run(), left);
        return numbers.flatMap(f -> Stream.concat(special(special, left).stream(), parts(f, special))
                .flatMap(s -> guard(guards, f, s, below).stream()).min(CHEAPEST));
    }

    /** One step from a part of the formula for the finite values, which is there already. */
    private Stream<Formula> parts(Formula finite, Wanted special) {
        return finite.steps().stream().flatMap(a -> steps.stream().flatMap(s -> {
            int[] values = IntStream.of(special.codes()).map(a::apply).toArray();
            return special.exact() == 0 ? Stream.empty() : new Solver(values, special.bits(), special.exact()).last(s, a).stream();
        })).filter(special::accepts);
    }

    private Optional<Formula> special(Wanted special, int below) {
        return special.exact() == 0 ? Optional.of(Formula.constant(special.bits()[0])) : new Search(special, without(Step.MUL), below, budget.part(each)).run();
    }

    /** With the cheapest comparison of a formula and a constant that holds where a value is special. */
    private Optional<Formula> guard(Bank guards, Formula finite, Formula special, int below) {
        return guards.all().stream().flatMap(this::comparisons).map(c -> Formula.of(Step.SELECT, c, special, finite))
                .filter(f -> f.cost() < below).min(CHEAPEST);
    }

    private Stream<Formula> comparisons(Entry e) {
        int[] on = values(e, true);
        int[] off = values(e, false);
        int least = Arrays.stream(on).min().orElseThrow();
        boolean one = Arrays.stream(on).allMatch(v -> v == least) && Arrays.stream(off).noneMatch(v -> v == least);
        boolean high = Arrays.stream(off).allMatch(v -> v < least);
        return Stream.of(Step.EQ, Step.GE).filter(s -> s == Step.EQ ? one : high).map(s -> Formula.of(s, e.formula(), Formula.constant(least)));
    }

    private int[] values(Entry e, boolean special) {
        int[] codes = wanted.codes();
        return IntStream.range(0, codes.length).filter(i -> wanted.special(codes[i]) == special).map(i -> e.values()[i]).toArray();
    }
}
