package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.type.BlockFormat;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** One load or store of a tile, its addresses worked out: what lanes share as terms, what differs as constants. */
final class Access {
    /** Where the lanes of a slot begin to count: a scalar in bytes, and where strides are known at launch only, bytes of each lane. */
    record Reach(Value index, Optional<Value> lanes) {
        /** Where each lane counts from, so many bytes further on. */
        Value further(Lanes l, long... bytes) {
            Value offset = l.word(l.lanes(Arrays.stream(bytes).mapToInt(Math::toIntExact).toArray()));
            return lanes.isPresent() ? l.add(lanes.get(), offset) : offset;
        }
    }

    final Where where;
    final BufferType buffer;
    final TileType tile;
    final Placement at;
    final List<Integer> dims;
    final List<Value> left = new ArrayList<>();
    final List<Integer> guarded;
    /** Of each guarded dimension a number that divides how many elements are inside. */
    private final List<Long> rooms = new ArrayList<>();
    private final Lanes l;
    private final Memory.Scope scope;
    private final Value pointer;
    private final Value index;
    private final long constantBits;
    private final Terms[] offsets;
    private final Collection<Long> baseBits;
    /** The dimension along which boxes have rows, or −1. */
    private final int rowDim;
    private final int firstRow;
    private final int[] shape;
    /** Bits of a step along each dimension; 0 where they are known at launch only. */
    private final long[] constantStrides;
    /** The dimensions of the tile along which the stride is not a number. */
    private final List<Integer> symbolic;

    Access(Lanes l, Memory.Scope scope, TileAccess a, Where where, Placement at) {
        this.l = l;
        this.scope = scope;
        this.buffer = a.buffer();
        this.where = where;
        this.pointer = scope.pointer(a.memory());
        this.tile = a.tile();
        this.at = at;
        this.dims = a.dims();
        this.guarded = a.guard();
        this.offsets = a.offsets().stream().map(scope::terms).toArray(Terms[]::new);
        this.rowDim = BaseAddress.rowDim(buffer);
        BaseAddress base = new BaseAddress(l, scope, a, where, offsets);
        this.firstRow = base.firstRow();
        this.constantBits = base.bits().constant();
        this.baseBits = base.bits().of().values();
        this.index = base.bits().index(l, 8, () -> "offsets of " + buffer + " in steps of whole bytes");
        this.shape = tile.dims();
        this.constantStrides = IntStream.range(0, offsets.length).mapToLong(this::constantStride).toArray();
        this.symbolic = IntStream.range(0, dims.size()).filter(j -> !stepBits(dims.get(j)).isConst() && step(j, shape[j] - 1) > 0).boxed().toList();
        for (int i = 0; i < guarded.size(); i++) {
            left.add(room(a.limits().get(i), offsets[dims.get(guarded.get(i))]));
        }
    }

    /** How many elements from the offset on are inside a limit, as an i32 of at least 0. */
    private Value room(Value limit, Terms offset) {
        Terms rest = scope.terms(limit).plus(offset.times(-1));
        rooms.add(rest.of().values().stream().reduce(rest.constant(), Divisors::gcd));
        Value v = rest.index(l, 1, () -> "");
        Value bounded = l.binary(BinaryOp.MIN, l.binary(BinaryOp.MAX, v, l.emit(Consts.i64(0))), l.emit(Consts.i64(1 << 30)));
        return l.cvt(CvtOp.S32_S64, bounded);
    }

    /** The bit address of each lane of a slot, without the part that all accesses share. */
    long[] bits(int slot) {
        return Arrays.stream(at.element()[slot]).mapToLong(e -> bit(where, e)).toArray();
    }

    /** The bit address of a slice of an element of the tile, counted row-major. */
    long bit(Where slice, int element) {
        int last = offsets.length - 1;
        int along = dims.indexOf(last);
        long sum = constantBits;
        for (int j = 0; j < dims.size(); j++) {
            if (dims.get(j) != last) {
                sum += step(j, Placement.coordinate(element, shape, j)) * constantStrides[dims.get(j)];
            }
        }
        int row = row(element);
        long start = last >= 0 ? offsets[last].constant() : 0;
        long at = start + (along < 0 ? 0 : Placement.coordinate(element, shape, along));
        return sum + (slice.period() == 1 ? slice.bit(row, 0) + (last < 0 ? 0 : at * constantStrides[last]) : slice.bit(row, at));
    }

    /** How many steps of its stride a coordinate along a tile dimension makes: of boxes where it counts their rows. */
    private int step(int j, int coordinate) {
        return dims.get(j) == rowDim ? (firstRow + coordinate) / where.rows() : coordinate;
    }

    /** The row of its box that an element of the tile lies in, from the one where the tile begins. */
    private int row(int element) {
        int j = dims.indexOf(rowDim);
        return rowDim < 0 ? 0 : (firstRow + (j < 0 ? 0 : Placement.coordinate(element, shape, j))) % where.rows();
    }

    /** The coordinates of the lanes of a slot along a tile dimension in steps of its stride. */
    private int[] steps(int slot, int j) {
        return Arrays.stream(at.coordinates(slot, shape, j)).map(x -> step(j, x)).toArray();
    }

    /** Bits of a step along a dimension. */
    private Expr stepBits(int dim) {
        if (dim == rowDim) {
            return Where.boxRowBits(buffer, (BlockFormat) buffer.format());
        }
        return dim == buffer.rank() - 1 ? where.lastStrideBits(buffer) : Where.strideBits(buffer, dim);
    }

    /** Which value of a period an element of the tile reads. */
    int inPeriod(Where slice, int element) {
        int last = offsets.length - 1;
        int along = dims.indexOf(last);
        long at = (last >= 0 ? offsets[last].constant() : 0) + (along < 0 ? 0 : Placement.coordinate(element, shape, along));
        return row(element) * slice.period() + (int) Math.floorMod(at, (long) slice.period());
    }

    private long constantStride(int dim) {
        boolean last = dim == buffer.rank() - 1;
        Expr e = last && where.period() != 1 ? Where.strideBits(buffer, dim) : stepBits(dim);
        return e instanceof Expr.Const(long n) ? n : 0;
    }

    /** What the mask of a slot is: nothing, an i1, or a mask. */
    Optional<Value> mask(int slot) {
        Value all = null;
        for (int i = 0; i < guarded.size(); i++) {
            int[] x = at.coordinates(slot, shape, guarded.get(i));
            Value inside = l.compare(CompareOp.LT, l.lanes(x), left.get(i));
            all = all == null ? inside : l.both(all, inside);
        }
        return Optional.ofNullable(all);
    }

    /** Where a slot's lanes begin to count, with the strides that are known at launch only. */
    Reach reach(int slot) {
        Value from = near(slot);
        Optional<Value> lanes = Optional.empty();
        for (int j : symbolic) {
            int[] x = steps(slot, j);
            Value stride = byteStride(j);
            int low = Arrays.stream(x).min().orElse(0);
            from = l.add(from, l.mul(l.emit(Consts.i64(low)), stride));
            int[] delta = Arrays.stream(x).map(c -> c - low).toArray();
            if (Arrays.stream(delta).anyMatch(c -> c != 0)) {
                Value term = l.mul(l.word(l.lanes(delta)), l.cvt(CvtOp.S32_S64, stride));
                lanes = Optional.of(lanes.isPresent() ? l.add(lanes.get(), term) : term);
            }
        }
        return new Reach(from, lanes);
    }

    /**
     * Where the access begins; for a slot of rows past the end so far back that it points at the tile's first row. All its lanes are off, but an access whose lanes are off takes a
     * Zen 4 core some hundred cycles where their page is not there: kernels for 4 rows that had 3 of them took 4 to 27 times as long while the page behind was given back.
     */
    private Value near(int slot) {
        Value from = index;
        for (int i = 0; i < guarded.size() && !l.target().has(Target.Feature.FREE_MASKS); i++) {
            int j = guarded.get(i);
            int low = Arrays.stream(at.coordinates(slot, shape, j)).min().orElse(0);
            Optional<Value> back = low == 0 ? Optional.empty() : rows(j, -step(j, low));
            if (back.isPresent()) {
                Value inside = l.compare(CompareOp.LT, l.i32(low), left.get(i));
                from = l.add(from, l.emit(new CommonOp.Select(inside, l.emit(Consts.i64(0)), back.get())));
            }
        }
        return from;
    }

    /** Bytes of so many steps along a tile dimension; not where a step is less than a line, so that all of the tile is near. */
    private Optional<Value> rows(int j, int steps) {
        if (symbolic.contains(j)) return Optional.of(l.mul(l.emit(Consts.i64(steps)), byteStride(j)));
        long stride = constantStrides[dims.get(j)] / 8;
        return stride < intarsia.passes.Stream.LINE ? Optional.empty() : Optional.of(l.emit(Consts.i64(steps * stride)));
    }

    /** Bits that divide what all addresses of the access share, of a tensor that begins at any multiple; 0 where they share nothing else. */
    long alignment() {
        return Stream.concat(baseBits.stream(), symbolic.stream().map(j -> Factored.of(stepBits(dims.get(j))).factor())).reduce(0L, Divisors::gcd);
    }

    /** How often an element of the tile steps along each stride that is known at launch only. */
    List<Integer> symbolicSteps(int element) {
        return symbolic.stream().map(j -> step(j, Placement.coordinate(element, shape, j))).toList();
    }

    /** Where elements begin to count that step so often. */
    Value index(List<Integer> steps) {
        Value from = index;
        List<Integer> along = symbolic;
        for (int i = 0; i < steps.size(); i++) {
            from = l.add(from, l.mul(l.emit(Consts.i64(steps.get(i))), byteStride(along.get(i))));
        }
        return from;
    }

    private Value byteStride(int j) {
        Expr bits = stepBits(dims.get(j));
        long known = Factored.of(bits).factor();
        if (known % 8 != 0) {
            throw new IllegalArgumentException("wanted offsets of " + buffer + " in steps of whole bytes; found a step of " + known + " bits");
        }
        return scope.size(bits.div(8));
    }

    /** Whether words may be read at any byte. */
    boolean unaligned() {
        return l.target().has(Target.Feature.UNALIGNED);
    }

    Address address(Form form, Value from, long disp, Optional<Value> lanes, Optional<Value> mask) {
        return address(form, from, disp, 0, lanes, mask);
    }

    Address address(Form form, Value from, long disp, long stride, Optional<Value> lanes, Optional<Value> mask) {
        return new Address(form, buffer.space(), pointer, from, disp, Math.toIntExact(stride), lanes, mask);
    }

    /** Where the elements of the tile lie by these addresses. */
    ElementPlaces places() {
        int n = tile.size();
        int[] steps = ElementPlaces.numbered(IntStream.range(0, n).mapToObj(this::symbolicSteps).toList());
        return new ElementPlaces(where.elem().bits(), IntStream.range(0, n).mapToLong(e -> bit(where, e)).toArray(), steps, alignment(), rooms);
    }

    Value ld(Form form, Value from, long disp, Optional<Value> lanes, Optional<Value> mask, int width, boolean signed, Type type) {
        return l.emit(new LaneOp.Ld(address(form, from, disp, lanes, mask), width, width < 32 && signed, 1, type));
    }
}
