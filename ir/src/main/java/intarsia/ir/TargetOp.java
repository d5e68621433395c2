package intarsia.ir;

import java.util.Collections;
import java.util.List;

/** Ops that only some targets have, legal where {@link intarsia.ir.device.Target} lists them: docs/lane-level.md. */
public sealed interface TargetOp extends LaneOp {
    /**
     * Begins to copy 4, 8 or 16 bytes a lane from global to shared memory; the data land at a {@link Wait}, and until then
     * nobody may touch the destination or change the source. Addresses are multiples of {@code bytes}. A lane that is off in
     * {@code from} reads nothing and its bytes become 0; one that is off in {@code to} does nothing.
     */
    record CopyAsync(Address to, Address from, int bytes) implements TargetOp, Effect {
        public CopyAsync {
            if (to.space() != Space.SHARED || from.space() != Space.GLOBAL) {
                throw new IllegalArgumentException("copy.async from " + from.space().text() + " to " + to.space().text() + "; wanted from global to shared");
            }
            if (bytes != 4 && bytes != 8 && bytes != 16) {
                throw new IllegalArgumentException("copy.async of " + bytes + " bytes a lane; wanted 4, 8 or 16");
            }
            Lanewise.check("copy.async", to);
            Lanewise.check("copy.async", from);
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** Ends a group: the copies that this warp has begun since the last {@code commit}. */
    record Commit() implements TargetOp, Effect {
        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** Waits until of this warp's groups at most the latest {@code pending} are under way; other warps see the data after a {@code barrier}. */
    record Wait(int pending) implements TargetOp, Effect {
        public Wait {
            if (pending < 0) {
                throw new IllegalArgumentException("wait for all but " + pending + " groups; wanted at least 0");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of();
        }
    }

    /** {@code A·B + C} of a warp: words of the fragments in the order of the atom's layouts. */
    record Mma(DotAtom atom, List<Value> a, List<Value> b, List<Value> c) implements TargetOp {
        public Mma {
            a = List.copyOf(a);
            b = List.copyOf(b);
            c = List.copyOf(c);
            if (atom.step() != DotAtom.Step.MMA) {
                throw new IllegalArgumentException("mma of atom " + atom.name() + "; known: " + DotAtom.MMA.stream().map(DotAtom::name).toList());
            }
            check(atom, "A", a, atom.wordsA());
            check(atom, "B", b, atom.wordsB());
            check(atom, "C", c, atom.wordsC());
        }

        private static void check(DotAtom atom, String operand, List<Value> words, List<LaneType> wanted) {
            List<Type> found = words.stream().map(Value::type).toList();
            if (!found.equals(wanted)) {
                throw new IllegalArgumentException("mma " + atom.name() + " with " + operand + " of " + found + "; wanted " + wanted);
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.copyOf(atom.wordsC());
        }
    }

    /**
     * Reads 1, 2 or 4 matrices of 8 × 8 halves from shared memory into as many words. Lane {@code 8·j + r} gives the
     * address of row r of matrix j, 16 bytes at a multiple of 16; lane l gets elements 2·(l mod 4) and the next of row l div 4,
     * of the matrix or of its transpose.
     */
    record Ldmatrix(Address rows, int count, boolean transposed, LaneType type) implements TargetOp {
        public Ldmatrix {
            if (rows.space() != Space.SHARED || rows.mask().isPresent()) {
                throw new IllegalArgumentException("ldmatrix from " + rows.space().text() + (rows.mask().isPresent() ? " with a mask" : "") + "; wanted shared, without a mask");
            }
            if (count != 1 && count != 2 && count != 4) {
                throw new IllegalArgumentException("ldmatrix of " + count + " matrices; wanted 1, 2 or 4");
            }
            if (!type.isWord()) {
                throw new IllegalArgumentException("ldmatrix as " + type + "; wanted a word");
            }
            Lanewise.check("ldmatrix", rows);
        }

        @Override
        public List<Type> resultTypes() {
            return Collections.nCopies(count, type);
        }
    }

    /** {@code c} and the four products of the bytes of {@code a} and {@code b}; it wraps. */
    record Dot4(Dot4Op op, Value a, Value b, Value c) implements TargetOp {
        public Dot4 {
            if (a.type() != LaneType.I8X4 || b.type() != LaneType.I8X4 || c.type() != LaneType.I32) {
                throw new IllegalArgumentException(op.text() + " of " + a.type() + ", " + b.type() + ", " + c.type() + "; wanted <i8x4>, <i8x4>, <i32>");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(LaneType.I32);
        }
    }

    /** Two words of f32 as one of halves: {@code low} becomes element 0. */
    record CvtPair(CvtPairOp op, Value low, Value high) implements TargetOp {
        public CvtPair {
            if (low.type() != LaneType.F32 || high.type() != LaneType.F32) {
                throw new IllegalArgumentException(op.text() + " of " + low.type() + " and " + high.type() + "; wanted <f32> and <f32>");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(op.to());
        }
    }

    /**
     * A word of bytes of two words: byte i is byte {@code from[i]} of {@code a}, which has 0 to 3, and {@code b}, which has 4 to 7;
     * with 8 added, the sign of that byte in all its bits.
     */
    record Bytes(Value a, Value b, List<Integer> from, LaneType type) implements TargetOp {
        public Bytes {
            from = List.copyOf(from);
            if (from.size() != 4 || from.stream().anyMatch(n -> n < 0 || n > 15)) {
                throw new IllegalArgumentException("bytes " + from + "; wanted four numbers from 0 to 15");
            }
            if (!(a.type() instanceof LaneType x && x.isWord() && b.type() instanceof LaneType y && y.isWord() && type.isWord())) {
                throw new IllegalArgumentException("bytes of " + a.type() + " and " + b.type() + " as " + type + "; wanted words");
            }
        }

        @Override
        public List<Type> resultTypes() {
            return List.of(type);
        }
    }

    /** What ops ask of an address that every lane has for itself. */
    final class Lanewise {
        private Lanewise() {
        }

        static void check(String what, LaneOp.Address at) {
            if (at.form() == LaneOp.Form.UNIFORM || at.form() == LaneOp.Form.SPLAT) {
                throw new IllegalArgumentException(what + " in form " + at.form().text() + "; wanted unit, strided or gather");
            }
        }
    }
}
