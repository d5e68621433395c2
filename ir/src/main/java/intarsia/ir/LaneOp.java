package intarsia.ir;

import intarsia.ir.type.DType;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Ops of one warp of L lanes that run in step: docs/lane-level.md. Arithmetic is in {@link CommonOp}, what only some targets have in {@link TargetOp}. */
public sealed interface LaneOp extends Op permits LaneOp.Ld, LaneOp.St, LaneOp.Red, LaneOp.Lanes, LaneOp.Splat, LaneOp.Extract, LaneOp.Exchange, LaneOp.Rotate,
        LaneOp.Permute, LaneOp.Table, LaneOp.Decode, LaneOp.Cvt, LaneOp.Blocks, LaneOp.Warp, LaneOp.Alloc, LaneOp.Touch, TargetOp {
    /** The addresses that the lanes of one access touch. */
    enum Form {
        /** One value for the warp; the result is a scalar. */
        UNIFORM,
        /** One element for the warp, repeated to fill the word of every lane. */
        SPLAT,
        /** Lane l touches element l of a contiguous run. */
        UNIT,
        /** Lane l touches the element at {@code stride · l} bytes. */
        STRIDED,
        /** Lane l touches the element at its own byte offset, an {@code <i32>}. */
        GATHER;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The address of an access, in bytes: {@code base + index + disp}, and what its form adds a lane.
     *
     * @param index  a scalar i64
     * @param stride bytes from lane to lane of {@link Form#STRIDED}, otherwise 0
     * @param lanes  offsets of {@link Form#GATHER}
     * @param mask   lanes that are off touch no memory and load 0
     */
    record Address(Form form, Space space, Value base, Value index, long disp, int stride, Optional<Value> lanes, Optional<Value> mask) {
        public Address {
            if (base.type() != ScalarType.PTR || index.type() != ScalarType.I64) {
                throw new IllegalArgumentException("address of " + base.type() + " and " + index.type() + "; wanted ptr and i64");
            }
            if ((form == Form.GATHER) != lanes.isPresent()) {
                throw new IllegalArgumentException("a gather and nothing else has offsets a lane");
            }
            if (form == Form.UNIFORM && mask.isPresent()) {
                throw new IllegalArgumentException("a uniform access has no mask; put it into an if");
            }
        }

        /** The same for all lanes. */
        public Address withoutMask() {
            return new Address(form, space, base, index, disp, stride, lanes, Optional.empty());
        }
    }

    /**
     * Reads memory. Elements of 8 and 16 bits become an i32, sign- or zero-extended; of 32 bits an i32 or f32; of 64
     * bits an i64 scalar or wide. With {@code count} 2 or 4 each lane reads as many consecutive words into as many results.
     */
    record Ld(Address at, int bits, boolean signed, int count, Type type) implements LaneOp {
        public Ld {
            Mem.check("ld", at, bits, count, type);
        }

        @Override
        public List<Type> resultTypes() {
            return Collections.nCopies(count, type);
        }
    }

    /** Writes memory: the low bits of each lane, or of a scalar where the form is uniform. */
    record St(Address at, int bits, List<Value> values) implements LaneOp, Effect {
        public St {
            values = List.copyOf(values);
            Mem.check("st", at, bits, values.size(), values.getFirst().type());
            if (at.form() == Form.SPLAT) {
                throw new IllegalArgumentException("st.splat: a store has no splat form; wanted uniform");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /**
     * Combines a word of memory with each lane's, or with a scalar where the form is uniform, in one step that nothing comes between: 32 bits at a
     * multiple of 4 bytes. Sums of f32 are in any order.
     */
    record Red(Address at, AtomicOp op, Value value) implements LaneOp, Effect {
        public Red {
            boolean uniform = at.form() == Form.UNIFORM;
            boolean integer = value.type() == (uniform ? ScalarType.I32 : LaneType.I32);
            boolean sum = op == AtomicOp.ADD && value.type() == (uniform ? ScalarType.F32 : LaneType.F32);
            if (at.form() == Form.SPLAT || !integer && !sum) {
                throw new IllegalArgumentException("red." + at.form().text() + " by " + op.combine().text() + " of " + value.type()
                        + "; wanted words of i32, f32 for add alone, and a scalar in form uniform alone");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** A constant of its own in every lane; bits of words, zero-extended. A shorter list repeats over the lanes. */
    record Lanes(List<Long> values, LaneType type) implements LaneOp {
        public Lanes {
            values = List.copyOf(values);
            if (values.isEmpty() || Integer.bitCount(values.size()) != 1) {
                throw new IllegalArgumentException(values.size() + " lane constants; wanted a power of two");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** A scalar in every lane. */
    record Splat(Value scalar) implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(LaneType.of((ScalarType) scalar.type()));
        }
    }

    /** The value of one lane, for all. */
    record Extract(Value a, int lane) implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(((LaneType) a.type()).scalar());
        }
    }

    /** Lane l gets the word of lane {@code l xor distance}. */
    record Exchange(Value a, int distance) implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /** Lane l gets the word of lane {@code (l + distance) mod L}. */
    record Rotate(Value a, int distance) implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /** Lane l gets the word of lane {@code index[l]}; an index outside the warp is an error of the program. */
    record Permute(Value a, Value index) implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(a.type());
        }
    }

    /** Lane l gets word {@code index[l]} of the tables laid end to end, L words each; by an index of {@code <i16x2>} every half gets a half of theirs, of 2L each. */
    record Table(List<Value> tables, Value index) implements LaneOp {
        public Table {
            tables = List.copyOf(tables);
        }

        /** Whether it selects halves of words. */
        public boolean halves() {
            return index.type() == LaneType.I16X2;
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(tables.getFirst().type());
        }
    }

    /**
     * The value of each lane's code, from a table in memory; NaN for codes without a meaning. Bits above the type's are ignored.
     *
     * @param of   a type of at most 16 bits with real values, each rounded to f32
     * @param code i32
     */
    record Decode(DType of, Value code) implements LaneOp {
        private static final int MOST_BITS = 16;

        public Decode {
            if (of.bits() > MOST_BITS || of.equals(DType.QUATERNARY)) {
                throw new IllegalArgumentException("decode of " + of + "; wanted a type of at most " + MOST_BITS + " bits with real values");
            }
        }

        /** The f32 bits of the value of a code. */
        public static int bits(DType of, int code) {
            return Float.floatToRawIntBits(of.isCode(code) ? (float) of.decode(code) : Float.NaN);
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(LaneType.F32);
        }
    }

    /** A conversion of words, or of scalars. */
    record Cvt(CvtOp op, Value a) implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(op.result(a.type()));
        }
    }

    /** The outermost form: its body runs for every block of the range given to this call; the argument is the block. */
    record Blocks(Region body) implements LaneOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** The index of this warp in its block, i32. */
    record Warp() implements LaneOp {
        @Override
        public List<Type> resultTypes() {
            return List.of(ScalarType.I32);
        }
    }

    /** Memory of the block: {@code bytes} of shared memory, aligned to 64; poisoned at start. */
    record Alloc(int bytes) implements LaneOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of(ScalarType.PTR);
        }
    }

    /** A hint that the byte there is read soon; it is there, for an engine without prefetches may read it. No pass may delete it. */
    record Touch(Value base, Value index, long disp) implements LaneOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** What accesses share. */
    final class Mem {
        private Mem() {
        }

        static void check(String what, Address at, int bits, int count, Type type) {
            boolean scalar = at.form() == Form.UNIFORM;
            boolean fits = switch (bits) {
                case 8, 16 -> type == (scalar ? ScalarType.I32 : LaneType.I32) && count == 1;
                case 32 -> scalar ? (type == ScalarType.I32 || type == ScalarType.F32) : type instanceof LaneType t && t.isWord();
                case 64 -> scalar ? type == ScalarType.I64 : type == LaneType.I64 || type == LaneType.F64;
                default -> false;
            };
            boolean many = count == 1 || ((count == 2 || count == 4) && at.form() == Form.UNIT && bits == 32);
            if (!fits || !many) {
                throw new IllegalArgumentException(what + "." + at.form().text() + " of " + count + " x " + bits + " bits as " + type);
            }
        }
    }
}
