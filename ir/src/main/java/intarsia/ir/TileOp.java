package intarsia.ir;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Ops on tiles: how a block computes. */
public sealed interface TileOp extends Op {
    /** The name of the field of a buffer that has no fields. */
    String VALUE = "value";

    /**
     * A tile out of a buffer. Dimension j of the tile runs along dimension {@code dims[j]} of the buffer, from
     * {@code offsets}; in a field that has a value for every g elements, the last dimension counts such values.
     * Along the tile dimensions in {@code guard} elements at or beyond the matching limit read as 0 and touch no memory;
     * elsewhere an element beyond the buffer is an error of the program.
     */
    record Load(Value buffer, String field, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits,
            TileType type) implements TileOp {
        public Load {
            dims = List.copyOf(dims);
            offsets = List.copyOf(offsets);
            guard = List.copyOf(guard);
            limits = List.copyOf(limits);
            Access.check("load", buffer, dims, offsets, guard, limits, type);
            DType want = Access.elem(buffer, field);
            if (!type.elem().equals(want)) {
                throw new IllegalArgumentException("load of " + field + " of " + buffer.type() + " as " + type.elem() + "; it holds " + want);
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * Writes a tile to a buffer, or to a field of its blocks; guards as in {@link Load}: an element that is off writes nothing.
     * Bits around those of the values stay as they are; blocks of the grid that write parts of one byte are an error of the
     * program.
     */
    record Store(Value buffer, String field, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits, Value tile)
            implements TileOp, Effect {
        public Store {
            dims = List.copyOf(dims);
            offsets = List.copyOf(offsets);
            guard = List.copyOf(guard);
            limits = List.copyOf(limits);
            if (!(tile.type() instanceof TileType t)) {
                throw new IllegalArgumentException("store of a " + tile.type() + "; wanted a tile");
            }
            Access.check("store", buffer, dims, offsets, guard, limits, t);
            DType want = Access.elem(buffer, field);
            if (!t.elem().equals(want)) {
                throw new IllegalArgumentException("store of " + t + " to " + buffer.type() + "; cast it to " + want);
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * Elements at indices: element e of the result is the one of the buffer at the indices that {@code index} has for e, one for each
     * dimension: a tile of i32, or an i64 scalar for all. An element is off where an index is outside the buffer, or where the mask says
     * so: it touches no memory and is 0.
     *
     * @param mask one tile of truth values, or none
     */
    record LoadAt(Value buffer, List<Value> index, List<Value> mask, TileType type) implements TileOp {
        public LoadAt {
            index = List.copyOf(index);
            mask = List.copyOf(mask);
            Indexed.check("load.at", buffer, index, mask, type);
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * Writes elements at indices, as {@link LoadAt} reads them. Two elements that are on and have the same indices are an error of the
     * program; the evaluator stops there, and which of them an engine writes is open.
     */
    record StoreAt(Value buffer, List<Value> index, List<Value> mask, Value tile) implements TileOp, Effect {
        public StoreAt {
            index = List.copyOf(index);
            mask = List.copyOf(mask);
            Indexed.check("store.at", buffer, index, mask, Indexed.tile("store.at", tile));
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * Combines elements of the buffer with those of a tile, at indices as {@link LoadAt} has them, each in one step that nothing comes
     * between: of i32, u32 and f32. Sums of f32 are in any order. {@code min} and {@code max} of f32 take the order of sign and magnitude,
     * in which −0 is below +0 and NaNs lie beyond the infinities of their sign; a NaN in the tile wins.
     */
    record Atomic(AtomicOp op, Value buffer, List<Value> index, List<Value> mask, Value tile) implements TileOp, Effect {
        public Atomic {
            index = List.copyOf(index);
            mask = List.copyOf(mask);
            TileType t = Indexed.tile(op.text(), tile);
            Indexed.check(op.text(), buffer, index, mask, t);
            boolean integer = t.elem().equals(DType.I32) || t.elem().equals(DType.U32);
            if (!integer && !(t.elem().equals(DType.F32) && op.floats())) {
                throw new IllegalArgumentException(op.text() + " of " + t.elem() + "; wanted i32 or u32" + (op.floats() ? " or f32" : ""));
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * A tile that all warps of a block share, in its shared memory, from here to the end of the block: where {@code load} and {@code store},
     * also at indices, and atomic ops take a tensor parameter, they take it too. It holds nothing until something is stored in it.
     * What is stored is there for readers after a {@link CommonOp.Barrier}, and before it is overwritten there is one again: whatever
     * the number of warps that a target gives a block, since the lanes of one warp do not see each other's words in step either.
     *
     * @param type constants alone, of plain elements; strides say how its rows lie
     */
    record Shared(BufferType type) implements TileOp, Effect {
        public Shared {
            if (type.space() != Space.SHARED) {
                throw new IllegalArgumentException("shared gives a " + type + "; wanted shared …");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * Begins to copy elements of a tensor parameter into a shared tile: {@code store to, load from}, but the data are there only when a
     * {@link CopyWait} has waited for their group and a barrier has followed. Until then nobody may touch the destination or
     * change the source. An element that a guard keeps off becomes 0.
     *
     * @param toDims    the dimension of {@code to} along which each dimension of what is copied runs
     * @param toOffsets one a dimension of {@code to}
     * @param dims      the dimension of {@code from} along which each runs
     * @param offsets   one a dimension of {@code from}
     * @param guard     dimensions of what is copied, as in {@link Load}
     * @param shape     of what is copied
     */
    record CopyBegin(Value to, List<Integer> toDims, List<Value> toOffsets, Value from, List<Integer> dims, List<Value> offsets, List<Integer> guard,
            List<Value> limits, List<Integer> shape) implements TileOp, Effect {
        public CopyBegin {
            toDims = List.copyOf(toDims);
            toOffsets = List.copyOf(toOffsets);
            dims = List.copyOf(dims);
            offsets = List.copyOf(offsets);
            guard = List.copyOf(guard);
            limits = List.copyOf(limits);
            shape = List.copyOf(shape);
            boolean spaces = to.type() instanceof BufferType t && from.type() instanceof BufferType f && t.space() == Space.SHARED && f.space() == Space.GLOBAL;
            if (!spaces || !((BufferType) to.type()).format().equals(((BufferType) from.type()).format())) {
                throw new IllegalArgumentException("copy.begin of " + from.type() + " to " + to.type() + "; wanted a tensor parameter, and a shared tile of its elements");
            }
            TileType tile = new TileType(Access.elem(from, VALUE), shape, java.util.Optional.empty());
            Access.check("copy.begin", to, toDims, toOffsets, List.of(), List.of(), tile);
            Access.check("copy.begin", from, dims, offsets, guard, limits, tile);
        }

        /** What is copied. */
        public TileType tile() {
            return new TileType(Access.elem(from, VALUE), shape, java.util.Optional.empty());
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * The index of this warp in its block, i64. A kernel that has it has lanes, which passes gave it, and says what one of its warps does: its tiles are
     * those of the warp, each has its own.
     */
    record WarpIndex() implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(ScalarType.I64);
        }
    }

    /** Ends a group: the copies that the block has begun since the last {@code copy.commit}. */
    record CopyCommit() implements TileOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** Waits until of the groups at most the latest {@code pending} are under way; after a {@link CommonOp.Barrier} the data of the others may be read. */
    record CopyWait(int pending) implements TileOp, Effect {
        public CopyWait {
            if (pending < 0) {
                throw new IllegalArgumentException("copy.wait for all but " + pending + " groups; wanted at least 0");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * Random bits that are a function of a counter and a key: the four words of {@link intarsia.ir.type.Philox} for each element.
     *
     * @param counter four words, the lowest first: i32 tiles, or i32 scalars for all
     * @param key     two i32 scalars
     */
    record Philox(List<Value> counter, List<Value> key, TileType type) implements TileOp {
        /** Words of a counter, and of a result. */
        public static final int WORDS = 4;

        public Philox {
            counter = List.copyOf(counter);
            key = List.copyOf(key);
            TileType of = type;
            boolean fits = type.elem().equals(DType.I32) && counter.size() == WORDS && key.size() == 2
                    && key.stream().allMatch(k -> k.type() == ScalarType.I32)
                    && counter.stream().allMatch(c -> c.type() == ScalarType.I32 || Indexed.like(c, DType.I32, of));
            if (!fits) {
                throw new IllegalArgumentException("philox of " + counter.stream().map(Value::type).toList() + " under " + key.stream().map(Value::type).toList()
                        + " as " + type + "; wanted four i32, tiles or scalars, two scalars i32, and tiles of i32");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return Collections.nCopies(WORDS, type);
        }
    }

    /**
     * Each f32 as one of the two values of a type beside it, drawn by its random word: {@link intarsia.ir.type.StochasticRounding}, with the
     * overflow of that type. A value that the type holds is that.
     *
     * @param random a tile of i32, uniform over all words for the mean of many to be the value
     */
    record CastStochastic(Value a, Value random, TileType type) implements TileOp {
        public CastStochastic {
            if (!Indexed.like(a, DType.F32, type) || !Indexed.like(random, DType.I32, type)) {
                throw new IllegalArgumentException("cast.stochastic of " + a.type() + " by " + random.type() + " to " + type + "; wanted f32 and i32 of one shape");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** What accesses at indices share. */
    final class Indexed {
        private Indexed() {
        }

        static TileType tile(String what, Value tile) {
            if (tile.type() instanceof TileType t) {
                return t;
            }
            throw new IllegalArgumentException(what + " of a " + tile.type() + "; wanted a tile");
        }

        static void check(String what, Value buffer, List<Value> index, List<Value> mask, TileType tile) {
            if (!(buffer.type() instanceof BufferType b) || !(b.format() instanceof DType elem)) {
                throw new IllegalArgumentException(what + " of a " + buffer.type() + "; wanted a tensor parameter of plain elements");
            }
            if (!elem.equals(tile.elem())) {
                throw new IllegalArgumentException(what + " of " + tile + " in " + b + "; wanted a tile of " + elem);
            }
            if (index.size() != b.rank()) {
                throw new IllegalArgumentException(what + " at " + index.size() + " indices of " + b + "; wanted " + b.rank());
            }
            for (Value v : index) {
                if (v.type() != ScalarType.I64 && !like(v, DType.I32, tile)) {
                    throw new IllegalArgumentException(what + " at " + v.type() + "; wanted i32" + tile.shape() + ", or an i64 for all");
                }
            }
            if (mask.size() > 1 || mask.stream().anyMatch(m -> !like(m, DType.U1, tile))) {
                throw new IllegalArgumentException(what + " where " + mask.stream().map(Value::type).toList() + "; wanted nothing or one u1" + tile.shape());
            }
        }

        private static boolean like(Value v, DType elem, TileType tile) {
            return v.type() instanceof TileType t && t.elem().equals(elem) && t.shape().equals(tile.shape());
        }
    }

    /** The index along a dimension, as i32. */
    record Iota(int dim, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** A scalar in every element. */
    record Fill(Value scalar, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** Repeats dimensions of extent 1; ranks are equal. */
    record Broadcast(Value a, TileType type) implements TileOp {
        public Broadcast {
            TileType from = (TileType) a.type();
            boolean fits = from.rank() == type.rank() && from.elem().equals(type.elem());
            for (int i = 0; fits && i < from.rank(); i++) {
                fits = from.shape().get(i) == 1 || from.shape().get(i).equals(type.shape().get(i));
            }
            if (!fits) {
                throw new IllegalArgumentException("broadcast of " + from + " to " + type + "; wanted the same rank, and 1 where extents differ");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The same elements in row-major order under another shape. */
    record Reshape(Value a, TileType type) implements TileOp {
        public Reshape {
            if (((TileType) a.type()).size() != type.size()) {
                throw new IllegalArgumentException("reshape of " + a.type() + " to " + type + "; wanted as many elements");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** Dimension j of the result is dimension {@code perm[j]} of {@code a}. */
    record Transpose(Value a, List<Integer> perm, TileType type) implements TileOp {
        public Transpose {
            perm = List.copyOf(perm);
            TileType from = (TileType) a.type();
            boolean fits = perm.size() == from.rank() && perm.stream().sorted().toList().equals(java.util.stream.IntStream.range(0, from.rank()).boxed().toList())
                    && perm.stream().map(from.shape()::get).toList().equals(type.shape());
            if (!fits) {
                throw new IllegalArgumentException("transpose " + perm + " of " + from + " to " + type + "; wanted a permutation of its dimensions");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** Combines all elements along a dimension, which becomes 1 long. Sums of floats may be taken in any order. */
    record Reduce(ReduceOp op, Value a, int dim, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** Each element combined with all before it along a dimension: an inclusive prefix. Sums of floats may be taken in any order. */
    record Scan(Value a, ReduceOp op, int dim, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * The elements in order along a dimension, or their indices (i32): -0 before 0, NaNs last, whether the order ascends or not. Equal elements
     * keep their order, all NaNs among them.
     */
    record Sort(SortOp op, Value a, int dim, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * {@code acc + a · bᵀ}: a is [M,K], b is [N,K], acc and result are [M,N]; sums in any order in acc's type.
     *
     * @param atom the {@link DotAtom} that it is to be made of, {@link #ANY} for the best that fits: where none does, multiplications and sums
     */
    record Dot(Value a, Value b, Value acc, String atom, TileType type) implements TileOp {
        /** No demand. */
        public static final String ANY = "any";

        public Dot {
            TileType ta = (TileType) a.type();
            TileType tb = (TileType) b.type();
            boolean fits = ta.rank() == 2 && tb.rank() == 2 && ta.shape().get(1).equals(tb.shape().get(1))
                    && type.shape().equals(List.of(ta.shape().get(0), tb.shape().get(0)));
            if (!atom.equals(ANY)) {
                DotAtom.named(atom);
            }
            if (!fits) {
                throw new IllegalArgumentException("dot of " + ta + " by " + tb + " into " + type + "; wanted [M,K], [N,K], [M,N]");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The same values in another layout. */
    record Convert(Value a, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * The same tile, and a demand: it lies so, and with it all tiles that it meets elementwise. Where two demands meet, a {@link Convert}
     * between them says where one becomes the other.
     */
    record Pin(Value a, Layout layout) implements TileOp {
        public Pin {
            if (!(a.type() instanceof TileType t) || !Arrays.equals(t.dims(), layout.shape())) {
                throw new IllegalArgumentException("pin of " + a.type() + " to " + layout + "; wanted a layout of the tile's shape");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /**
     * The bits of a tile as those of another, in the lanes where they lie: each lane's elements in the order of {@code v}, bit 0 first, are one
     * string before and after. What the result is depends on both layouts, so they are part of the op.
     */
    record View(Value a, Layout from, Layout to, TileType type) implements TileOp {
        public View {
            if (!(a.type() instanceof TileType t) || !Arrays.equals(t.dims(), from.shape()) || !Arrays.equals(type.dims(), to.shape())) {
                throw new IllegalArgumentException("view of " + a.type() + " under " + from + " as " + type + " under " + to
                        + "; wanted layouts of the shapes of both tiles");
            }
            if (intarsia.ir.layout.View.check(t.elem().bits(), from, type.elem().bits(), to) instanceof Attempt.Refused r) {
                throw new IllegalArgumentException("view of " + t + " as " + type + ": " + r.reason() + "\n" + t.elem() + " lies\n" + from.render()
                        + "\nand is to be " + type.elem() + " that lies\n" + to.render() + "\nwanted as many bits in every lane");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** {@code table[index]} an element; the table is a tile of rank 1, an index outside is an error of the program. */
    record Lookup(Value table, Value index, TileType type) implements TileOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The only element of a tile as a scalar: f32, i1 of u1, i32 of integers of at most 32 bits. */
    record Item(Value tile) implements TileOp {
        public Item {
            if (((TileType) tile.type()).size() != 1) {
                throw new IllegalArgumentException("item of " + tile.type() + "; wanted one element");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(Access.scalar(((TileType) tile.type()).elem()));
        }
    }

    /** A fact about scalars that the program promises; the evaluator checks it. */
    record Assume(Value cond) implements TileOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** Writes a line with the message and a tile or scalar, once for each block that comes here: {@link intarsia.ir.eval.Prints}. */
    record Print(Value a, String message) implements TileOp, Effect {
        public Print {
            if (!(a.type() instanceof TileType) && !(a.type() instanceof ScalarType s && s != ScalarType.PTR)) {
                throw new IllegalArgumentException("print of a " + a.type() + "; wanted a tile or a number");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** What loads and stores share. */
    final class Access {
        private Access() {
        }

        static void check(String what, Value buffer, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits, TileType tile) {
            if (!(buffer.type() instanceof BufferType b)) {
                throw new IllegalArgumentException(what + " of a " + buffer.type() + "; wanted a tensor parameter");
            }
            if (offsets.size() != b.rank()) {
                throw new IllegalArgumentException(what + " at " + offsets.size() + " offsets of " + b + "; wanted " + b.rank());
            }
            if (dims.size() != tile.rank() || new ArrayList<>(new java.util.TreeSet<>(dims)).size() != dims.size()
                    || dims.stream().anyMatch(d -> d < 0 || d >= b.rank())) {
                throw new IllegalArgumentException(what + " of tile " + tile + " along dimensions " + dims + " of " + b + "; wanted one dimension of it for each of the tile's");
            }
            if (guard.size() != limits.size() || guard.stream().anyMatch(g -> g < 0 || g >= tile.rank())) {
                throw new IllegalArgumentException(what + ": guards " + guard + " with " + limits.size() + " limits; wanted a limit for each, within rank " + tile.rank());
            }
        }

        /** The type that a field of a buffer holds. */
        public static DType elem(Value buffer, String field) {
            return switch (((BufferType) buffer.type()).format()) {
                case DType d when field.equals(VALUE) -> d;
                case DType d -> throw new IllegalArgumentException("no field '" + field + "' of " + d + "; plain elements have only '" + VALUE + "'");
                case BlockFormat f -> f.find(field).orElseThrow(() -> new IllegalArgumentException("no field '" + field + "' of " + f
                        + "; known: " + f.fields().stream().map(Field::name).toList())).element();
            };
        }

        /** The scalar type that holds an element. */
        public static ScalarType scalar(DType d) {
            if (d.equals(DType.U1)) {
                return ScalarType.I1;
            }
            if (d.equals(DType.F32)) {
                return ScalarType.F32;
            }
            if (!d.isFloat() && d.bits() <= 32) {
                return ScalarType.I32;
            }
            if (!d.isFloat()) {
                return ScalarType.I64;
            }
            throw new IllegalArgumentException("no scalar of type " + d + "; cast the tile to f32 first");
        }
    }
}
