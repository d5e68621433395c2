package intarsia.ir;

import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.Hadamard;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Ops on whole tensors with named dimensions: what to compute. Operands broadcast by name. */
public sealed interface TensorOp extends Op {
    /**
     * The product of two tensors summed over the dimensions that {@code type} lacks (an einsum by names), in f32, from +0 on. Where one is of a rotated format and its rows are
     * summed over, both are {@linkplain Rotate rotated} before, which changes no product but leaves that one's stored values.
     *
     * @param order in which sums may be taken
     */
    record Contract(Value a, Value b, Order order, TensorType type) implements TensorOp {
        public Contract {
            Names.check("contract", type, a, b);
            rotation(b, a, type);
            rotation(a, b, type);
        }

        /**
         * What both operands are rotated by: the rotation of an operand's format, the second's before the first's, whose last dimension is all that is summed. A
         * contraction is refused whose other operand has that dimension elsewhere, or where it is not whole groups.
         */
        public Optional<Hadamard> rotation() {
            return rotation(b, a, type).or(() -> rotation(a, b, type));
        }

        private static Optional<Hadamard> rotation(Value rotated, Value other, TensorType type) {
            TensorType t = (TensorType) rotated.type();
            Optional<Hadamard> h = Rotate.of(t.format());
            List<Dim> summed = t.dims().stream().filter(d -> type.indexOf(d.name()) < 0).toList();
            if (h.isEmpty() || t.dims().isEmpty() || !summed.equals(List.of(t.dims().getLast()))) {
                return Optional.empty();
            }
            TensorType o = (TensorType) other.type();
            if (o.dims().isEmpty() || !o.dims().getLast().equals(t.dims().getLast())) {
                throw new IllegalArgumentException("contract of " + o + " with " + t + ", which is rotated along " + t.dims().getLast().name()
                        + "; wanted that dimension last in both, or " + t.format() + " converted to f32 before");
            }
            Rotate.check(t, h.get());
            return h;
        }

        /** The dimensions that are summed, in the order of {@code a}. */
        public List<Dim> summed() {
            return ((TensorType) a.type()).dims().stream().filter(d -> type.indexOf(d.name()) < 0).toList();
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * Groups of {@code size} successive elements along the last dimension rotated, in the operations of {@link Hadamard#rotate}: f32. Of a format whose rows were
     * rotated by as much before they were stored, that are its stored values: the same blocks, in the format without the rotation.
     */
    record Rotate(Value a, int size) implements TensorOp {
        public Rotate {
            TensorType t = (TensorType) a.type();
            check(t, new Hadamard(size));
        }

        /** Whether the result is what the operand stores. */
        public boolean readsStored() {
            return of(((TensorType) a.type()).format()).equals(Optional.of(new Hadamard(size)));
        }

        /** The rotation of a format. */
        static Optional<Hadamard> of(Format f) {
            return f instanceof BlockFormat b ? b.rotation().map(r -> r.hadamard()) : Optional.empty();
        }

        static void check(TensorType t, Hadamard h) {
            long row = t.dims().isEmpty() ? 1 : t.dims().getLast().size().isConst() ? t.dims().getLast().size().constant() : h.size();
            if (row % h.size() != 0) {
                throw new IllegalArgumentException("rotation of the rows of " + t + "; " + h.wanted(row));
            }
        }

        /** The type of a rotated tensor. */
        public static TensorType type(TensorType t, Hadamard h) {
            return t.withFormat(of(t.format()).equals(Optional.of(h)) ? ((BlockFormat) t.format()).unrotated() : DType.F32);
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type((TensorType) a.type(), new Hadamard(size)));
        }
    }

    /**
     * The order of a sum: any, or one that depends on nothing but formats and the target: on no batch, number of threads, split or tile size. Then elements are taken
     * in ascending order, as many at a time as are summed apart, a multiple of {@code chunk}, and a binary tree adds these sums. Where one contraction of a
     * graph is fixed, so are all sums of that graph.
     *
     * @param chunk 0 for any
     */
    record Order(int chunk) {
        public static final Order ANY = new Order(0);

        @Override
        public String toString() {
            return chunk == 0 ? "any" : "fixed" + chunk;
        }
    }

    /**
     * A scalar expression at every index of {@code type}. The region takes one scalar an input (f32, or i32 of integer
     * tensors), in the order of the inputs, and yields the element; inputs broadcast over names they lack.
     */
    record Map(List<Value> inputs, Region body, TensorType type) implements TensorOp {
        public Map {
            inputs = List.copyOf(inputs);
            Names.check("map", type, inputs.toArray(Value[]::new));
            if (body.args().size() != inputs.size() || body.yields().size() != 1) {
                throw new IllegalArgumentException("map of " + inputs.size() + " inputs: its body takes " + body.args().size()
                        + " scalars and yields " + body.yields().size() + "; wanted as many, and one");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The index along a dimension, as i32. */
    record Index(TensorType type) implements TensorOp {
        public Index {
            if (type.dims().size() != 1) {
                throw new IllegalArgumentException("index of " + type + "; wanted one dimension");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** Combines all elements along a dimension, which goes away. */
    record Fold(Value a, ReduceOp op, String dim) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            TensorType t = (TensorType) a.type();
            t.dim(dim);
            TensorType rest = t.withDims(t.dims().stream().filter(d -> !d.name().equals(dim)).toList());
            return List.of(op == ReduceOp.MIN || op == ReduceOp.MAX ? rest : rest.withoutRange());
        }
    }

    /** Each element combined with all before it along a dimension, itself last (an inclusive scan); sums of floats in any order. */
    record Scan(Value a, ReduceOp op, String dim) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            ((TensorType) a.type()).dim(dim);
            return List.of(((TensorType) a.type()).withoutRange());
        }
    }

    /** {@code table} at {@code index} along a dimension, which the dimensions of the index replace, in front. */
    record Gather(Value table, Value index, String dim) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            TensorType t = (TensorType) table.type();
            t.dim(dim);
            List<Dim> rest = t.dims().stream().filter(d -> !d.name().equals(dim)).toList();
            return List.of(t.withDims(Stream.concat(((TensorType) index.type()).dims().stream(), rest.stream()).toList()));
        }
    }

    /**
     * A new version of a state, in the same memory: at {@code indices} along the state's first dimensions stands
     * {@code value}, whose dimensions are those of the indices and then the state's others. The type's format is kept:
     * values are encoded as it encodes.
     */
    record Append(Value state, Value value, List<Value> indices) implements TensorOp {
        public Append {
            indices = List.copyOf(indices);
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(state.type());
        }
    }

    /** Another name for a dimension. */
    record Rename(Value a, String dim, String to) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(replace(a, dim, d -> List.of(new Dim(to, d.size()))));
        }
    }

    /** A dimension as several, the first slowest; the product of their extents is its extent. */
    record Split(Value a, String dim, List<String> names, List<Expr> sizes) implements TensorOp {
        public Split {
            names = List.copyOf(names);
            sizes = List.copyOf(sizes);
            Expr have = ((TensorType) a.type()).dim(dim).size();
            Expr product = sizes.stream().reduce(Expr.Const.ONE, Expr::times);
            if (names.size() != sizes.size() || !product.equals(have)) {
                throw new IllegalArgumentException("split of " + dim + ":" + have + " into " + names + sizes + "; wanted extents whose product it is");
            }
        }

        @Override
        public List<Type> resultTypes() {
            List<Dim> parts = new ArrayList<>();
            for (int i = 0; i < names.size(); i++) {
                parts.add(new Dim(names.get(i), sizes.get(i)));
            }
            return List.of(replace(a, dim, d -> parts));
        }
    }

    /** Adjacent dimensions as one, the first slowest. */
    record Merge(Value a, List<String> dims, String to) implements TensorOp {
        public Merge {
            dims = List.copyOf(dims);
            List<String> have = ((TensorType) a.type()).names();
            int at = dims.isEmpty() ? -1 : have.indexOf(dims.getFirst());
            if (at < 0 || at + dims.size() > have.size() || !have.subList(at, at + dims.size()).equals(dims)) {
                throw new IllegalArgumentException("merge of " + dims + " in " + a.type() + "; wanted adjacent dimensions in order");
            }
        }

        @Override
        public List<Type> resultTypes() {
            TensorType t = (TensorType) a.type();
            Expr size = dims.stream().map(d -> t.dim(d).size()).reduce(Expr.Const.ONE, Expr::times);
            List<Dim> now = new ArrayList<>();
            for (Dim d : t.dims()) {
                if (d.name().equals(dims.getFirst())) {
                    now.add(new Dim(to, size));
                } else if (!dims.contains(d.name())) {
                    now.add(d);
                }
            }
            return List.of(t.withDims(now));
        }
    }

    /** A dimension read backwards. */
    record Flip(Value a, String dim) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            ((TensorType) a.type()).dim(dim);
            return List.of(a.type());
        }
    }

    /** Elements {@code from … from + size - 1} along a dimension. */
    record Slice(Value a, String dim, long from, Expr size) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(replace(a, dim, d -> List.of(new Dim(dim, size))));
        }
    }

    /**
     * Angles of rotary embeddings: {@code cos} or {@code sin} of {@code p · base^(-2i/d) / divisor[i]} for positions p
     * along the first dimension and pairs i along the last of extent d/2, folded in double precision (RoFormer,
     * arXiv 2104.09864; divisors as Llama 3.1 ships them). {@code signed} tables have a dimension of 2 between them:
     * −sin, then +sin.
     */
    record Rope(Part part, double base, List<Double> divisors, TensorType type) implements TensorOp {
        /** Which table. */
        public enum Part {
            COS, SIGNED_SIN;

            /** The word in text. */
            public String text() {
                return name().toLowerCase(java.util.Locale.ROOT).replace('_', '.');
            }
        }

        public Rope {
            divisors = List.copyOf(divisors);
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The values of another format, each rounded as it encodes; blocks are made by {@link intarsia.ir.type.QuantizeRule#SINGLE}, those that it does not know by EXACT. */
    record Convert(Value a, TensorType type) implements TensorOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    private static TensorType replace(Value a, String dim, java.util.function.Function<Dim, List<Dim>> f) {
        TensorType t = (TensorType) a.type();
        t.dim(dim);
        return t.withDims(t.dims().stream().flatMap(d -> d.name().equals(dim) ? f.apply(d).stream() : Stream.of(d)).toList());
    }

    /** Checks of named dimensions. */
    final class Names {
        private Names() {
        }

        /** Every dimension of the result is a dimension of an operand; shared names have one extent. */
        static void check(String what, TensorType result, Value... operands) {
            for (Value v : operands) {
                for (Dim d : ((TensorType) v.type()).dims()) {
                    for (Value w : operands) {
                        TensorType t = (TensorType) w.type();
                        int i = t.indexOf(d.name());
                        if (i >= 0 && !t.dims().get(i).equals(d)) {
                            throw new IllegalArgumentException(what + ": dimension " + d + " of " + v.type() + " is " + t.dims().get(i) + " in " + t);
                        }
                    }
                }
            }
        }

        /** The scalar that one element of a tensor is inside a map. */
        public static ScalarType scalar(TensorType t) {
            return t.format() instanceof IntType ? ScalarType.I32 : ScalarType.F32;
        }
    }
}
