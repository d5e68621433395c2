package intarsia.ir.eval;

import intarsia.ir.BufferType;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.lang.foreign.Arena;

/**
 * A tile that a block shares. Whatever the number of warps, what one statement writes another reads or overwrites after a barrier only. Codes of parts
 * of bytes race where their bytes do.
 */
final class SharedView extends GlobalView {
    private enum State { POISON, WRITTEN, UNDER_WAY }

    private final BlockMemory block;
    private final State[] states;
    /** Of each element, or each byte where elements are parts of bytes: when it was touched last. */
    private final long[] read;
    private final long[] written;
    private final long[] combined;

    SharedView(BufferType type, String name, BlockMemory block) {
        super(new Param(name, Param.Access.INOUT, new Value(0, type)), Arena.ofAuto().allocate(Math.max(1, type.sharedBytes())), null, Symbols.NONE, Stepper.NONE);
        this.block = block;
        this.states = new State[(int) (8 * type.sharedBytes() / type.elem().bits())];
        java.util.Arrays.fill(states, State.POISON);
        this.read = new long[(int) type.sharedBytes()];
        this.written = new long[read.length];
        this.combined = new long[read.length];
    }

    private int element(long element) {
        return (int) (element / BufferType.step(type.format()));
    }

    /** The bytes of an element; of elements of whole bytes the first stands for all. */
    private int first(long element) {
        return (int) (element * type.unitBits() / 8);
    }

    private int last(long element) {
        return BufferType.inBits(type.format()) ? (int) ((element * type.unitBits() + type.elem().bits() - 1) / 8) : first(element);
    }

    @Override
    void touched(String field, long element, boolean writes) {
        wantLanded(element);
        if (writes) {
            wantAlone(element, "written", written, read, combined);
            states[element(element)] = State.WRITTEN;
            mark(element, written);
        } else {
            wantWritten(element);
            wantAlone(element, "read", written, combined);
            mark(element, read);
        }
    }

    @Override
    void combined(long element) {
        wantLanded(element);
        wantWritten(element);
        wantAlone(element, "combined", written, read);
        mark(element, combined);
    }

    /** A copy to an element begins. */
    void begin(long element) {
        wantLanded(element);
        wantAlone(element, "copied to", written, read, combined);
        states[element(element)] = State.UNDER_WAY;
        mark(element, written);
    }

    /** What was copied has come: it may be read after a barrier. */
    void land(long element, long code, double err) {
        states[element(element)] = State.POISON;
        mark(element, written);
        write(TileOp.VALUE, element, code, err);
    }

    private void wantLanded(long element) {
        if (states[element(element)] == State.UNDER_WAY) {
            throw new IllegalStateException(name(element) + " is touched while a copy to it is under way; wanted copy.commit and copy.wait before");
        }
    }

    private void wantWritten(long element) {
        if (states[element(element)] == State.POISON) {
            throw new IllegalStateException(name(element) + " is read before anything wrote it");
        }
    }

    private void wantAlone(long element, String what, long[]... others) {
        for (int b = first(element); b <= last(element); b++) {
            for (long[] when : others) {
                if (when[b] != block.now() && block.isRecent(when[b])) {
                    throw new IllegalStateException("race: " + name(element) + " is " + what + " without a barrier after it was "
                            + (when == written ? "written" : when == read ? "read" : "combined"));
                }
            }
        }
    }

    private void mark(long element, long[] when) {
        for (int b = first(element); b <= last(element); b++) {
            when[b] = block.now();
        }
    }

    private String name(long element) {
        return "element " + element(element) + " of " + param.name();
    }
}
