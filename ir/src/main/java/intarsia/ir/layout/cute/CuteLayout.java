package intarsia.ir.layout.cute;

import intarsia.ir.layout.linear.Answer;
import java.util.ArrayList;
import java.util.List;

/**
 * A CuTe layout: a function from {@code 0..size-1} to offsets, written as nested tuples {@code shape:stride}. The index
 * is taken apart mode by mode, the first mode fastest, and each part counts its stride.
 */
public sealed interface CuteLayout permits Mode, Modes {
    /**
     * Reads {@code ((2,4),8):((1,8),2)}; {@code parse(l.toString()).equals(l)}. Numbers may carry CuTe's mark of a static
     * integer ({@code _8}).
     *
     * @throws IllegalArgumentException with column and reason where the text is no layout or the tuples differ in form
     */
    static CuteLayout parse(String text) {
        return new CuteText(text).layout();
    }

    /** The layout of these as the modes of one tuple. */
    static CuteLayout of(List<? extends CuteLayout> modes) {
        return new Modes(List.copyOf(modes));
    }

    /** Modes fused where they can be: a single mode, or a flat tuple, or {@code 1:0}. */
    static CuteLayout fused(List<Mode> modes) {
        List<Mode> out = Coalesce.of(modes);
        return out.isEmpty() ? Mode.UNIT : out.size() == 1 ? out.getFirst() : of(out);
    }

    /** The number of indices. */
    long size();

    /** The offset of the last in the order of offsets, plus one: offsets lie in {@code 0..cosize-1}. */
    long cosize();

    /** The modes of the tuple; of a single mode itself. */
    List<CuteLayout> modes();

    /** The innermost modes, in order. */
    List<Mode> flat();

    /** The offset of an index. */
    default long at(long index) {
        if (index < 0 || index >= size()) throw new IndexOutOfBoundsException("index " + index + " of " + this);
        long rest = index;
        long out = 0;
        for (Mode m : flat()) {
            out += rest % m.size() * m.stride();
            rest /= m.size();
        }
        return out;
    }

    /** The offset of a coordinate, an index for each of {@link #modes}. */
    default long at(long first, long second, long... others) {
        long[] all = new long[2 + others.length];
        all[0] = first;
        all[1] = second;
        System.arraycopy(others, 0, all, 2, others.length);
        if (all.length != modes().size()) {
            throw new IndexOutOfBoundsException(all.length + " coordinates of " + this + ", wanted " + modes().size());
        }
        long out = 0;
        for (int i = 0; i < all.length; i++) out += modes().get(i).at(all[i]);
        return out;
    }

    /** The same function with as few modes as this form allows, flat. */
    default CuteLayout coalesce() {
        return fused(flat());
    }

    /**
     * this ∘ inner: the layout R in the form of {@code inner} with {@code R.at(i) == at(inner.at(i))} for all i. Refused
     * where {@code inner} reaches beyond this, where a mode cuts through modes of this, or where its modes carry into
     * each other: taken mode by mode, as CuTe does, the result would be another function.
     */
    default Answer<CuteLayout> compose(CuteLayout inner) {
        return Composition.of(this, inner);
    }

    /**
     * The layout that repeats this over the offsets that it leaves out: this and the complement, as modes of one layout,
     * take each of {@code 0..n-1} once, n being the least such number from {@code m} on. Modes of stride 0 count once.
     * Refused where the modes of this overlap or leave a gap that no mode fills.
     */
    default Answer<CuteLayout> complement(long m) {
        return Complement.of(this, m);
    }

    /** this ∘ (tiler, complement of the tiler in this): a mode for the inside of a tile, a mode for the tiles. */
    default Answer<CuteLayout> logicalDivide(CuteLayout tiler) {
        return tiler.complement(size()).then(rest -> compose(of(List.of(tiler, rest))));
    }

    /** (this, complement of this ∘ others): a mode for this, a mode for its copies, arranged as {@code others}. */
    default Answer<CuteLayout> logicalProduct(CuteLayout others) {
        return complement(Extents.times(size(), others.cosize())).then(rest -> rest.compose(others))
                .then(copies -> Answer.found(of(List.of(this, copies))));
    }

    /**
     * R with {@code at(R.at(i)) == i} on as many i from 0 on as modes allow: all offsets where this takes each of
     * {@code 0..size-1}, and at least i = 0.
     */
    default CuteLayout rightInverse() {
        return Complement.rightInverse(this);
    }

    /** L with {@code L.at(at(i)) == i} for all i; refused where offsets repeat or modes interleave without a common digit. */
    default Answer<CuteLayout> leftInverse() {
        for (Mode m : flat()) {
            if (m.size() > 1 && m.stride() == 0) {
                return Answer.refused("left inverse of " + this + ": mode " + m + " has one offset for " + m.size() + " indices");
            }
        }
        return complement(1).then(rest -> {
            var all = new ArrayList<>(flat());
            all.addAll(rest.flat());
            return Answer.found(of(all).rightInverse());
        });
    }
}
