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
    public record Shape(Form form, long first, long stride, List<Long> lanes, long on, List<Integer> permute) {}

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
        Optional<Shape> best = Optional.empty();
        for (Shape s : apart ? List.of(gather(at, on)) : List.of(linear(at, on, width, mask), gather(at, on))) {
            if (legal(s, count) && (best.isEmpty() || cost(s, bits, mask) < cost(best.get(), bits, mask))) best = Optional.of(s);
        }
        Optional<Shape> permuted = count == 1 && !apart ? permuted(at, on, width, mask) : Optional.empty();
        return permuted.isPresent() && (best.isEmpty() || cost(permuted.get(), bits, mask) < cost(best.get(), bits, mask)) ? permuted : best;
    }

    /** Offsets of lanes are 32-bit numbers of bytes. */
    private boolean legal(Shape s, int count) {
        if (Math.abs(s.stride()) > MOST_OFFSET || s.lanes().stream().anyMatch(n -> Math.abs(n) > MOST_OFFSET)) return false;
        return count == 1 || count <= model.mostWords() && model.multiple().contains(s.form());
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
        return new Shape(Form.GATHER, at[0], 0, LaneOffsets.longs(Arrays.stream(at).map(a -> a - at[0]).toArray()), on, List.of());
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
        long low = Arrays.stream(at).min().orElse(0);
        long n = Arrays.stream(at).distinct().count();
        if (!fits || n == 1 || Arrays.stream(at).anyMatch(a -> (a - low) % width != 0 || (a - low) / width >= n)) return Optional.empty();
        List<Integer> from = Arrays.stream(at).mapToObj(a -> (int) ((a - low) / width)).toList();
        return Optional.of(new Shape(Form.UNIT, low, 0, List.of(), n == at.length ? on : (1L << n) - 1, from));
    }
}
