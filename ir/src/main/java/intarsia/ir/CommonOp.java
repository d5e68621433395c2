package intarsia.ir;

import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;

/** Ops that mean the same at every level: scalars, and elementwise on tiles, words and masks. */
public sealed interface CommonOp extends Op {
    /** The same bits in every element: a code of the element type, zero-extended. */
    record Const(Type type, long bits) implements CommonOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The value of an expression over symbols. */
    record Size(Expr expr) implements CommonOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(ScalarType.I64);
        }
    }

    /** An operation on one value. */
    record Unary(UnaryOp op, Value a) implements CommonOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /** An operation on two values of one type; the count of a shift may be a scalar, the same for all elements. */
    record Binary(BinaryOp op, Value a, Value b) implements CommonOp {
        public Binary {
            boolean count = op.isShift() && b.type() == ScalarType.I32;
            if (!a.type().equals(b.type()) && !count) {
                throw new IllegalArgumentException(op.text() + " of " + a.type() + " and " + b.type() + "; wanted one type");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /** {@code a * b + c}, rounded once. */
    record Fma(Value a, Value b, Value c) implements CommonOp {
        public Fma {
            if (!a.type().equals(b.type()) || !a.type().equals(c.type())) {
                throw new IllegalArgumentException("fma of " + a.type() + ", " + b.type() + ", " + c.type() + "; wanted one type");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /** A truth value an element: {@code i1} of scalars, a mask of words, a {@code u1} tile of tiles. */
    record Compare(CompareOp op, Value a, Value b) implements CommonOp {
        public Compare {
            if (!a.type().equals(b.type())) {
                throw new IllegalArgumentException(op.text() + " of " + a.type() + " and " + b.type() + "; wanted one type");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(truth(a.type()));
        }

        private static Type truth(Type t) {
            return switch (t) {
                case ScalarType _ -> ScalarType.I1;
                case LaneType _ -> LaneType.MASK;
                case TileType tile -> tile.withElem(DType.U1);
                case BufferType _, TensorType _ -> throw new IllegalArgumentException("no comparison of " + t);
            };
        }
    }

    /** {@code c ? a : b} an element. The condition of tiles and words may be a scalar. */
    record Select(Value c, Value a, Value b) implements CommonOp {
        public Select {
            if (!a.type().equals(b.type())) {
                throw new IllegalArgumentException("select of " + a.type() + " and " + b.type() + "; wanted one type");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /**
     * The value of {@code a} in another type, as that type encodes: rounded once to nearest even, saturated; tiles and
     * scalars above the lane level, where {@link LaneOp.Cvt} stands. Integer scalars keep the sign; {@code i1} gives 0 or 1.
     */
    record Cast(Value a, Type type) implements CommonOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** The same bits as another type of the same width. */
    record Bits(Value a, Type type) implements CommonOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /**
     * A loop {@code for i = lo; i < hi; i += step} over carried values. The region's arguments are i and the carried
     * values; it yields the next ones. Results are the last.
     */
    record For(Value lo, Value hi, Value step, List<Value> inits, Region body) implements CommonOp {
        public For {
            inits = List.copyOf(inits);
            List<Type> carried = inits.stream().map(Value::type).toList();
            List<Type> want = new ArrayList<>();
            want.add(lo.type());
            want.addAll(carried);
            List<Type> args = body.args().stream().map(Value::type).toList();
            if (!args.equals(want)) {
                throw new IllegalArgumentException("loop body takes " + args + "; wanted " + want);
            }
            if (!body.yieldTypes().equals(carried)) {
                throw new IllegalArgumentException("loop body yields " + body.yieldTypes() + "; carried values are " + carried);
            }
        }

        @Override
        public List<Type> resultTypes() {
            return inits.stream().map(Value::type).toList();
        }
    }

    /** One of two regions; both yield the same types. */
    record If(Value cond, Region then, Region otherwise) implements CommonOp {
        public If {
            if (!then.yieldTypes().equals(otherwise.yieldTypes())) {
                throw new IllegalArgumentException("if yields " + then.yieldTypes() + " and " + otherwise.yieldTypes() + "; wanted the same");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return then.yieldTypes();
        }
    }

    /**
     * All warps of the block have come here, and see what the others wrote: what was stored in shared memory before it, and the copies that were
     * waited for.
     */
    record Barrier() implements CommonOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** Ends the program with an error that carries the message, unless a scalar i1 holds. */
    record Assert(Value cond, String message) implements CommonOp, Effect {
        public Assert {
            if (cond.type() != ScalarType.I1) {
                throw new IllegalArgumentException("assert of " + cond.type() + "; wanted i1");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * A loop that runs while its test holds. {@code test} takes the carried values and yields an {@code i1};
     * {@code body} takes them and yields the next ones.
     */
    record While(List<Value> inits, Region test, Region body) implements CommonOp {
        public While {
            inits = List.copyOf(inits);
            List<Type> carried = inits.stream().map(Value::type).toList();
            if (!test.yieldTypes().equals(List.of(ScalarType.I1)) || !body.yieldTypes().equals(carried)) {
                throw new IllegalArgumentException("while carries " + carried + ": its test yields " + test.yieldTypes()
                        + ", its body " + body.yieldTypes());
            }
        }

        @Override
        public List<Type> resultTypes() {
            return inits.stream().map(Value::type).toList();
        }
    }
}
