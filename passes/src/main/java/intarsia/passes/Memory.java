package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Loads and stores of tiles: for each slot the addresses of its lanes, the form that fits them, and the mask. */
final class Memory {
    /** What the lowering knows of scalars. */
    interface Scope {
        /** A scalar of the tile kernel as i64 terms of lane scalars: value to coefficient, and a constant under null-free key. */
        Terms terms(Value tileScalar);

        /** The value of an expression over symbols, i64. */
        Value size(Expr e);

        /** The address that a tensor parameter is. */
        Value pointer(Value buffer);

        /** An if with one result. */
        Value choose(Value cond, Supplier<Value> then, Supplier<Value> otherwise);

        /** An if without. */
        void when(Value cond, Runnable then);

        void effect(intarsia.ir.Op op);
    }

    private final Lanes l;
    private final Scope scope;
    final Moves moves;

    Memory(Lanes l, Scope scope, Moves moves) {
        this.l = l;
        this.scope = scope;
        this.moves = moves;
    }

    /** One access, its addresses worked out. */
    final class Access {
        final Where where;
        final BufferType buffer;
        final Value pointer;
        final Value index;
        final long constantBits;
        final TileType tile;
        final Placement at;
        final List<Integer> dims;
        final List<Value> left = new ArrayList<>();
        final List<Integer> guarded;
        final Terms[] offsets;
        /** The dimension along which boxes have rows, or −1. */
        private final int rowDim;
        /** The row of a box that offset 0 of the tile has, where the offset does not say it at run time. */
        private int firstRow;

        Access(TileAccess a, Where where, Placement at) {
            this.buffer = a.buffer();
            this.where = where;
            this.pointer = scope.pointer(a.memory());
            this.tile = a.tile();
            this.at = at;
            this.dims = a.dims();
            this.guarded = a.guard();
            this.offsets = a.offsets().stream().map(scope::terms).toArray(Terms[]::new);
            this.rowDim = buffer.format().blockRows() > 1 ? buffer.rank() - 2 : -1;
            Terms bits = base();
            this.constantBits = bits.constant();
            this.index = bits.index(l, 8, () -> "offsets of " + buffer + " in steps of whole bytes");
            for (int i = 0; i < guarded.size(); i++) {
                left.add(room(a.limits().get(i), offsets[dims.get(guarded.get(i))]));
            }
        }

        /** Everything but what differs between the elements of the tile, in bits; the last constant offset is left out. */
        private Terms base() {
            Terms sum = Terms.of(0);
            int last = offsets.length - 1;
            for (int d = 0; d < last; d++) {
                sum = sum.plus(d == rowDim ? rows(offsets[d]) : scaled(offsets[d], Where.strideBits(buffer, d)));
            }
            if (last >= 0) {
                sum = sum.plus(lastDim(offsets[last]));
            }
            long bits = buffer.format() instanceof DType e ? e.bits() : 0;
            if (buffer.format() instanceof BlockFormat f) {
                return sum.plus(scaled(Terms.of(1), buffer.offset().div(f.elements()).times(8L * f.bytes())));
            }
            return sum.plus(scaled(Terms.of(1), buffer.offset().times(bits)));
        }

        /** The bits of an offset along the rows of boxes: of whole boxes, or where rows lie alike, of boxes and rows. */
        private Terms rows(Terms offset) {
            int n = where.rows();
            Expr boxes = stepBits(rowDim);
            Terms moving = offset.withoutConstant();
            if (moving.divisibleBy(n)) {
                firstRow = (int) Math.floorMod(offset.constant(), (long) n);
                return scaled(moving.dividedBy(n, () -> "").plus(Terms.of(Math.floorDiv(offset.constant(), (long) n))), boxes);
            }
            wantInside(offset, n);
            Value row = offset.index(l, 1, () -> "");
            Value box = l.binary(BinaryOp.DIV, row, l.emit(Consts.i64(n)));
            Value inBox = l.sub(row, l.mul(box, l.emit(Consts.i64(n))));
            return scaled(Terms.atom(box), boxes).plus(Terms.atom(inBox).times(where.rowBits()));
        }

        /** Rows that begin anywhere: they lie alike, and the tile's are of one box. */
        private void wantInside(Terms offset, int n) {
            long common = offset.of().values().stream().reduce((long) n, Memory::gcd);
            int j = dims.indexOf(rowDim);
            long end = Math.floorMod(offset.constant(), common) + (j < 0 ? 1 : tile.shape().get(j));
            if (where.rowBits() == Where.UNLIKE || where.rowBits() % 8 != 0 || end > common) {
                throw new IllegalArgumentException("the offset of " + tile + " along the rows of " + buffer + "; wanted a multiple of the " + n
                    + " rows of a box" + (where.rowBits() == Where.UNLIKE || where.rowBits() % 8 != 0 ? ", whose rows do not lie alike at whole bytes"
                    : " or rows of one box") + ", found multiples of " + common);
            }
        }

        private Terms lastDim(Terms offset) {
            if (where.period() == 1) {
                Expr stride = where.lastStrideBits(buffer);
                return scaled(stride.isConst() ? offset.withoutConstant() : offset, stride);
            }
            Terms moving = offset.withoutConstant();
            if (moving.divisibleBy(where.period())) {
                return moving.dividedBy(where.period(), () -> "").times(where.periodBits());
            }
            return parts(moving, offset.constant(), where.part());
        }

        /** The bits of an offset inside blocks, in steps after which places repeat; the tile stays in the block where it begins. */
        private Terms parts(Terms moving, long constant, int part) {
            Supplier<String> what = () -> "the offset of " + tile + " along the last dimension of " + buffer + "; wanted a multiple of the " + where.period()
                    + " values of a block, or of the " + part + " after which their places repeat";
            Terms steps = moving.dividedBy(part, what);
            if (Where.oneAcross(buffer)) {
                return steps.times(where.partBits(part));
            }
            long common = moving.of().values().stream().reduce((long) where.period(), Memory::gcd);
            int j = dims.indexOf(offsets.length - 1);
            if (constant < 0 || constant + (j < 0 ? 1 : tile.shape().get(j)) > common) {
                throw new IllegalArgumentException("wanted " + what.get() + " in one block; found " + common + " and " + constant);
            }
            Value step = steps.index(l, 1, () -> "");
            Value many = l.emit(Consts.i64(where.period() / part));
            Value block = l.binary(BinaryOp.DIV, step, many);
            return Terms.atom(block).times(where.periodBits()).plus(Terms.atom(l.sub(step, l.mul(block, many))).times(where.partBits(part)));
        }

        private Terms scaled(Terms t, Expr stride) {
            if (stride instanceof Expr.Const(long n)) {
                return t.times(n);
            }
            Factored parts = Factored.of(stride);
            return Terms.atom(l.mul(t.index(l, 1, () -> ""), scope.size(parts.rest()))).times(parts.factor());
        }

        /** How many elements from the offset on are inside a limit, as an i32 of at least 0. */
        private Value room(Value limit, Terms offset) {
            Terms rest = scope.terms(limit).plus(offset.times(-1));
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
            int[] shape = tile.dims();
            int last = offsets.length - 1;
            int along = dims.indexOf(last);
            long sum = constantBits;
            for (int j = 0; j < dims.size(); j++) {
                if (dims.get(j) != last) {
                    sum += step(j, Placement.coordinate(element, shape, j)) * constantStride(dims.get(j));
                }
            }
            int row = row(element);
            long start = last >= 0 ? offsets[last].constant() : 0;
            long at = start + (along < 0 ? 0 : Placement.coordinate(element, shape, along));
            return sum + (slice.period() == 1 ? slice.bit(row, 0) + (last < 0 ? 0 : at * constantStride(last)) : slice.bit(row, at));
        }

        /** How many steps of its stride a coordinate along a tile dimension makes: of boxes where it counts their rows. */
        private int step(int j, int coordinate) {
            return dims.get(j) == rowDim ? (firstRow + coordinate) / where.rows() : coordinate;
        }

        /** The row of its box that an element of the tile lies in, from the one where the tile begins. */
        private int row(int element) {
            int j = dims.indexOf(rowDim);
            return rowDim < 0 ? 0 : (firstRow + (j < 0 ? 0 : Placement.coordinate(element, tile.dims(), j))) % where.rows();
        }

        /** The coordinates of the lanes of a slot along a tile dimension in steps of its stride. */
        int[] steps(int slot, int j) {
            return Arrays.stream(at.coordinates(slot, tile.dims(), j)).map(x -> step(j, x)).toArray();
        }

        /** Bits of a step along a dimension. */
        Expr stepBits(int dim) {
            if (dim == rowDim) {
                return Where.boxRowBits(buffer, (BlockFormat) buffer.format());
            }
            return dim == buffer.rank() - 1 ? where.lastStrideBits(buffer) : Where.strideBits(buffer, dim);
        }

        /** Which value of a period an element of the tile reads. */
        int inPeriod(Where slice, int element) {
            int last = offsets.length - 1;
            int along = dims.indexOf(last);
            long at = (last >= 0 ? offsets[last].constant() : 0) + (along < 0 ? 0 : Placement.coordinate(element, tile.dims(), along));
            return row(element) * slice.period() + (int) Math.floorMod(at, (long) slice.period());
        }

        private long constantStride(int dim) {
            boolean last = dim == buffer.rank() - 1;
            Expr e = last && where.period() != 1 ? Where.strideBits(buffer, dim) : stepBits(dim);
            return e instanceof Expr.Const(long n) ? n : 0;
        }

        /** The dimensions of the tile along which the stride is not a number. */
        List<Integer> symbolic() {
            List<Integer> found = new ArrayList<>();
            for (int j = 0; j < dims.size(); j++) {
                if (!stepBits(dims.get(j)).isConst() && step(j, tile.shape().get(j) - 1) > 0) {
                    found.add(j);
                }
            }
            return found;
        }

        /** What the mask of a slot is: nothing, an i1, or a mask. */
        Optional<Value> mask(int slot) {
            Value all = null;
            for (int i = 0; i < guarded.size(); i++) {
                int[] x = at.coordinates(slot, tile.dims(), guarded.get(i));
                Value inside = l.compare(CompareOp.LT, l.lanes(x), left.get(i));
                all = all == null ? inside : both(all, inside);
            }
            return Optional.ofNullable(all);
        }
    }

    private static long gcd(long a, long b) {
        return b == 0 ? Math.abs(a) : gcd(b, a % b);
    }

    /** Both of two conditions; a scalar beside a mask is repeated. */
    private Value both(Value a, Value b) {
        if (Lanes.scalar(a) == Lanes.scalar(b)) {
            return l.emit(new CommonOp.Binary(BinaryOp.AND, a, b));
        }
        return l.emit(new CommonOp.Binary(BinaryOp.AND, l.word(a), l.word(b)));
    }

    /** A tile out of memory, in the carrier of its element type. */
    List<Value> load(TileAccess a, Placement at) {
        List<Where> slices = Where.of(a.buffer(), a.field());
        List<Value> slots = slice(a, slices.getFirst(), at);
        for (Where w : slices.subList(1, slices.size())) {
            List<Value> bits = slice(a, w, at);
            slots.replaceAll(low -> l.or(low, l.shl(bits.removeFirst(), w.firstBit())));
        }
        int[] below = slices.getFirst().below();
        if (below.length > 0) {
            components(a, slices.getFirst(), at, slots);
        }
        boolean cut = slices.size() > 1 || below.length > 0;
        DType elem = cut ? a.tile().elem() : slices.getFirst().elem();
        slots.replaceAll(v -> truth(cut ? whole(v, elem) : v, elem));
        return slots;
    }

    /** Below the codes of vectors the number of the component that each element takes. */
    private void components(TileAccess a, Where where, Placement at, List<Value> slots) {
        Access access = new Access(a, where, at);
        int shift = a.tile().elem().bits() - ((BlockFormat) a.buffer().format()).field(a.field()).type().bits();
        for (int v = 0; v < slots.size(); v++) {
            int[] number = Arrays.stream(at.element()[v]).map(e -> where.below()[access.inPeriod(where, e)]).toArray();
            slots.set(v, l.or(l.shl(slots.get(v), shift), l.lanes(number)));
        }
    }

    /** The bits of a slice of the values, in place of whole values. */
    private List<Value> slice(TileAccess a, Where where, Placement at) {
        Access access = new Access(a, where, at);
        List<Value> slots = new ArrayList<>();
        for (int v = 0; v < at.slots(); v++) {
            slots.add(loadSlot(access, v));
        }
        return slots;
    }

    /** A code put together, in the carrier of its type. */
    private Value whole(Value code, DType elem) {
        Conversions.check32(elem);
        if (elem.equals(DType.F32)) {
            return l.asFloat(code);
        }
        int up = 32 - elem.bits();
        return elem instanceof IntType t && t.signed() ? l.shrS(l.shl(code, up), up) : code;
    }

    private Value truth(Value v, DType elem) {
        return elem.equals(DType.U1) ? l.compare(CompareOp.NE, v, l.i32(0)) : v;
    }

    private Value loadSlot(Access a, int slot) {
        long[] bits = a.bits(slot);
        Value index = a.index;
        Optional<Value> lanes = Optional.empty();
        for (int j : a.symbolic()) {
            int[] x = a.steps(slot, j);
            Value stride = scope.size(a.stepBits(a.dims.get(j)).div(8));
            int low = Arrays.stream(x).min().orElse(0);
            index = l.add(index, l.mul(l.emit(Consts.i64(low)), stride));
            int[] delta = Arrays.stream(x).map(c -> c - low).toArray();
            if (Arrays.stream(delta).anyMatch(c -> c != 0)) {
                Value term = l.mul(l.word(l.lanes(delta)), l.cvt(CvtOp.S32_S64, stride));
                lanes = Optional.of(lanes.isPresent() ? l.add(lanes.get(), term) : term);
            }
        }
        Optional<Value> mask = a.mask(slot);
        int width = a.where.elem().bits();
        if (width % 8 != 0 || width == 24) {
            return codes(a, index, bits, lanes, mask);
        }
        if (!unaligned() && !a.where.aligned(a.buffer)) {
            Conversions.check32(a.where.elem());
            Value code = codes(a, index, bits, lanes, mask);
            return a.where.elem().equals(DType.F32) ? l.asFloat(code) : code;
        }
        return whole(a, index, bytes(bits), lanes, mask);
    }

    /** Whether words may be read at any byte. */
    private boolean unaligned() {
        return l.target().has(Target.Feature.UNALIGNED);
    }

    private Value codes(Access a, Value index, long[] bits, Optional<Value> lanes, Optional<Value> mask) {
        return lanes.isPresent() ? fields(a, index, bits, lanes, mask) : narrow(a, index, bits, mask);
    }

    private static long[] bytes(long[] bits) {
        return Arrays.stream(bits).map(b -> Math.floorDiv(b, 8L)).toArray();
    }

    /** Elements of whole bytes. */
    private Value whole(Access a, Value index, long[] bytes, Optional<Value> lanes, Optional<Value> mask) {
        int width = a.where.elem().bits();
        boolean signed = a.where.elem() instanceof IntType t && t.signed();
        boolean real = a.where.elem().equals(DType.F32);
        Conversions.check32(a.where.elem());
        if (lanes.isPresent()) {
            return gather(a, index, bytes, lanes, mask, width, signed, real);
        }
        boolean same = Arrays.stream(bytes).allMatch(b -> b == bytes[0]);
        if (same && (mask.isEmpty() || Lanes.scalar(mask.get()))) {
            Type type = real ? ScalarType.F32 : ScalarType.I32;
            return guarded(mask, () -> ld(a, Form.UNIFORM, index, bytes[0], Optional.empty(), Optional.empty(), width, signed, type),
                    () -> l.emit(new CommonOp.Const(type, 0)));
        }
        LaneType type = real ? LaneType.F32 : LaneType.I32;
        long step = bytes.length > 1 ? bytes[1] - bytes[0] : 0;
        if (step == width / 8 && linear(bytes, step)) {
            return ld(a, Form.UNIT, index, bytes[0], Optional.empty(), mask.map(l::word), width, signed, type);
        }
        Optional<Value> run = permutedRun(a, index, bytes, mask, width, signed, type);
        return run.orElseGet(() -> gather(a, index, bytes, Optional.empty(), mask, width, signed, real));
    }

    /** Lanes that read a contiguous run in another order, or several times: the run once, then a permutation. */
    private Optional<Value> permutedRun(Access a, Value index, long[] bytes, Optional<Value> mask, int width, boolean signed, LaneType type) {
        long low = Arrays.stream(bytes).min().orElse(0);
        int size = width / 8;
        int n = (int) Arrays.stream(bytes).distinct().count();
        int[] from = new int[bytes.length];
        boolean[] on = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            long at = (bytes[i] - low) / size;
            if ((bytes[i] - low) % size != 0 || at >= n) {
                return Optional.empty();
            }
            from[i] = (int) at;
        }
        Arrays.fill(on, 0, n, true);
        if (mask.isPresent() && !Lanes.scalar(mask.get())) {
            return Optional.empty();
        }
        Optional<Value> few = n == bytes.length ? mask.map(l::word) : Optional.of(mask.isPresent() ? both(mask.get(), l.mask(on)) : l.mask(on));
        Value run = ld(a, Form.UNIT, index, low, Optional.empty(), few, width, signed, type);
        return Optional.of(l.permute(run, from));
    }

    private Value gather(Access a, Value index, long[] bytes, Optional<Value> lanes, Optional<Value> mask, int width, boolean signed, boolean real) {
        int[] delta = offsets(bytes);
        Value offset = l.word(l.lanes(delta));
        Value all = lanes.isPresent() ? l.add(lanes.get(), offset) : offset;
        return ld(a, Form.GATHER, index, bytes[0], Optional.of(all), mask.map(l::word), width, signed, real ? LaneType.F32 : LaneType.I32);
    }

    private static int[] offsets(long[] bytes) {
        return Arrays.stream(bytes).mapToInt(b -> Math.toIntExact(b - bytes[0])).toArray();
    }

    private static boolean linear(long[] x, long step) {
        for (int i = 0; i < x.length; i++) {
            if (x[i] != x[0] + i * step) {
                return false;
            }
        }
        return true;
    }

    /** Elements of a part of a byte, or of more than one byte and not whole: codes at a bit offset. */
    private Value narrow(Access a, Value index, long[] bits, Optional<Value> mask) {
        int width = a.where.elem().bits();
        long[] bytes = bytes(bits);
        long low = Arrays.stream(bytes).min().orElse(0);
        long high = Arrays.stream(bits).map(b -> (b + width - 1) >> 3).max().orElse(0);
        boolean inBytes = Arrays.stream(bits).allMatch(b -> Math.floorMod(b, 8L) + width <= 8);
        if (inBytes && linear(bytes, 1) && bytes.length > 1) {
            Value word = ld(a, Form.UNIT, index, bytes[0], Optional.empty(), mask.map(l::word), 8, false, LaneType.I32);
            int[] shift = Arrays.stream(bits).mapToInt(b -> (int) Math.floorMod(b, 8L)).toArray();
            return field(a, word, shift);
        }
        boolean alike = mask.isEmpty() || Lanes.scalar(mask.get());
        boolean same = Arrays.stream(bits).allMatch(b -> b == bits[0]);
        if (alike && (same || unaligned() && high - low < 16)) {
            return guarded(mask, () -> fromWords(a, index, bits, low, high), () -> zeroLike(bits));
        }
        return fields(a, index, bits, Optional.empty(), mask);
    }

    private Value zeroLike(long[] bits) {
        boolean same = Arrays.stream(bits).allMatch(b -> b == bits[0]);
        return same ? l.i32(0) : l.word(l.i32(0));
    }

    /** The bytes that a slot touches as a few scalars; each lane shifts its field out of the one it needs. */
    private Value fromWords(Access a, Value index, long[] bits, long low, long high) {
        List<Value> words = new ArrayList<>();
        for (long at = low; at <= high; at += 4) {
            words.add(upTo(a, index, at, (int) Math.min(4, high - at + 1)));
        }
        int[] word = Arrays.stream(bits).mapToInt(b -> (int) ((b - low * 8) / 32)).toArray();
        int[] shift = Arrays.stream(bits).mapToInt(b -> (int) ((b - low * 8) % 32)).toArray();
        int width = a.where.elem().bits();
        boolean same = Arrays.stream(bits).allMatch(b -> b == bits[0]);
        Value first = pick(words, word, same);
        Value v = l.binary(BinaryOp.SHR_U, first, count(l.lanes(shift), first));
        if (Arrays.stream(shift).anyMatch(s -> s + width > 32)) {
            int[] next = Arrays.stream(word).map(w -> Math.min(w + 1, words.size() - 1)).toArray();
            int[] up = Arrays.stream(shift).map(s -> s + width > 32 ? 32 - s : 31).toArray();
            boolean[] crosses = new boolean[shift.length];
            for (int i = 0; i < shift.length; i++) {
                crosses[i] = shift[i] + width > 32;
            }
            Value second = pick(words, next, same);
            Value moved = l.binary(BinaryOp.SHL, second, count(l.lanes(up), second));
            v = l.or(v, same ? moved : l.select(l.mask(crosses), moved, l.i32(0)));
        }
        return field(a, v, new int[] {0});
    }

    /** A shift count for a value: a scalar for a scalar, and for a word either. */
    private Value count(Value count, Value of) {
        return Lanes.scalar(of) && !Lanes.scalar(count) ? l.extract(count, 0) : count;
    }

    private Value pick(List<Value> words, int[] which, boolean same) {
        if (same) {
            return words.get(which[0]);
        }
        Value v = l.word(words.getFirst());
        for (int w = 1; w < words.size(); w++) {
            boolean[] on = new boolean[which.length];
            for (int i = 0; i < on.length; i++) {
                on[i] = which[i] == w;
            }
            v = l.select(l.mask(on), words.get(w), v);
        }
        return v;
    }

    /** 1 to 4 bytes as the low bits of a scalar. */
    private Value upTo(Access a, Value index, long at, int bytes) {
        if (bytes > 1 && !unaligned()) {
            return l.or(upTo(a, index, at, 1), l.shl(upTo(a, index, at + 1, bytes - 1), 8));
        }
        return switch (bytes) {
            case 1, 2, 4 -> ld(a, Form.UNIFORM, index, at, Optional.empty(), Optional.empty(), 8 * bytes, false, ScalarType.I32);
            default -> l.or(upTo(a, index, at, 2), l.shl(upTo(a, index, at + 2, 1), 16));
        };
    }

    /** Byte by byte, lane by lane. */
    private Value fields(Access a, Value index, long[] bits, Optional<Value> lanes, Optional<Value> mask) {
        int width = a.where.elem().bits();
        int count = Arrays.stream(bits).mapToInt(b -> (int) (Math.floorMod(b, 8L) + width + 7) / 8).max().orElse(1);
        long[] bytes = bytes(bits);
        Value offset = l.word(l.lanes(offsets(bytes)));
        Value all = lanes.isPresent() ? l.add(lanes.get(), offset) : offset;
        Value v = null;
        for (int i = 0; i < count; i++) {
            int n = i;
            boolean[] on = new boolean[bits.length];
            for (int k = 0; k < on.length; k++) {
                on[k] = Math.floorMod(bits[k], 8L) + width > 8L * n;
            }
            Optional<Value> own = n == 0 ? mask.map(l::word) : Optional.of(mask.isPresent() ? both(mask.get(), l.mask(on)) : l.mask(on));
            Value b = ld(a, Form.GATHER, index, bytes[0] + n, Optional.of(all), own, 8, false, LaneType.I32);
            v = v == null ? b : l.or(v, l.shl(b, 8 * n));
        }
        int[] shift = Arrays.stream(bits).mapToInt(b -> (int) Math.floorMod(b, 8L)).toArray();
        return field(a, java.util.Objects.requireNonNull(v), shift);
    }

    /** The low bits of a value after a shift, extended as the element type is. */
    private Value field(Access a, Value v, int[] shift) {
        int width = a.where.elem().bits();
        Value down = Arrays.stream(shift).allMatch(s -> s == 0) ? v : l.binary(BinaryOp.SHR_U, v, l.lanes(shift));
        boolean signed = a.where.elem() instanceof IntType t && t.signed();
        return signed ? l.shrS(l.shl(down, 32 - width), 32 - width) : l.and(down, l.i32(Consts.mask(width)));
    }

    private Value guarded(Optional<Value> mask, Supplier<Value> load, Supplier<Value> zero) {
        return mask.isEmpty() ? load.get() : scope.choose(mask.get(), load, zero);
    }

    Value ld(Access a, Form form, Value index, long disp, Optional<Value> lanes, Optional<Value> mask, int width, boolean signed, Type type) {
        Address at = new Address(form, Space.GLOBAL, a.pointer, index, disp, 0, lanes, mask);
        return l.emit(new LaneOp.Ld(at, width, width < 32 && signed, 1, type));
    }

    /** A tile into memory; of copies one lane writes. */
    void store(TileAccess a, Slots tile) {
        List<Where> slices = Where.of(a.buffer(), a.field());
        Access access = new Access(a, slices.getFirst(), tile.at());
        int bits = a.tile().elem().bits();
        boolean anywhere = unaligned() || access.where.aligned(a.buffer());
        if (slices.size() > 1 || bits % 8 != 0 || bits == 24 || bits > 32 || !anywhere) {
            new FieldStore(l, this, access, slices, tile).store();
            return;
        }
        Set<Integer> written = new HashSet<>();
        for (int v = 0; v < tile.count(); v++) {
            storeSlot(access, v, tile.get(v), written);
        }
    }

    private void storeSlot(Access a, int slot, Value value, Set<Integer> written) {
        boolean[] own = new boolean[l.count()];
        int owners = 0;
        for (int lane = 0; lane < own.length; lane++) {
            own[lane] = written.add(a.at.element()[slot][lane]);
            owners += own[lane] ? 1 : 0;
        }
        if (owners == 0) {
            return;
        }
        long[] bytes = bytes(a.bits(slot));
        Value index = a.index;
        Optional<Value> lanes = Optional.empty();
        for (int j : a.symbolic()) {
            int[] x = a.steps(slot, j);
            Value stride = scope.size(a.stepBits(a.dims.get(j)).div(8));
            if (Arrays.stream(x).distinct().count() == 1) {
                index = l.add(index, l.mul(l.emit(Consts.i64(x[0])), stride));
            } else {
                Value term = l.mul(l.word(l.lanes(x)), l.cvt(CvtOp.S32_S64, stride));
                lanes = Optional.of(lanes.isPresent() ? l.add(lanes.get(), term) : term);
            }
        }
        Optional<Value> mask = a.mask(slot);
        if (a.at.uniform(slot)) {
            Value v = l.extract(carried(value), 0);
            Value to = index;
            Runnable st = () -> st(a, Form.UNIFORM, to, bytes[0], Optional.empty(), Optional.empty(), v);
            if (mask.isPresent()) {
                scope.when(l.extract(mask.get(), 0), st);
            } else {
                st.run();
            }
            return;
        }
        Optional<Value> on = owners == own.length ? mask.map(l::word) : Optional.of(mask.isPresent() ? both(mask.get(), l.mask(own)) : l.mask(own));
        Value word = l.word(carried(value));
        int size = a.where.elem().bits() / 8;
        if (lanes.isEmpty() && linearWhere(bytes, own, size)) {
            st(a, Form.UNIT, index, bytes[0], Optional.empty(), on, word);
        } else {
            Value offset = l.word(l.lanes(offsets(bytes)));
            st(a, Form.GATHER, index, bytes[0], Optional.of(lanes.isPresent() ? l.add(lanes.get(), offset) : offset), on, word);
        }
    }

    /** A truth value is stored as 0 or 1. */
    Value carried(Value v) {
        return v.type() == LaneType.MASK || v.type() == ScalarType.I1 ? l.cvt(CvtOp.S32_I1, v) : v;
    }

    static boolean linearWhere(long[] x, boolean[] on, long step) {
        for (int i = 0; i < x.length; i++) {
            if (on[i] && x[i] != x[0] + i * step) {
                return false;
            }
        }
        return on[0];
    }

    /** Stores the low bits of a word, or of a scalar. */
    void st(Address at, int bits, Value v) {
        scope.effect(new LaneOp.St(at, bits, List.of(v)));
    }

    private void st(Access a, Form form, Value index, long disp, Optional<Value> lanes, Optional<Value> mask, Value v) {
        Address at = new Address(form, Space.GLOBAL, a.pointer, index, disp, 0, lanes, mask);
        st(at, a.where.elem().bits(), v);
    }

}
