package intarsia.ir.eval;

import intarsia.ir.Consts;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Loads and stores of a warp: which bytes each lane touches. A lane that is off touches none and loads 0. */
final class LaneMemory {
    private final AddressSpace memory;
    private final int lanes;
    private final boolean races;

    LaneMemory(AddressSpace memory, int lanes, boolean races) {
        this.memory = memory;
        this.lanes = lanes;
        this.races = races;
    }

    List<Elements> load(LaneOp.Ld op, Frame f) {
        Address at = op.at();
        int bits = op.bits();
        int warp = races ? f.warp : -1;
        DType elem = Consts.elem(op.type());
        if (at.form() == Form.UNIFORM) {
            return List.of(Elements.of(elem, extend(memory.load(first(at, f), bits, warp), bits, op.signed())));
        }
        List<Elements> results = new ArrayList<>();
        for (int j = 0; j < op.count(); j++) {
            long[] words = new long[lanes];
            for (int l = 0; l < lanes; l++) {
                if (on(at, l, f)) {
                    int lane = l;
                    int word = j;
                    long raw = atLane(l, () -> memory.load(address(at, lane, word, op.count(), bits, f), bits, warp));
                    words[l] = at.form() == Form.SPLAT ? repeat(raw, bits) : extend(raw, bits, op.signed());
                }
            }
            results.add(Elements.of(elem, words));
        }
        return results;
    }

    /** Reads nothing; but an engine may, so that the byte has to be there. */
    void touch(LaneOp.Touch op, Frame f) {
        memory.wantThere(f.scalar(op.base()) + f.scalar(op.index()) + op.disp());
    }

    void store(LaneOp.St op, Frame f) {
        Address at = op.at();
        int warp = races ? f.warp : -1;
        if (at.form() == Form.UNIFORM) {
            memory.store(first(at, f), op.bits(), f.elements(op.values().getFirst()).codes[0], warp);
            return;
        }
        for (int j = 0; j < op.values().size(); j++) {
            Elements words = f.elements(op.values().get(j));
            for (int l = 0; l < lanes; l++) {
                if (on(at, l, f)) {
                    int lane = l;
                    int word = j;
                    atLane(l, () -> {
                        memory.store(address(at, lane, word, op.values().size(), op.bits(), f), op.bits(), words.code(lane), warp);
                        return 0;
                    });
                }
            }
        }
    }

    /** Combines words of memory with those of the lanes that are on, in ascending order. */
    void combine(LaneOp.Red op, Frame f) {
        Address at = op.at();
        int warp = races ? f.warp : -1;
        Elements values = f.elements(op.value());
        int n = at.form() == Form.UNIFORM ? 1 : lanes;
        for (int l = 0; l < n; l++) {
            if (on(at, l, f)) {
                int lane = l;
                atLane(l, () -> {
                    memory.combine(address(at, lane, 0, 1, 32, f), old -> Atomics.combine(op.op(), values.codec, old, values.code(lane)), warp);
                    return 0;
                });
            }
        }
    }

    /** Begins the copies of all lanes that are on. */
    void copy(TargetOp.CopyAsync op, AsyncCopies copies, Frame f) {
        for (int l = 0; l < lanes; l++) {
            if (on(op.to(), l, f)) {
                int lane = l;
                atLane(l, () -> {
                    copies.issue(address(op.to(), lane, 0, 1, 8 * op.bytes(), f), address(op.from(), lane, 0, 1, 8 * op.bytes(), f), op.bytes(), on(op.from(), lane, f));
                    return 0;
                });
            }
        }
    }

    /** A word for each matrix of 8 × 8 halves; lane 8·j + r gives the address of row r of matrix j. */
    List<Elements> matrices(TargetOp.Ldmatrix op, Frame f) {
        List<Elements> results = new ArrayList<>();
        for (int j = 0; j < op.count(); j++) {
            long[] words = new long[lanes];
            for (int l = 0; l < lanes; l++) {
                words[l] = half(op, j, l, 0, f) | half(op, j, l, 1, f) << 16;
            }
            results.add(Elements.of(Consts.elem(op.type()), words));
        }
        return results;
    }

    private long half(TargetOp.Ldmatrix op, int matrix, int lane, int which, Frame f) {
        int across = 2 * (lane % 4) + which;
        int row = op.transposed() ? across : lane / 4;
        int column = op.transposed() ? lane / 4 : across;
        return atLane(lane, () -> {
            long at = address(op.rows(), 8 * matrix + row, 0, 1, 128, f);
            if (at % 16 != 0) {
                throw new IllegalStateException("row " + row + " of matrix " + matrix + " at " + at % 16 + " bytes after a multiple of 16; wanted a multiple of 16");
            }
            return memory.load(at + 2L * column, 16, races ? f.warp : -1);
        });
    }

    private static long first(Address at, Frame f) {
        return f.scalar(at.base()) + f.scalar(at.index()) + at.disp();
    }

    private static boolean on(Address at, int lane, Frame f) {
        Optional<Value> mask = at.mask();
        return mask.isEmpty() || f.elements(mask.get()).code(lane) != 0;
    }

    private static long address(Address at, int lane, int word, int count, int bits, Frame f) {
        return first(at, f) + switch (at.form()) {
            case UNIFORM, SPLAT -> 0;
            case UNIT -> ((long) lane * count + word) * (bits / 8);
            case STRIDED -> (long) lane * at.stride();
            case GATHER -> (int) f.elements(at.lanes().orElseThrow()).code(lane);
        };
    }

    private static long extend(long raw, int bits, boolean signed) {
        int shift = 64 - bits;
        return bits >= 32 ? raw : (signed ? raw << shift >> shift : raw) & 0xffff_ffffL;
    }

    private static long repeat(long raw, int bits) {
        return switch (bits) {
            case 8 -> raw * 0x0101_0101L;
            case 16 -> raw * 0x0001_0001L;
            default -> raw;
        };
    }

    private static long atLane(int lane, java.util.function.LongSupplier access) {
        try {
            return access.getAsLong();
        } catch (IllegalStateException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("lane " + lane + ": " + e.getMessage(), e);
        }
    }
}
