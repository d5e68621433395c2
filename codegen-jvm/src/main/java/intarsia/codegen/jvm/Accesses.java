package intarsia.codegen.jvm;

import intarsia.ir.AtomicOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.jspecify.annotations.Nullable;

/**
 * Loads and stores. What one instruction does is one call; a mask that the machine does not have for that width, strides
 * and gathers go lane by lane, because a masked load that C2 makes of a whole load and a blend reads past the view.
 */
final class Accesses {
    private final Emitter e;
    private final Asm asm;
    private final LaneLoop lanes;
    private final NarrowUnit narrow;

    Accesses(Emitter e) {
        this.e = e;
        this.asm = e.asm;
        this.lanes = new LaneLoop(e);
        this.narrow = new NarrowUnit(e);
    }

    void load(Stmt s, LaneOp.Ld ld) {
        single(s, ld.count(), ld.type());
        Address at = new Address(e, ld.at());
        Value mask = ld.at().mask().orElse(null);
        switch (ld.at().form()) {
            case UNIFORM -> scalar(at, ld.bits(), ld.signed(), Kind.of(ld.type()));
            case SPLAT -> splat(at, ld, mask);
            case UNIT -> {
                if (mask == null) {
                    unit(at, ld);
                } else if (oneInstruction(ld.bits())) {
                    asm.loadVector(Elem.INT, e.vectorBits(), () -> at.push(0), () -> e.load(mask));
                    fromInts(ld.type());
                } else {
                    each(at, ld, mask);
                }
            }
            case STRIDED, GATHER -> each(at, ld, mask);
        }
    }

    private void single(Stmt s, int count, Type t) {
        if (count != 1) {
            throw e.unsupported(s, t, count + " words a lane; it has no feature unit_multiple");
        }
    }

    /** Vectors of 64 bits would borrow the instruction of 128, with whatever the upper half of the mask holds. */
    private boolean oneInstruction(int bits) {
        return bits == 32 && e.lanes() >= 4 && e.target.has(Target.Feature.MASKED_32);
    }

    private void scalar(Address at, int bits, boolean signed, Kind k) {
        Elem elem = bits == 8 ? Elem.BYTE : bits == 16 ? Elem.SHORT : k.elem();
        asm.loadLane(elem, () -> at.push(0));
        zeroExtend(bits, signed);
    }

    private void zeroExtend(int bits, boolean signed) {
        if (bits < 32 && !signed) {
            asm.pushInt((1 << bits) - 1);
            asm.op(Opcodes.IAND);
        }
    }

    private static Elem memoryElem(int bits) {
        return switch (bits) {
            case 8 -> Elem.BYTE;
            case 16 -> Elem.SHORT;
            case 32 -> Elem.INT;
            default -> Elem.LONG;
        };
    }

    private void splat(Address at, LaneOp.Ld ld, @Nullable Value mask) {
        if (mask == null) {
            broadcast(ld, () -> asm.loadLane(memoryElem(ld.bits()), () -> at.push(0)));
            return;
        }
        if (ld.bits() == 64) {
            each(at, ld, mask);
            return;
        }
        asm.species(Elem.INT, e.vectorBits());
        asm.callStatic(Elem.INT.owner, "zero", "(" + Asm.SPECIES_TYPE + ")" + Elem.INT.type);
        broadcastInts(memoryElem(ld.bits()), () -> loadIfAny(mask, memoryElem(ld.bits()), at));
        e.load(mask);
        asm.call(Elem.INT, "blend", Asm.VECTOR + Asm.MASK_TYPE);
        fromInts(ld.type());
    }

    private void loadIfAny(Value mask, Elem elem, Address at) {
        Label none = new Label();
        Label end = new Label();
        e.load(mask);
        asm.call(Asm.MASK, "anyTrue", "()Z");
        asm.jump(Opcodes.IFEQ, none);
        asm.loadLane(elem, () -> at.push(0));
        asm.jump(Opcodes.GOTO, end);
        asm.label(none);
        asm.pushInt(0);
        asm.label(end);
    }

    private void broadcast(LaneOp.Ld ld, Runnable lane) {
        Kind k = Kind.of(ld.type());
        if (ld.bits() < 64) {
            broadcastInts(memoryElem(ld.bits()), lane);
            fromInts(ld.type());
            return;
        }
        for (int part = 0; part < k.parts; part++) {
            broadcastOf(Elem.LONG, lane);
            if (k == Kind.DOUBLES) {
                asm.reinterpret(Elem.LONG, Elem.DOUBLE);
            }
        }
    }

    private void broadcastInts(Elem elem, Runnable lane) {
        broadcastOf(elem, lane);
        asm.reinterpret(elem, Elem.INT);
    }

    private void broadcastOf(Elem elem, Runnable lane) {
        asm.species(elem, e.vectorBits());
        lane.run();
        asm.broadcast(elem);
    }

    private void unit(Address at, LaneOp.Ld ld) {
        if (ld.bits() < 32) {
            narrow.load(at, memoryElem(ld.bits()), ld.signed());
            return;
        }
        Kind k = Kind.of(ld.type());
        for (int part = 0; part < k.parts; part++) {
            long extra = (long) part * e.vectorBits() / 8;
            asm.loadVector(k.elem(), e.vectorBits(), () -> at.push(extra));
        }
    }

    /** Guarded or scattered elements, collected in scratch. */
    private void each(Address at, LaneOp.Ld ld, @Nullable Value mask) {
        Elem memory = memoryElem(ld.bits());
        Elem lane = ld.bits() == 64 ? Elem.LONG : Elem.INT;
        int start = begin(at, ld.at());
        if (mask != null) {
            lanes.clear(lane);
        }
        lanes.each(mask, l -> asm.storeLane(lane, () -> lanes.element(ScratchLayout.FIRST, l, lane.bits / 8), () -> {
            asm.loadLane(memory, () -> element(at, ld.at(), start, l, ld.bits()));
            zeroExtend(ld.bits(), ld.signed());
        }));
        lanes.unspill(Kind.of(ld.type()).elem());
        e.slots.release(start, 2);
    }

    private void element(Address at, LaneOp.Address a, int start, int lane, int bits) {
        if (a.form() == Form.SPLAT) {
            asm.var(Opcodes.LLOAD, start);
        } else {
            at.element(lanes, start, lane, bits / 8);
        }
    }

    private int begin(Address at, LaneOp.Address a) {
        int start = e.slots.take(2);
        at.push(0);
        asm.var(Opcodes.LSTORE, start);
        a.lanes().ifPresent(offsets -> lanes.spill(offsets, ScratchLayout.SECOND));
        return start;
    }

    void store(Stmt s, LaneOp.St st) {
        Value v = st.values().getFirst();
        single(s, st.values().size(), v.type());
        Address at = new Address(e, st.at());
        Value mask = st.at().mask().orElse(null);
        switch (st.at().form()) {
            case UNIFORM -> storeScalar(at, st.bits(), v);
            case UNIT -> {
                if (mask == null) {
                    storeUnit(at, st.bits(), v);
                } else if (oneInstruction(st.bits())) {
                    e.load(v, Elem.INT);
                    asm.storeVector(Elem.INT, () -> at.push(0), () -> e.load(mask));
                } else {
                    storeEach(at, st, v, mask);
                }
            }
            case STRIDED, GATHER -> storeEach(at, st, v, mask);
            case SPLAT -> throw e.unsupported(s, v.type(), "no splat store");
        }
    }

    private void storeScalar(Address at, int bits, Value v) {
        Elem elem = bits == 8 ? Elem.BYTE : bits == 16 ? Elem.SHORT : Kind.of(v.type()).elem();
        asm.storeLane(elem, () -> at.push(0), () -> {
            e.load(v);
            truncate(bits);
        });
    }

    private void truncate(int bits) {
        if (bits < 32) {
            asm.op(bits == 8 ? Opcodes.I2B : Opcodes.I2S);
        }
    }

    private void storeUnit(Address at, int bits, Value v) {
        if (bits < 32) {
            narrow.store(at, memoryElem(bits), v);
            return;
        }
        Kind k = Kind.of(v.type());
        for (int part = 0; part < k.parts; part++) {
            long extra = (long) part * e.vectorBits() / 8;
            e.loadPart(v, part);
            asm.storeVector(k.elem(), () -> at.push(extra));
        }
    }

    private void storeEach(Address at, LaneOp.St st, Value v, @Nullable Value mask) {
        Elem memory = memoryElem(st.bits());
        Elem lane = st.bits() == 64 ? Elem.LONG : Elem.INT;
        int start = begin(at, st.at());
        lanes.spill(v, ScratchLayout.FIRST);
        lanes.each(mask, l -> asm.storeLane(memory, () -> element(at, st.at(), start, l, st.bits()), () -> {
            asm.loadLane(lane, () -> lanes.element(ScratchLayout.FIRST, l, lane.bits / 8));
            truncate(st.bits());
        }));
        e.slots.release(start, 2);
    }

    /** Lane by lane: no vector instruction is atomic. */
    void combine(LaneOp.Red red) {
        Address at = new Address(e, red.at());
        Elem elem = Kind.of(red.value().type()).elem();
        if (red.at().form() == Form.UNIFORM) {
            at.push(0);
            e.load(red.value());
            combined(red.op(), elem);
            return;
        }
        int start = begin(at, red.at());
        lanes.spill(red.value(), ScratchLayout.FIRST);
        lanes.each(red.at().mask().orElse(null), l -> {
            at.element(lanes, start, l, Integer.BYTES);
            asm.loadLane(elem, () -> lanes.element(ScratchLayout.FIRST, l, Integer.BYTES));
            combined(red.op(), elem);
        });
        e.slots.release(start, 2);
    }

    private void combined(AtomicOp op, Elem elem) {
        asm.callStatic(org.objectweb.asm.Type.getInternalName(Atomics.class), Atomics.method(op), "(J" + elem.lane + ")V");
    }

    private void fromInts(Type t) {
        asm.reinterpret(Elem.INT, Kind.of(t).elem());
    }
}
