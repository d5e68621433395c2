package intarsia.codegen.ptx;

import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where the lanes of a warp must meet. The IR's lanes run in step; those of a GPU do not, so between two accesses of which
 * one writes what another lane touches stands a {@code bar.warp.sync}. Here are the accesses since the last one.
 *
 * <p>Buffers of two parameters, and two shared arrays, do not overlap.
 */
final class LaneOrder {
    /** An access; {@code bytes} are those of one lane. Two that combine what is there with a value need no order. */
    record Access(Address at, int bytes, boolean writes, boolean combines) {
        Access(Address at, int bytes, boolean writes) {
            this(at, bytes, writes, false);
        }

        /** Of words that memory combines with values. */
        static Access combining(Address at) {
            return new Access(at, Integer.BYTES, true, true);
        }

        /** Copies of any lane to any place of shared memory. */
        static final Access LANDED = new Access(anywhere(new Value(-1, ScalarType.PTR)).at, 16, true);

        /** A read of shared memory in which lanes get what lies at addresses of others. */
        static Access anywhere(Value base) {
            Value unknown = new Value(-1, ScalarType.I64);
            return new Access(new Address(Form.GATHER, Space.SHARED, base, unknown, 0, 0, Optional.of(unknown), Optional.empty()), 16, false);
        }

        private long step() {
            return switch (at.form()) {
                case UNIFORM, SPLAT -> 0;
                case UNIT -> bytes;
                case STRIDED, GATHER -> at.stride();
            };
        }

        private long low() {
            return at.disp() + Math.min(0, (CrossLane.LANES - 1) * step());
        }

        private long end() {
            return at.disp() + Math.max(0, (CrossLane.LANES - 1) * step()) + bytes;
        }
    }

    private final Set<Value> buffers = new HashSet<>();
    private List<Access> open = new ArrayList<>();

    /** A pointer to the start of memory that no other such pointer reaches. */
    void buffer(Value base) {
        buffers.add(base);
    }

    /** Whether the lanes must meet before this access. */
    boolean conflicts(Access next) {
        return open.stream().anyMatch(a -> (a.writes || next.writes) && !(a.combines && next.combines) && overlap(a, next));
    }

    void add(Access access) {
        open.add(access);
    }

    /** The lanes have met. */
    void clear() {
        open = new ArrayList<>();
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** The open accesses, for a place that control reaches from two sides. */
    List<Access> snapshot() {
        return List.copyOf(open);
    }

    /** Control may also come from where these were open. */
    void join(List<Access> others) {
        Set<Access> all = new LinkedHashSet<>(others);
        all.addAll(open);
        open = new ArrayList<>(all);
    }

    /** Goes on from where these were open. */
    void restore(List<Access> others) {
        open = new ArrayList<>(others);
    }

    private boolean overlap(Access a, Access b) {
        Value p = a.at.base();
        Value q = b.at.base();
        boolean apart = a.at.space() != b.at.space() || (!p.equals(q) && buffers.contains(p) && buffers.contains(q));
        return !apart && !sameLanes(a, b) && !disjoint(a, b);
    }

    private static boolean comparable(Access a, Access b) {
        return a.at.base().equals(b.at.base()) && a.at.index().equals(b.at.index())
                && a.at.form() != Form.GATHER && b.at.form() != Form.GATHER;
    }

    private static boolean disjoint(Access a, Access b) {
        return comparable(a, b) && (a.end() <= b.low() || b.end() <= a.low());
    }

    /** Every lane touches what it touched itself; a uniform store is the business of lane 0 alone. */
    private static boolean sameLanes(Access a, Access b) {
        boolean uniform = a.at.form() == Form.UNIFORM && b.at.form() == Form.UNIFORM;
        return (uniform && a.writes && b.writes)
                || (comparable(a, b) && a.at.disp() == b.at.disp() && a.bytes == b.bytes && a.step() == b.step() && Math.abs(a.step()) >= a.bytes);
    }
}
