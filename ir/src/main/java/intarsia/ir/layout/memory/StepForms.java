package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The cheapest legal form for lanes at given places. */
final class StepForms {
    private static final long MOST_OFFSET = 8L * Integer.MAX_VALUE;

    private final Access access;
    private final MaskKind mask;
    private final LaneOffsets offsets;

    /** A form, where lane 0 lies from the shared address, and what the form adds. */
    record Shape(Form form, long first, long stride, List<Long> lanes, long on, List<Integer> permute) {}

    StepForms(Access access, MaskKind mask, LaneOffsets offsets) {
        this.access = access;
        this.mask = mask;
        this.offsets = offsets;
    }

    /** For strings of {@code width} bits at {@code at}, whole bytes; none where no form that fits gives so many words. */
    Optional<Shape> of(long[] at, long on, int bits, int count) {
        int width = bits * count;
        Optional<Shape> best = Optional.empty();
        for (Shape s : List.of(linear(at, on, width), gather(at, on))) {
            if (legal(s, count) && (best.isEmpty() || cost(s) < cost(best.get()))) best = Optional.of(s);
        }
        Optional<Shape> permuted = count == 1 ? permuted(at, on, width) : Optional.empty();
        return permuted.isPresent() && (best.isEmpty() || cost(permuted.get()) < cost(best.get())) ? permuted : best;
    }

    /** Offsets of lanes are 32-bit numbers of bytes. */
    private boolean legal(Shape s, int count) {
        if (Math.abs(s.stride()) > MOST_OFFSET || s.lanes().stream().anyMatch(n -> Math.abs(n) > MOST_OFFSET)) return false;
        return count == 1 || count <= access.model().mostWords() && access.model().multiple().contains(s.form());
    }

    int cost(Shape s) {
        return access.model().costs().of(s.form(), Long.bitCount(s.on())) + (s.permute().isEmpty() ? 0 : access.model().costs().permute());
    }

    private Shape gather(long[] at, long on) {
        return new Shape(Form.GATHER, at[0], 0, LaneOffsets.longs(Arrays.stream(at).map(a -> a - at[0]).toArray()), on, List.of());
    }

    /** Lanes at one distance; a gather where they are not. */
    private Shape linear(long[] at, long on, int width) {
        int first = Long.numberOfTrailingZeros(on);
        long step = width;
        if (Long.bitCount(on) > 1) {
            int second = Long.numberOfTrailingZeros(on & on - 1);
            step = (at[second] - at[first]) / (second - first);
        }
        for (int lane = 0; lane < at.length; lane++) {
            if ((on >> lane & 1) != 0 && at[lane] != at[first] + (lane - first) * step) return gather(at, on);
        }
        if (!offsets.symbolic().isEmpty()) return gather(at, on);
        long zero = at[first] - first * step;
        if (step == width) return new Shape(Form.UNIT, zero, 0, List.of(), on, List.of());
        if (step != 0) return new Shape(Form.STRIDED, zero, step, List.of(), on, List.of());
        return new Shape(alike(on), zero, 0, List.of(), on, List.of());
    }

    /** One place for all: a scalar, unless lanes of a load may be off. */
    private Form alike(long on) {
        boolean store = access.kind() == Access.Kind.STORE;
        return store || on == access.model().all() && mask != MaskKind.LANES ? Form.UNIFORM : Form.SPLAT;
    }

    /** Lanes that read a contiguous run in another order, or several times: the run once, then a permutation. */
    private Optional<Shape> permuted(long[] at, long on, int width) {
        boolean fits = access.kind() == Access.Kind.LOAD && mask != MaskKind.LANES && on == access.model().all() && offsets.symbolic().isEmpty();
        long low = Arrays.stream(at).min().orElse(0);
        long n = Arrays.stream(at).distinct().count();
        if (!fits || n == 1 || Arrays.stream(at).anyMatch(a -> (a - low) % width != 0 || (a - low) / width >= n)) return Optional.empty();
        List<Integer> from = Arrays.stream(at).mapToObj(a -> (int) ((a - low) / width)).toList();
        return Optional.of(new Shape(Form.UNIT, low, 0, List.of(), n == at.length ? on : (1L << n) - 1, from));
    }
}
