package intarsia.ir.layout.memory;

import intarsia.ir.layout.Axis;
import java.util.ArrayList;
import java.util.List;

/**
 * Where lanes and runs of an access lie.
 *
 * @param base  address of element 0
 * @param lanes what each lane adds
 * @param outer digits on axes other than lane and slot
 * @param apart what is known of what symbolic lane strides and outer digits add: a multiple of something
 * @param on    the lanes that take part: of a store one of copies
 */
record Places(Polynomial base, LaneOffsets lanes, List<RegisterDigit> slots, List<RegisterDigit> laneDigits, List<RegisterDigit> outer, Congruence apart,
              Bounds bounds, MaskKind mask, long on) {
    static Places of(Access a, Refinement r, Bounds bounds) {
        List<RegisterDigit> lanes = r.on(Axis.LANE);
        List<RegisterDigit> outer = new ArrayList<>();
        r.axes().forEach((axis, digits) -> {
            if (!axis.equals(Axis.LANE) && !axis.equals(Axis.V)) outer.addAll(digits);
        });
        LaneOffsets offsets = LaneOffsets.of(lanes, a.model().lanes());
        Congruence apart = offsets.symbolicPart(a.facts());
        for (RegisterDigit d : outer) apart = apart.plus(Congruence.multipleOf(a.facts().of(d.stride()).divisor()));
        return new Places(Polynomial.of(a.memory().base()), offsets, r.on(Axis.V), lanes, outer, apart, bounds, bounds.of(lanes), owners(a, lanes));
    }

    private static long owners(Access a, List<RegisterDigit> lanes) {
        long on = 0;
        for (int lane = 0; lane < a.model().lanes(); lane++) {
            int l = lane;
            boolean first = lanes.stream().allMatch(d -> !d.isReplica() || d.valueIn(l) == 0);
            on |= first || a.kind() == Access.Kind.LOAD ? 1L << lane : 0;
        }
        return on;
    }

    boolean isOn(int lane) {
        return (on >> lane & 1) != 0;
    }

    /** What is known of the starts of all runs of all lanes. */
    Congruence starts(Facts facts, SlotRun run) {
        Congruence all = facts.of(base).plus(Congruence.exactly(run.below())).plus(apart);
        for (RegisterDigit d : run.others()) all = all.plus(Congruence.multipleOf(facts.of(d.stride()).divisor()));
        for (RegisterDigit d : laneDigits) all = all.plus(Congruence.multipleOf(facts.of(d.stride()).divisor()));
        return all;
    }

    /** Low lanes whose strings of so many bits lie end to end. */
    int laneRun(int width) {
        long n = 1;
        for (RegisterDigit d : laneDigits) {
            if (!d.stride().isConst() || d.stride().constant() != n * width) break;
            n *= d.extent();
        }
        return (int) n;
    }
}
