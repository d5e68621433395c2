package intarsia.ir.layout.cute;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import intarsia.ir.layout.linear.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * TV layouts: thread and value to the index of an element in a tile, its first dimension fastest, as CuTe's atoms have
 * them. Digits of axis {@code lane}, then of {@code warp}, are the modes of T, those of {@code v} the modes of V, lowest
 * first; replicas are modes of stride 0.
 */
public final class TvLayout {
    private static final Set<Axis> KNOWN = Set.of(Axis.LANE, Axis.WARP, Axis.V);

    private TvLayout() {}

    /** The TV layout of a layout on {@code lane}, {@code warp} and {@code v}; refused where it has other axes. */
    public static Answer<CuteLayout> of(Layout layout) {
        if (!KNOWN.containsAll(layout.axes())) {
            return Answer.refused("TV layout of " + layout + ": wanted axes lane, warp and v only");
        }
        var threads = new ArrayList<>(modes(layout, Axis.LANE));
        threads.addAll(modes(layout, Axis.WARP));
        return Answer.found(CuteLayout.of(List.of(tuple(threads), tuple(modes(layout, Axis.V)))));
    }

    private static CuteLayout tuple(List<Mode> modes) {
        return modes.isEmpty() ? Mode.UNIT : modes.size() == 1 ? modes.getFirst() : CuteLayout.of(modes);
    }

    private static List<Mode> modes(Layout layout, Axis axis) {
        long[] strides = strides(layout.shape());
        return layout.terms(axis).reversed().stream()
                .map(t -> new Mode(t.extent(), t.isReplica() ? 0 : stride(t, strides))).toList();
    }

    private static long stride(Term digit, long[] strides) {
        return digit.weight() * strides[digit.dim()];
    }

    /**
     * The layout of a TV layout over a tile of this shape; refused where a mode is no digit of a dimension, or where
     * elements are missing or stand in two modes.
     *
     * @param lanes the threads of a warp: the rest of T lies on axis {@code warp}
     */
    public static Attempt toLayout(CuteLayout tv, int lanes, int... shape) {
        if (lanes < 1) throw new IllegalArgumentException("lanes: " + lanes + ", wanted >= 1");
        return new TvImport(tv, shape.clone()).layout(lanes);
    }

    /** The strides of a tile's index, first dimension fastest. */
    static long[] strides(int[] shape) {
        long[] out = new long[shape.length];
        long n = 1;
        for (int d = 0; d < shape.length; d++) {
            out[d] = n;
            n *= shape[d];
        }
        return out;
    }
}
