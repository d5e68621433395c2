package intarsia.passes.search;

import intarsia.passes.search.Bank.Entry;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * The cheapest formula for a conversion: all formulas of one input by cost, those that give the same for every code once;
 * from each, by one step with a solved constant or by a sum with another, to what is wanted or to a {@link Goal} before it.
 */
final class Search {
    private static final Set<Step> SOLVED = EnumSet.complementOf(EnumSet.of(Step.EQ, Step.GE, Step.SELECT, Step.CVT_F32_S32, Step.CVT_F32_F16));
    private static final int MOST_FORMULAS = 60_000;
    /** A sum is sought by so many codes, and then tried on all. */
    private static final int FIRST = 24;
    private final Wanted wanted;
    private final Set<Step> steps;
    private final Constants constants;
    private final List<Goal> goals;
    private final Budget budget;
    private final Bank bank;
    private int below;
    private Optional<Formula> best = Optional.empty();

    /** For formulas that cost less than {@code below}. */
    Search(Wanted wanted, Set<Step> steps, int below, Budget budget) {
        this.wanted = wanted;
        this.steps = steps;
        this.below = below;
        this.budget = budget;
        constants = Constants.of(wanted.type(), steps.contains(Step.CVT_F32_F16));
        goals = Goal.of(wanted, constants, steps);
        bank = new Bank(Math.min(wanted.exact(), FIRST), MOST_FORMULAS);
    }

    /** The cheapest that it finds until nothing cheaper is left, the bank is full or the budget is spent. */
    Optional<Formula> run() {
        visit(new Entry(new Formula.Input(), wanted.codes(), 0));
        for (int cost = 1; cost < below && !bank.full() && !budget.spent(); cost++) {
            level(cost);
            budget.progress(wanted.type() + ": formulas of cost " + cost + ", " + bank.size() + " kept; best " + below(best));
        }
        return best;
    }

    private static String below(Optional<Formula> f) {
        return f.map(b -> b.cost() + ": " + b).orElse("none");
    }

    Bank bank() {
        return bank;
    }

    private void level(int cost) {
        for (Step s : List.copyOf(steps).reversed()) { // logic last: there is most of it, and it leads nowhere most often
            int before = cost - Costs.of(s);
            if (before >= 0) {
                for (Entry e : bank.of(before)) {
                    extend(e, s);
                }
            }
        }
    }

    private void extend(Entry e, Step s) {
        if (budget.spent()) {
            return;
        }
        switch (s) {
            case AND, OR, XOR, ADD -> Arrays.stream(constants.words()).forEach(c -> with(e, s, c));
            case SHL, SHR_S, SHR_U -> Arrays.stream(constants.shifts()).forEach(c -> with(e, s, c));
            case MUL -> Arrays.stream(constants.copies()).forEach(c -> with(e, s, c));
            case MUL_F32 -> Arrays.stream(constants.scales()).forEach(c -> with(e, s, c));
            case SUB -> made(Formula.of(s, Formula.constant(0), e.formula()), e, (from, to) -> negate(from, to));
            case CVT_F32_S32, CVT_F32_F16 -> made(Formula.of(s, e.formula()), e, (from, to) -> apply(s, from, 0, to));
            case MIN, MAX, ADD_F32, FMA_F32, EQ, GE, SELECT -> { } // with a solved constant, or around a formula
        }
    }

    private void with(Entry e, Step s, int constant) {
        boolean idle = e.formula() instanceof Formula.Apply a && (a.step() == s && s != Step.MUL || s.isLogic() && afterLogic(a));
        if (!idle) {
            made(Formula.of(s, e.formula(), Formula.constant(constant)), e, (from, to) -> apply(s, from, constant, to));
        }
    }

    /** Whether this and the step before are logic: a third would have to be solved. */
    private static boolean afterLogic(Formula.Apply a) {
        return a.step().isLogic() && a.operands().getFirst() instanceof Formula.Apply b && b.step().isLogic();
    }

    private static void apply(Step s, int[] from, int constant, int[] to) {
        for (int i = 0; i < from.length; i++) {
            to[i] = s.apply(from[i], constant, 0);
        }
    }

    private static void negate(int[] from, int[] to) {
        Arrays.setAll(to, i -> -from[i]);
    }

    private void made(Formula f, Entry from, BiConsumer<int[], int[]> values) {
        int cost = from.cost() + Costs.of(((Formula.Apply) f).step());
        if (cost >= below) {
            return;
        }
        int[] to = new int[from.values().length];
        values.accept(from.values(), to);
        budget.count();
        if (bank.full() || bank.isNew(to)) {
            visit(new Entry(f, to, cost));
        }
    }

    private void visit(Entry e) {
        for (Goal g : goals) {
            if (e.cost() + g.cost() < below) {
                reach(e, g);
            }
        }
        if (!bank.full()) {
            bank.add(e);
        }
    }

    private void reach(Entry e, Goal g) {
        if (Arrays.equals(e.values(), 0, g.n(), g.values(), 0, g.n())) {
            consider(g.rest().apply(e.formula()));
        }
        var solver = new Solver(e.values(), g.values(), g.n());
        for (Step s : SOLVED) {
            if (steps.contains(s) && solver.possible(s) && e.cost() + g.cost() + Costs.of(s) < below) {
                solver.last(s, e.formula()).ifPresent(f -> consider(g.rest().apply(f)));
            }
        }
        if (e.cost() + g.cost() + Costs.of(Step.ADD) < below) {
            together(e, g, Step.ADD, (v, w) -> v - w);
            together(e, g, Step.XOR, (v, w) -> v ^ w);
        }
    }

    /** What is missing of a goal, where it is an int. */
    private interface Rest {
        int of(int goal, int value);
    }

    private void together(Entry e, Goal g, Step s, Rest rest) {
        int[] missing = new int[Math.min(wanted.exact(), FIRST)];
        for (int i = 0; i < missing.length; i++) {
            missing[i] = rest.of(g.values()[i], e.values()[i]);
        }
        bank.find(missing).ifPresent(o -> consider(g.rest().apply(Formula.of(s, o.formula(), e.formula()))));
    }

    private void consider(Formula f) {
        int cost = f.cost();
        if (cost < below && wanted.accepts(f)) {
            below = cost;
            best = Optional.of(f);
        }
    }
}
