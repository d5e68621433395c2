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
    private final Map<Key, Double> known = new HashMap<>();

    private final Map<Place, List<Slice>> places = new HashMap<>();

    /** Where a tile lies in memory; its offsets are multiples of the divisors. */
    private record Place(BufferType buffer, String field, List<Integer> dims, List<Integer> shape, List<Long> divisors) {
    }

    /** What the cost of an access depends on. */
    private record Key(Place place, List<Integer> guard, boolean store, Layout tile) {
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
        TileAccess a = Objects.requireNonNull(TileAccess.of(access));
        boolean store = access instanceof TileOp.Store;
        Place place = new Place(a.buffer(), a.field(), a.dims(), a.tile().shape(), a.offsets().stream().map(divisors::of).toList());
        Key key = new Key(place, a.guard(), store, tile);
        return known.computeIfAbsent(key, k -> cost(a, store, Placement.of(tile, target.lanes()), places.computeIfAbsent(place, p -> slices(a))));
    }

    private double cost(TileAccess a, boolean store, Placement at, List<Slice> slices) {
        double sum = 0;
        for (Slice s : slices) {
            long[][] bits = Arrays.stream(at.element()).map(row -> Arrays.stream(row).mapToLong(e -> s.bit[e]).toArray()).toArray(long[][]::new);
            for (int v = 0, n; v < at.slots(); v += n) {
                LaneRuns run = run(a, s, at, bits, v);
                n = run.slots();
                sum += run.words() > 0 ? wide(run) : slot(a, s, at, v, bits[v], store) + a.guard().size();
            }
        }
        return sum;
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
        return s.apart.stream().anyMatch(j -> {
            int[] x = at.coordinates(slot, a.tile().dims(), j);
            return Arrays.stream(x).anyMatch(c -> c != x[0]);
        });
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
        long low = Arrays.stream(bits).min().orElse(0);
        long high = Arrays.stream(bits).max().orElse(0);
        long distinct = Arrays.stream(bits).distinct().count();
        boolean permuted = !store && (high - low) / w.elem().bits() < distinct;
        return permuted ? costs.unit() + costs.permute() : one(w, store) * distinct;
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
