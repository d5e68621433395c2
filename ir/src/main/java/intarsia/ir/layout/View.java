package intarsia.ir.layout;

import java.util.Optional;
import java.util.TreeSet;

/**
 * The bits of a tile read as the bits of another tile, without moving one. Both layouts are bit layouts
 * ({@link Layout#bits}): the last dimension is the bit of a code, bit 0 the lowest, and the coordinate on {@code v} is the
 * place in the bit string of a lane. Bit {@code x'} of the target is the bit of the source that lies in the same
 * place.
 *
 * <p>The digits of the bit dimension may stand anywhere, not only lowest on {@code v}: then planes of bits, interleaved
 * codes and the halves of a byte are such layouts too, and packing and unpacking are views.
 *
 * @param from the bit layout of the tile that is there
 * @param to the bit layout under which it is read
 */
public record View(Layout from, Layout to) {
    /** @throws IllegalArgumentException where {@link #check} refuses */
    public View {
        check(from, to).expect();
    }

    /**
     * Whether codes of {@code width} bits under {@code l} can be read as codes of {@code newWidth} bits under {@code to}.
     * The sizes of all axes must agree, {@code v} in bits, and {@code to} may have copies only where {@code l} has some:
     * elsewhere the bits of such copies would differ.
     */
    public static Check check(int width, Layout l, int newWidth, Layout to) {
        return check(l.bits(width), to.bits(newWidth));
    }

    /** The same for bit layouts. */
    public static Check check(Layout from, Layout to) {
        var axes = new TreeSet<>(from.axes());
        axes.addAll(to.axes());
        for (Axis axis : axes) {
            if (from.size(axis) != to.size(axis)) {
                return refused(from, to, "axis " + axis + " has size " + from.size(axis) + " and " + to.size(axis)
                        + (axis.equals(Axis.V) ? " in bits" : "") + ", wanted equal sizes", axis, Optional.empty(), Optional.empty());
            }
            for (Term copies : to.terms(axis)) {
                if (copies.isReplica() && torn(from, axis, copies).isPresent()) return madeUp(from, to, axis, copies);
            }
        }
        return new Check.Holds();
    }

    /** The digit of {@code from} that tells the copies apart. */
    private static Optional<Term> torn(Layout from, Axis axis, Term copies) {
        return from.terms(axis).stream().filter(t -> !t.isReplica()
                && copies.scale() % (t.scale() * t.extent()) != 0 && t.scale() % (copies.scale() * copies.extent()) != 0).findFirst();
    }

    private static Check madeUp(Layout from, Layout to, Axis axis, Term copies) {
        Optional<Term> digit = torn(from, axis, copies);
        String text = digit.map(t -> LayoutText.entry(from, t)).orElse("");
        return refused(from, to, "on " + axis + " the second has copies " + LayoutText.entry(to, copies)
                + " that digit " + text + " of the first tells apart; wanted copies only where the first has some",
                axis, digit, Optional.of(copies));
    }

    private static Check refused(Layout from, Layout to, String why, Axis axis, Optional<Term> ours, Optional<Term> theirs) {
        return new Attempt.Refused("no view of bits " + from + " as " + to + ": " + why, ours.map(Term::dim).orElse(-1), 0,
                Optional.of(new Attempt.Clash(axis, ours, theirs)));
    }

    /** The view of codes of {@code width} bits as codes of {@code newWidth} bits. */
    public static View of(int width, Layout l, int newWidth, Layout to) {
        return new View(l.bits(width), to.bits(newWidth));
    }

    /** The element and bit of {@code from} that is read as this element and bit of {@code to}. */
    public int[] source(int... bit) {
        return from.index(to.place(bit).getFirst());
    }

    /** This view, then another of what it gives. */
    public View then(View next) {
        if (!next.from.equals(to)) {
            throw new IllegalArgumentException("view of " + next.from + " after a view as " + to);
        }
        return new View(from, next.to);
    }

    /**
     * The view back.
     *
     * @throws IllegalArgumentException where this one forgot copies, which the view back would make up
     */
    public View inverse() {
        return new View(to, from);
    }
}
