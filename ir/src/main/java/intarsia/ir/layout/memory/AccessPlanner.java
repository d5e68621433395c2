package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.layout.Axis;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Tries every length of run, every width of access and both ways to share them among lanes, and keeps the cheapest. */
final class AccessPlanner {
    private static final int BYTE = 8;
    private static final int WORD = 32;

    private final Access access;
    private final Places places;
    private final SlotRun longest;

    private AccessPlanner(Access access, Refinement refinement) {
        Bounds bounds = Bounds.of(access.guards(), access.facts());
        this.access = access;
        this.places = Places.of(access, refinement, bounds);
        this.longest = SlotRun.longest(access.memory().bits(), places.slots(), bounds);
    }

    static Possible<AccessPlan> plan(Access access) {
        if (access.registers().size(Axis.LANE) != access.model().lanes()) {
            throw new IllegalArgumentException("registers " + access.registers() + " on " + access.registers().size(Axis.LANE) + " lanes of "
                    + access.model().lanes() + "; wanted all of them, with replicas where elements are too few");
        }
        return Refinement.of(access.registers(), access.memory()).then(r -> new AccessPlanner(access, r).plan());
    }

    private Possible<AccessPlan> plan() {
        Congruence starts = places.starts(access.facts(), longest);
        if (!aligned()) {
            return new Possible.Refused<>("access of " + access.memory() + ": its base, its symbolic strides and those of warps are not known modulo 8 bits, found "
                    + access.facts().of(places.base()) + " and " + places.apart() + "; wanted facts or strides that make them whole bytes");
        }
        if (access.kind() == Access.Kind.STORE && shared()) {
            return new Possible.Refused<>("store to " + access.memory() + ": several elements share a place; wanted no stride 0");
        }
        Optional<AccessPlan> best = options().min(Comparator.comparing(AccessPlan::cost, Comparator.comparingDouble(AccessCost::weight)
                .thenComparingInt(AccessCost::instructions)));
        return best.<Possible<AccessPlan>>map(Possible.Done::new).orElseGet(() -> new Possible.Refused<>("access of " + access.memory() + " by "
                + access.registers() + ": runs of " + longest.width() + " bits at " + starts + " make no whole bytes, or lie 2^31 bytes apart; wanted stores of whole"
                + " bytes"));
    }

    private boolean aligned() {
        Congruence all = access.facts().of(places.base()).plus(places.apart());
        for (RegisterDigit d : longest.others()) all = all.plus(symbolic(d.stride()));
        return all.modulus() % BYTE == 0;
    }

    /** What is known of any multiple of a stride that is not a number. */
    private Congruence symbolic(Expr stride) {
        return stride.isConst() ? Congruence.exactly(0) : Congruence.multipleOf(access.facts().of(stride).divisor());
    }

    private boolean shared() {
        return longest.overlays() || Stream.concat(places.laneDigits().stream(), places.outer().stream())
                .anyMatch(d -> !d.isReplica() && d.stride().equals(Expr.Const.ZERO));
    }

    private Stream<AccessPlan> options() {
        return longest.prefixes().stream().flatMap(run -> Stream.concat(caps(run).mapToObj(cap -> new StepBuilder(access, places, run, cap, false)),
                Stream.of(new StepBuilder(access, places, run, WORD, true)))).flatMap(b -> b.build().map(this::plan).stream());
    }

    /** Widths that an access of a run may have. */
    private IntStream caps(SlotRun run) {
        int most = access.memory().bits() == 2 * WORD ? 2 * WORD : access.model().mostWords() * WORD;
        int widest = Math.min(most, Integer.highestOneBit(run.width() + BYTE));
        return IntStream.iterate(Math.max(BYTE, widest), c -> c >= BYTE, c -> c / 2);
    }

    private AccessPlan plan(List<AccessStep> steps) {
        int n = longest.width();
        return new AccessPlan(access, longest.elements(), places.laneRun(n), places.starts(access.facts(), longest).divisor(), places.mask(), places.outer(),
                steps, cost(steps));
    }

    private AccessCost cost(List<AccessStep> steps) {
        AccessCosts c = access.model().costs();
        Touched touched = new Touched(access);
        Set<Integer> begun = new HashSet<>();
        AccessForms forms = new AccessForms(access.kind(), access.model());
        int lines = 0;
        double weight = 0;
        for (AccessStep s : steps) {
            lines += touched.lines(s);
            weight += forms.cost(s.form(), s.bits(), s.on(), !s.permute().isEmpty(), places.mask()) + parts(s, begun);
        }
        return new AccessCost(steps.size(), lines, touched.sectors(), weight + lines * c.line() + touched.sectors() * c.sector());
    }

    /** Slots that are copies of one element are taken out once. */
    private double parts(AccessStep s, Set<Integer> begun) {
        AccessCosts c = access.model().costs();
        Set<List<Integer>> seen = new HashSet<>();
        double weight = 0;
        for (AccessStep.Part p : s.parts()) {
            boolean first = begun.add(p.slot());
            if (!seen.add(p.at()) || whole(s, p)) continue;
            weight += c.extract() + (s.form() == Form.UNIFORM && !p.alike() && !first ? access.model().moves().select() : 0);
        }
        return weight;
    }

    /** Whether the element is what the access gives, as a word or extended to one. */
    private boolean whole(AccessStep s, AccessStep.Part p) {
        int bits = access.memory().bits();
        return p.alike() && (bits >= WORD && p.at(0) % WORD == 0 && s.bits() >= WORD || bits == s.width() && p.at(0) == 0);
    }
}
