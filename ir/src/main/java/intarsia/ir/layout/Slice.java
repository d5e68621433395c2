package intarsia.ir.layout;

import java.util.Optional;

/**
 * A range of one dimension, every element staying in the lanes it lies in. Digits to which both ends of the range are
 * aligned stay as they are. The others must all lie on {@code v}: then they become one digit, which counts through
 * the range in the place of the lowest, and the slots are numbered anew.
 */
final class Slice {
    private Slice() {}

    static Attempt of(Layout l, int dim, int offset, int extent) {
        if (dim < 0 || dim >= l.rank() || offset < 0 || extent < 1 || extent > l.extent(dim) - offset) {
            throw new IllegalArgumentException("slice from " + offset + " of extent " + extent + " of dimension " + dim + " of " + l);
        }
        int aligned = aligned(l, dim, offset, extent);
        for (Axis axis : l.axes()) {
            for (Term t : l.terms(axis)) {
                if (t.dim() == dim && t.weight() >= aligned && !axis.equals(Axis.V)) return refusal(l, axis, t, offset, extent);
            }
        }
        int[] shape = l.shape();
        shape[dim] = extent;
        return new Attempt.Done(l.mapDigits(shape, (_, t) -> {
            if (t.dim() != dim || t.weight() < aligned) return t;
            return t.weight() == aligned ? Term.digit(dim, extent / aligned, aligned) : null;
        }));
    }

    /** The end of the highest digit that repeats wholly in both the offset and the extent. */
    private static int aligned(Layout l, int dim, int offset, int extent) {
        int aligned = 1;
        for (Axis axis : l.axes()) {
            for (Term t : l.terms(axis)) {
                if (t.dim() == dim && offset % t.end() == 0 && extent % t.end() == 0) aligned = Math.max(aligned, t.end());
            }
        }
        return aligned;
    }

    private static Attempt refusal(Layout l, Axis axis, Term t, int offset, int extent) {
        return new Attempt.Refused("slice of " + l + " in dimension " + t.dim() + " from " + offset + ", extent " + extent
                + ": digit " + LayoutText.entry(l, t) + " lies on " + axis + ", wanted an offset and an extent divisible by "
                + t.end() + ", or the digit on v", t.dim(), t.end(), Optional.of(new Attempt.Clash(axis, Optional.of(t), Optional.empty())));
    }
}
