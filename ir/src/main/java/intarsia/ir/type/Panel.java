package intarsia.ir.type;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The packing of weights as the lanes of a dot atom hold them, its second operand, for some steps along the terms: the codes of a lane are
 * one string, slot 0 lowest. The strings lie lane after lane, at most one access of each, of 16 bytes or less, at a time, so that all lanes together read end to
 * end; where codes would straddle such a cut, whole. Elements are those of n × (steps · k), row-major: a weight lies with its terms in rows.
 */
public final class Panel {
    /** Bytes of the widest access of a lane that may have several words. */
    static final int WIDEST = 16;

    private final int bits;
    /** Slots that lie together in a lane, and bits from lane to lane and from one run of slots to the next. */
    private final int run;
    private final int laneStride;
    private final int runStride;

    private Panel(Layout fragment, int bits, int widest) {
        int slots = fragment.size(Axis.V);
        int string = slots * bits;
        int together = 8 * Math.min(Integer.lowestOneBit(string / 8), widest);
        this.bits = bits;
        this.run = string <= 8 * widest || together % bits != 0 || slots % (together / bits) != 0 ? slots : together / bits;
        this.laneStride = run * bits;
        this.runStride = laneStride * fragment.size(Axis.LANE);
    }

    /**
     * The panel.
     *
     * @param b     where the k × n elements of an atom's second operand lie, on lanes and slots without copies
     * @param bits  of a code
     * @param steps of the atom, so many that a lane has whole bytes
     */
    public static Packing of(Layout b, int bits, int steps) {
        return of(b, bits, steps, WIDEST);
    }

    /**
     * The panel for lanes whose accesses are of at most so many bytes.
     *
     * @param widest a power of two
     */
    static Packing of(Layout b, int bits, int steps, int widest) {
        Layout fragment = Layout.local(1, steps).times(b.permute(1, 0));
        if (fragment.replicas() != 1 || fragment.size(Axis.V) * bits % 8 != 0) {
            throw new IllegalArgumentException("panel of " + fragment + ": " + fragment.size(Axis.V) + " codes of " + bits
                    + " bits a lane; wanted whole bytes, and no copies; more steps may make it so");
        }
        List<StrideDigit> digits = new Panel(fragment, bits, widest).digits(fragment);
        int elements = fragment.elements();
        return new Packing(bits, elements, elements * bits / 8, List.of(new Piece(0, elements, 0, bits, 0, digits)));
    }

    /** A digit of the index, and what a step of it moves in memory. */
    private record Placed(int dim, int weight, StrideDigit digit) {
    }

    private List<StrideDigit> digits(Layout fragment) {
        List<Placed> placed = new ArrayList<>();
        for (Term t : fragment.terms(Axis.LANE)) {
            placed.add(new Placed(t.dim(), t.weight(), new StrideDigit(t.extent(), t.scale() * laneStride)));
        }
        for (Term t : fragment.terms(Axis.V)) {
            slots(t, placed);
        }
        placed.sort(Comparator.comparingInt(Placed::dim).thenComparing(Comparator.comparingInt(Placed::weight).reversed()));
        return placed.stream().map(Placed::digit).toList();
    }

    /** A digit of the slot, cut where a run ends. */
    private void slots(Term t, List<Placed> placed) {
        int inside = Math.clamp(run / t.scale(), 1, t.extent());
        int outside = t.extent() / inside;
        int far = Math.max(1, t.scale() / run) * runStride;
        if (inside > 1) {
            placed.add(new Placed(t.dim(), t.weight(), new StrideDigit(inside, t.scale() * bits)));
        }
        if (outside > 1) {
            placed.add(new Placed(t.dim(), t.weight() * inside, new StrideDigit(outside, far)));
        }
    }
}
