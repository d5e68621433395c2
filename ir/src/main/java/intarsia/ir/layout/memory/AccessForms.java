package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The cheapest legal form of one access for lanes at given places, by the costs of a machine.
 *
 * @param kind of access
 */
public record AccessForms(Access.Kind kind, MemoryModel model) {
    private static final long MOST_OFFSET = 8L * Integer.MAX_VALUE;

    /**
     * A form, and what it adds to the address that lanes share.
     *
     * @param first   bits from the shared address to where lane 0 lies
     * @param stride  bits from lane to lane of {@link Form#STRIDED}, otherwise 0
     * @param lanes   bits of each lane from the first, of {@link Form#GATHER}, otherwise empty
     * @param on      a bit for every lane that takes part
     * @param permute of each lane, whose word it takes; empty where it is its own
     */
    public record Shape(Form form, long first, long stride, List<Long> lanes, long on, List<Integer> permute) {
        /** The same so many bits on. */
        public Shape moved(long by) {
            return new Shape(form, first + by, stride, lanes, on, permute);
        }
    }

    /**
     * For strings of {@code bits · count} bits a lane; nothing where no form that fits gives so many words.
     *
     * @param at    bit addresses of the lanes' strings, whole bytes, but for what all share
     * @param on    a bit for every lane that takes part
     * @param mask  what bounds make of it
     * @param apart whether lanes also differ by what is known at launch only
     */
    public Optional<Shape> of(long[] at, long on, int bits, int count, MaskKind mask, boolean apart) {
        int width = bits * count;
        Shape near = apart ? gather(at, on) : linear(at, on, width, mask);
        Shape legal = legal(near, count) ? near : gather(at, on); // no other form is cheaper where lanes are at one distance
        Optional<Shape> best = legal(legal, count) ? Optional.of(legal) : Optional.empty();
        boolean reordered = count == 1 && !apart && (legal.form() == Form.GATHER || legal.form() == Form.STRIDED);
        Optional<Shape> permuted = reordered ? permuted(at, on, width, mask) : Optional.empty();
        return permuted.isPresent() && (best.isEmpty() || cost(permuted.get(), bits, mask) < cost(best.get(), bits, mask)) ? permuted : best;
    }

    /** Offsets of lanes are 32-bit numbers of bytes. */
    private boolean legal(Shape s, int count) {
        boolean far = Math.abs(s.stride()) > MOST_OFFSET;
        for (long n : s.lanes()) far |= Math.abs(n) > MOST_OFFSET;
        return !far && count == 1 || !far && count <= model.mostWords() && model.multiple().contains(s.form());
    }

    /** What the access costs, lines aside. */
    public double cost(Shape s, int bits, MaskKind mask) {
        return cost(s.form(), bits, s.on(), !s.permute().isEmpty(), mask);
    }

    double cost(Form form, int bits, long on, boolean permuted, MaskKind mask) {
        boolean some = mask == MaskKind.LANES || on != model.all();
        boolean apart = form == Form.UNIT && some && !(bits == 32 && model.masked());
        return model.costs().of(apart ? Form.GATHER : form, Long.bitCount(on)) + (permuted ? model.moves().permute() : 0);
    }

    private static Shape gather(long[] at, long on) {
        Long[] from = new Long[at.length];
        Arrays.setAll(from, lane -> at[lane] - at[0]);
        return new Shape(Form.GATHER, at[0], 0, List.of(from), on, List.of());
    }

    /** Lanes at one distance; a gather where they are not. */
    private Shape linear(long[] at, long on, int width, MaskKind mask) {
        int first = Long.numberOfTrailingZeros(on);
        long step = width;
        if (Long.bitCount(on) > 1) {
            int second = Long.numberOfTrailingZeros(on & on - 1);
            step = (at[second] - at[first]) / (second - first);
            if ((at[second] - at[first]) % (second - first) != 0 || step % Byte.SIZE != 0) return gather(at, on);
        }
        for (int lane = 0; lane < at.length; lane++) {
            if ((on >> lane & 1) != 0 && at[lane] != at[first] + (lane - first) * step) return gather(at, on);
        }
        long zero = at[first] - first * step;
        if (step == width) return new Shape(Form.UNIT, zero, 0, List.of(), on, List.of());
        if (step != 0) return new Shape(Form.STRIDED, zero, step, List.of(), on, List.of());
        return new Shape(alike(on, mask), zero, 0, List.of(), on, List.of());
    }

    /** One place for all: a scalar, unless lanes of a load may be off. */
    private Form alike(long on, MaskKind mask) {
        boolean store = kind == Access.Kind.STORE;
        return store || on == model.all() && mask != MaskKind.LANES ? Form.UNIFORM : Form.SPLAT;
    }

    /** Lanes that read a contiguous run in another order, or several times: the run once, then a permutation. */
    private Optional<Shape> permuted(long[] at, long on, int width, MaskKind mask) {
        boolean fits = kind == Access.Kind.LOAD && mask != MaskKind.LANES && on == model.all();
        if (!fits) return Optional.empty();
        long[] sorted = at.clone();
        Arrays.sort(sorted);
        int n = 1;
        for (int i = 1; i < sorted.length; i++) {
            if (sorted[i] == sorted[i - 1]) continue;
            if (sorted[i] != sorted[i - 1] + width) return Optional.empty();
            n++;
        }
        if (n == 1) return Optional.empty();
        Integer[] from = new Integer[at.length];
        Arrays.setAll(from, lane -> (int) ((at[lane] - sorted[0]) / width));
        return Optional.of(new Shape(Form.UNIT, sorted[0], 0, List.of(), n == at.length ? on : (1L << n) - 1, List.of(from)));
    }
}
