package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.TileOp;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.passes.layout.AccessRating;
import intarsia.passes.layout.LaneRuns;
import intarsia.passes.layout.Placement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What loads and stores cost by the forms that {@link Memory} would choose: for each slot one scalar, one run, a permuted run, a few scalars
 * that hold all codes, or one access a lane. Offsets of the tile are taken as multiples of a block.
 */
final class FormCosts implements AccessRating {
    private final OffsetDivisors divisors;
    private final Target target;
    private final MoveCosts costs;
    /** What is known of each access; accesses alike share it. */
    private final IdentityHashMap<Op, Rated> rated = new IdentityHashMap<>();
    private final Map<Key, Rated> alike = new HashMap<>();

    /** Where a tile lies in memory; its offsets are multiples of the divisors. */
    private record Place(BufferType buffer, String field, List<Integer> dims, List<Integer> shape, List<Long> divisors) {
    }

    /** What the cost of an access depends on, besides the layout of its tile. */
    private record Key(Place place, List<Integer> guard, boolean store) {
    }

    /** An access with where its elements lie, and what it costs by the layout of its tile. */
    private record Rated(TileAccess access, boolean store, List<Slice> slices, Map<Layout, Double> costs) {
    }

    /**
     * The bits of an element that lie together.
     *
     * @param bit     the address of each element of the tile
     * @param aligned whether all lie at multiples of their width
     * @param apart   dimensions of the tile whose stride is not a number
     * @param shared  bits that divide what all addresses share
     */
    private record Slice(Where where, long[] bit, boolean aligned, List<Integer> apart, long shared) {
    }

    private List<Slice> slices(TileAccess a) {
        return Where.of(a.buffer(), a.field()).stream().map(w -> {
            long[] bit = IntStream.range(0, a.tile().size()).mapToLong(e -> bit(a, w, e)).toArray();
            List<Integer> apart = IntStream.range(0, a.dims().size()).filter(j -> !number(a, w, a.dims().get(j))).boxed().toList();
            return new Slice(w, bit, w.aligned(a.buffer()), apart, shared(a, w));
        }).toList();
    }

    /** Of the offsets along all dimensions and of the tensor's own, in steps of elements or blocks. */
    private long shared(TileAccess a, Where w) {
        long bits = a.buffer().format() instanceof DType ? Factored.of(a.buffer().offset().times(a.buffer().unitBits())).factor() : 8;
        for (int d = 0; d < a.buffer().rank(); d++) {
            long of = divisors.of(a.offsets().get(d));
            boolean last = d == a.buffer().rank() - 1;
            long step = last && w.period() != 1 ? of % w.period() == 0 ? OffsetDivisors.times(of / w.period(), w.periodBits()) : 8
                    : OffsetDivisors.times(of, Factored.of(last ? w.lastStrideBits(a.buffer()) : Where.strideBits(a.buffer(), d)).factor());
            bits = Divisors.gcd(bits, step);
        }
        return bits;
    }

    private static boolean number(TileAccess a, Where w, int d) {
        boolean last = d == a.buffer().rank() - 1;
        return last ? w.period() != 1 || w.lastStrideBits(a.buffer()).isConst() : Where.strideBits(a.buffer(), d).isConst();
    }

    FormCosts(Kernel k, Target target) {
        this.divisors = new OffsetDivisors(k);
        this.target = target;
        this.costs = target.moves();
    }

    @Override
    public double of(Op access, Layout tile) {
        Rated r = rated.computeIfAbsent(access, this::rated);
        return r.costs.computeIfAbsent(tile, l -> cost(r.access, r.store, Placement.of(l, target.lanes()), r.slices));
    }

    private Rated rated(Op access) {
        TileAccess a = Objects.requireNonNull(TileAccess.of(access));
        boolean store = access instanceof TileOp.Store;
        Place place = new Place(a.buffer(), a.field(), a.dims(), a.tile().shape(), a.offsets().stream().map(divisors::of).toList());
        return alike.computeIfAbsent(new Key(place, a.guard(), store), _ -> new Rated(a, store, slices(a), new HashMap<>()));
    }

    private double cost(TileAccess a, boolean store, Placement at, List<Slice> slices) {
        double sum = 0;
        for (Slice s : slices) {
            long[][] bits = bits(s, at);
            for (int v = 0, n; v < at.slots(); v += n) {
                LaneRuns run = run(a, s, at, bits, v);
                n = run.slots();
                sum += run.words() > 0 ? wide(run) : slot(a, s, at, v, bits[v], store) + a.guard().size();
            }
        }
        return sum;
    }

    private static long[][] bits(Slice s, Placement at) {
        long[][] bits = new long[at.slots()][at.lanes()];
        for (int v = 0; v < bits.length; v++) {
            for (int lane = 0; lane < bits[v].length; lane++) {
                bits[v][lane] = s.bit[at.element()[v][lane]];
            }
        }
        return bits;
    }

    /** The run of words that begins at a slot, of a tile at a multiple of its own extents. */
    private LaneRuns run(TileAccess a, Slice s, Placement at, long[][] bits, int slot) {
        int width = s.where.elem().bits();
        boolean whole = (width == 8 || width == 16 || width == 32) && s.aligned;
        if (target.mostWords() == 0 || !whole || varies(a, s, at, slot)) {
            return LaneRuns.NONE;
        }
        return LaneRuns.at(bits, slot, width, s.shared, target.mostWords()).within(at, a.tile().dims(), a.guard(), slot);
    }

    /** An instruction and half of one for each word; elements of parts of words are cut out of them. */
    private double wide(LaneRuns run) {
        int parts = run.slots() / run.words();
        return costs.unit() * (1 + run.words()) / 2 + (parts > 1 ? 2 * run.slots() : 0);
    }

    private double slot(TileAccess a, Slice s, Placement at, int slot, long[] bits, boolean store) {
        if (varies(a, s, at, slot)) {
            return one(s.where, store) * target.lanes();
        }
        boolean whole = s.where.elem().bits() % 8 == 0 && s.where.elem().bits() != 24;
        return whole ? whole(bits, s.where, store) : narrow(bits, s.where, store);
    }

    /** Whether lanes differ along a dimension whose stride is not a number. */
    private static boolean varies(TileAccess a, Slice s, Placement at, int slot) {
        for (int j : s.apart) {
            int[] x = at.coordinates(slot, a.tile().dims(), j);
            for (int c : x) {
                if (c != x[0]) {
                    return true;
                }
            }
        }
        return false;
    }

    private static long bit(TileAccess a, Where w, int element) {
        long sum = 0;
        int last = a.buffer().rank() - 1;
        long column = 0;
        for (int j = 0; j < a.dims().size(); j++) {
            int d = a.dims().get(j);
            int x = Placement.coordinate(element, a.tile().dims(), j);
            if (d == last) {
                column = x;
            } else {
                sum += Where.strideBits(a.buffer(), d) instanceof Expr.Const(long n) ? x * n : 0;
            }
        }
        if (w.period() != 1) {
            return sum + w.bit(0, column);
        }
        return sum + (last >= 0 && w.lastStrideBits(a.buffer()) instanceof Expr.Const(long n) ? column * n : 0);
    }

    /** One access by one lane. */
    private double one(Where w, boolean store) {
        double bytes = w.elem().bits() % 8 == 0 ? 1 : 2;
        return bytes * (store ? costs.scatter() : costs.gather()) / target.lanes();
    }

    private double whole(long[] bits, Where w, boolean store) {
        if (same(bits)) {
            return costs.unit();
        }
        if (run(bits, w.elem().bits())) {
            return costs.unit();
        }
        long[] sorted = bits.clone();
        Arrays.sort(sorted);
        int distinct = distinct(sorted);
        boolean permuted = !store && (sorted[sorted.length - 1] - sorted[0]) / w.elem().bits() < distinct;
        return permuted ? costs.unit() + costs.permute() : one(w, store) * distinct;
    }

    private static int distinct(long[] sorted) {
        int n = 0;
        for (int i = 0; i < sorted.length; i++) {
            n += i == 0 || sorted[i] != sorted[i - 1] ? 1 : 0;
        }
        return n;
    }

    private double narrow(long[] bits, Where w, boolean store) {
        int width = w.elem().bits();
        if (same(bits)) {
            return 3;
        }
        long[] bytes = Arrays.stream(bits).map(b -> Math.floorDiv(b, 8L)).toArray();
        boolean inBytes = Arrays.stream(bits).allMatch(b -> Math.floorMod(b, 8L) + width <= 8);
        if (inBytes && run(bytes, 1)) {
            return costs.unit() + 2;
        }
        long span = Arrays.stream(bytes).max().orElse(0) - Arrays.stream(bytes).min().orElse(0);
        if (!store && span < 16 && target.has(Target.Feature.UNALIGNED)) {
            double words = Math.ceilDiv(span + 1, 4);
            return words + (words - 1) * costs.select() + 4;
        }
        return one(w, store) * bits.length + 3;
    }

    private static boolean same(long[] x) {
        for (long v : x) {
            if (v != x[0]) {
                return false;
            }
        }
        return true;
    }

    private static boolean run(long[] x, long step) {
        for (int i = 0; i < x.length; i++) {
            if (x[i] != x[0] + i * step) {
                return false;
            }
        }
        return true;
    }
}
