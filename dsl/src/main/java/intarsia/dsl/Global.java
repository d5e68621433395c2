package intarsia.dsl;

import intarsia.ir.AtomicOp;
import intarsia.ir.BinaryOp;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.ScalarType;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.ExactKernels;
import intarsia.ir.type.GgmlKind;
import intarsia.ir.type.GgmlSearch;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** A tensor parameter, or a tile that a block shares: memory that tiles are loaded from and stored to. */
public final class Global {
    private final TileKernel k;
    private final Value value;

    Global(TileKernel k, Value value) {
        this.k = k;
        this.value = value;
    }

    public Value value() {
        return value;
    }

    public BufferType type() {
        return (BufferType) value.type();
    }

    /** A place in it: an offset a dimension. */
    public Place at(Scalar... offsets) {
        return new Place(TileOp.VALUE, List.of(offsets), Map.of());
    }

    /** A field of a block format, as {@code code} or {@code scale}. */
    public Place at(String field, Scalar... offsets) {
        return new Place(field, List.of(offsets), Map.of());
    }

    /** Where a tile begins, of which field, and how far elements may go. */
    public final class Place {
        private final String field;
        private final List<Scalar> offsets;
        private final Map<Integer, Scalar> limits;

        private Place(String field, List<Scalar> offsets, Map<Integer, Scalar> limits) {
            this.field = field;
            this.offsets = offsets;
            this.limits = limits;
        }

        /** Elements at or beyond {@code limit} along a dimension are off; the limit is at most the extent. */
        public Place upTo(int dim, Scalar limit) {
            Map<Integer, Scalar> now = new HashMap<>(limits);
            now.put(dim, limit);
            return new Place(field, offsets, Map.copyOf(now));
        }

        /** A tile along the last dimensions; elements outside the tensor are 0. */
        public Tile load(int... shape) {
            return loadAlong(lastDims(shape.length), shape);
        }

        /** A tile whose dimension j runs along dimension {@code dims[j]}; elements outside the tensor are 0. */
        public Tile loadAlong(List<Integer> dims, int... shape) {
            Guards g = new Guards(dims);
            return k.tile(() -> new TileOp.Load(value, field, dims, values(), g.dims, g.limits,
                    new TileType(TileOp.Access.elem(value, field), Tile.box(shape), Optional.empty())));
        }

        /**
         * Begins to copy elements along the last dimensions to a place of a shared tile, along its last dimensions; elements outside the tensor become 0. They
         * are there after {@link TileKernel#copyCommit}, {@link TileKernel#copyWait} and {@link TileKernel#barrier}.
         */
        public void copyTo(Place to, int... shape) {
            List<Integer> dims = lastDims(shape.length);
            Guards g = new Guards(dims);
            k.effect(() -> new TileOp.CopyBegin(to.memory(), to.lastDims(shape.length), to.values(), value, dims, values(), g.dims, g.limits, Tile.box(shape)));
        }

        private Value memory() {
            return value;
        }

        /** As {@link #load} with another value outside the tensor. */
        public Tile loadOr(double outside, int... shape) {
            Tile t = load(shape);
            int last = shape.length - 1;
            int dim = type().rank() - 1;
            Scalar left = limit(dim).minus(offsets.get(dim));
            Tile index = k.iota(last, shape);
            return index.lt(left.cast(ScalarType.I32).fill(shape)).select(t, t.constant(outside));
        }

        /** The values of a block format or of any plain type, as f32: code, centre, scale and minimum applied, and whole groups rotated back where the format is rotated. */
        public Tile dequantize(int... shape) {
            if (type().format() instanceof DType) {
                return load(shape).cast(DType.F32);
            }
            BlockFormat f = (BlockFormat) type().format();
            Tile stored = Dequantize.load(Global.this, f, offsets, shape);
            return f.rotation().map(r -> stored.rotate(r.hadamard())).orElse(stored);
        }

        /**
         * Writes an f32 tile as blocks, by {@link intarsia.ir.type.QuantizeRule#SINGLE}. Its dimension j runs along dimension
         * {@code dims[j]} and its last along the last, where it covers whole groups; groups outside the tensor are not written.
         */
        public void quantize(List<Integer> dims, Tile t) {
            if (!(type().format() instanceof BlockFormat f)) {
                throw new TileProgramException(Body.source(), "quantize to " + type() + "; wanted a block format, or a cast and a store");
            }
            Quantize.store(Global.this, f, offsets, dims, t);
        }

        /**
         * Writes the f32 numbers of another matrix at the same place as blocks, by rule single or exact: a group of a format, or as many below
         * one another as {@link #quantizedRows} says. The matrix has whole blocks.
         *
         * @throws TileProgramException where the rule does not know the format, or for rule exact {@link ExactKernels#missing} has something
         */
        public void quantizeParts(Global from, QuantizeRule rule) {
            boolean known = type().format() instanceof BlockFormat f && switch (rule) {
                case SINGLE -> rule.knows(f) && f.fields(Role.SUM).stream().allMatch(x -> x.granularity() == f.fields(Role.SCALE).getFirst().granularity());
                case EXACT -> ExactKernels.missing(f).isEmpty();
                case ROUND_UP, LEAST_SQUARES, GGML -> false;
            };
            if (!known || offsets.size() != 2) {
                throw new TileProgramException(Body.source(), "quantize in parts to " + type() + " by rule " + rule + "; wanted a matrix in a block format that rule single or exact knows");
            }
            QuantizeParts.store(k, from, Global.this, rule, offsets.getFirst(), offsets.getLast());
        }

        /**
         * Writes the f32 numbers of another matrix at the same place as a block of a format of one row, by {@link intarsia.ir.type.QuantizeRule#GGML}.
         *
         * @throws TileProgramException for formats that are not among {@link GgmlKind#names} and {@link GgmlSearch#names}, and the latter rotated
         */
        public void quantizeGgml(Global from) {
            if (!(type().format() instanceof BlockFormat f) || offsets.size() != 2) {
                throw new TileProgramException(Body.source(), "quantize by ggml's rule to " + type() + "; wanted a matrix of blocks");
            }
            Optional<GgmlKind> kind = GgmlKind.of(f);
            Optional<GgmlSearch> search = GgmlSearch.of(f).filter(s -> f.rotation().isEmpty());
            if (kind.isPresent()) {
                QuantizeGgml.store(k, Global.this, f, kind.get(), offsets, from.at(offsets.toArray(Scalar[]::new)).load(f.elements()));
            } else {
                QuantizeLevels.store(k, from, Global.this, search.orElseThrow(() -> new TileProgramException(Body.source(), "quantize by ggml's rule to " + type()
                    + "; wanted one of " + GgmlKind.names() + " or " + GgmlSearch.names() + ", the latter not rotated")), offsets.getFirst(), offsets.getLast());
            }
        }

        /** Writes a tile along the last dimensions; elements outside the tensor are not written. */
        public void store(Tile t) {
            storeAlong(lastDims(t.type().rank()), t);
        }

        /** Writes a tile whose dimension j runs along dimension {@code dims[j]}. */
        public void storeAlong(List<Integer> dims, Tile t) {
            Guards g = new Guards(dims);
            k.effect(() -> new TileOp.Store(value, field, dims, values(), g.dims, g.limits, t.value()));
        }

        /**
         * Combines the elements of a tile along the last dimensions with those of the tensor, each in one step, whatever other blocks do;
         * what lies outside the tensor or beyond a limit is off.
         */
        public void atomic(AtomicOp op, Tile t) {
            List<Integer> dims = lastDims(t.type().rank());
            int[] shape = t.type().dims();
            List<Value> index = new ArrayList<>(values());
            Mask on = null;
            for (int j = 0; j < dims.size(); j++) {
                int dim = dims.get(j);
                Tile along = k.iota(j, shape);
                index.set(dim, along.plus(offsets.get(dim).cast(ScalarType.I32).fill(shape)).value());
                if (limits.containsKey(dim)) {
                    Mask below = along.lt(limit(dim).minus(offsets.get(dim)).cast(ScalarType.I32).fill(shape));
                    on = on == null ? below : on.and(below);
                }
            }
            List<Value> mask = on == null ? List.of() : List.of(on.tile().value());
            k.effect(() -> new TileOp.Atomic(op, value, index, mask, t.value()));
        }

        private List<Integer> lastDims(int rank) {
            int all = type().rank();
            return IntStream.range(Math.max(0, all - rank), all).boxed().toList();
        }

        private List<Value> values() {
            return offsets.stream().map(Scalar::value).toList();
        }

        private Scalar limit(int dim) {
            Scalar l = limits.get(dim);
            return l != null ? l : k.size(new Size(extent(dim)));
        }

        private intarsia.ir.Expr extent(int dim) {
            intarsia.ir.Expr all = type().shape().get(dim);
            int step = type().format() instanceof BlockFormat f ? f.step(f.field(field), dim, type().rank()) : 1;
            return step == 1 ? all : all.div(step);
        }

        /** The bounds of every dimension of the tile. */
        private final class Guards {
            final List<Integer> dims = new ArrayList<>();
            final List<Value> limits = new ArrayList<>();

            Guards(List<Integer> tileDims) {
                for (int j = 0; j < tileDims.size(); j++) {
                    int dim = tileDims.get(j);
                    if (dim >= 0 && dim < type().rank()) {
                        dims.add(j);
                        limits.add(limit(dim).value());
                    }
                }
            }
        }
    }

    /** Rows that {@link Place#quantizeParts} writes. */
    public static int quantizedRows(BlockFormat f) {
        return QuantizeParts.rows(f);
    }

    /** Elements at indices: one tile of integers for each dimension, of shapes that broadcast; element e is at the indices that they have for e. */
    public Elements elements(Tile... index) {
        int[] all = Arrays.stream(index).map(t -> t.type().shape()).reduce(List.of(), Tile::common).stream().mapToInt(i -> i).toArray();
        return new Elements(Arrays.stream(index).map(t -> t.cast(DType.I32).broadcast(all).value()).toList(), List.of());
    }

    /** Elements that each lane finds by itself. One whose index is outside the tensor is off: it is read as 0 and not written. */
    public final class Elements {
        private final List<Value> index;
        private final List<Value> mask;

        private Elements(List<Value> index, List<Value> mask) {
            this.index = index;
            this.mask = mask;
        }

        /** Those for which a condition holds; the others are off. */
        public Elements where(Mask on) {
            int[] shape = ((TileType) index.getFirst().type()).dims();
            Value now = on.tile().broadcast(shape).value();
            return new Elements(index, List.of(mask.stream().reduce(now, (a, b) -> k.tile(() -> new CommonOp.Binary(BinaryOp.AND, a, b)).value())));
        }

        /** The elements; 0 where they are off. */
        public Tile load() {
            TileType like = (TileType) index.getFirst().type();
            return k.tile(() -> new TileOp.LoadAt(value, index, mask, like.withElem(TileOp.Access.elem(value, TileOp.VALUE))));
        }

        /** Writes a tile; two elements with the same indices are an error of the program. */
        public void store(Tile t) {
            k.effect(() -> new TileOp.StoreAt(value, index, mask, shaped(t)));
        }

        /** Combines each element with that of a tile in one step, whatever other blocks do; as often as an index stands there. */
        public void atomic(AtomicOp op, Tile t) {
            k.effect(() -> new TileOp.Atomic(op, value, index, mask, shaped(t)));
        }

        private Value shaped(Tile t) {
            return t.broadcast(((TileType) index.getFirst().type()).dims()).value();
        }
    }

    /** A dimension's extent as a scalar. */
    public Scalar extent(int dim) {
        return k.scalar(() -> new CommonOp.Size(type().shape().get(dim)));
    }
}
