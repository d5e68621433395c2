package intarsia.codegen.jvm;

import intarsia.ir.Value;
import java.util.stream.IntStream;
import jdk.incubator.vector.VectorOperators;
import org.objectweb.asm.Opcodes;

/**
 * Contiguous elements of 8 and 16 bits, one a lane. From 64 bits up there is a vector of them; below, the run is one
 * scalar that lanes cut their element from.
 */
final class NarrowUnit {
    private static final int SMALLEST_VECTOR = 64;
    private static final String CONVERSION = "L" + Asm.OPERATORS + "$Conversion;";
    private final Emitter e;
    private final Asm asm;

    NarrowUnit(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void load(Address at, Elem elem, boolean signed) {
        int run = run(elem);
        if (run < SMALLEST_VECTOR) {
            loadRun(at, elem, signed);
            return;
        }
        asm.loadVector(elem, run, () -> at.push(0));
        asm.operator((signed ? "" : "ZERO_EXTEND_") + (elem == Elem.BYTE ? "B2I" : "S2I"));
        resize(elem, Elem.INT, e.vectorBits());
    }

    private void resize(Elem from, Elem to, int bits) {
        asm.species(to, bits);
        asm.pushInt(0);
        asm.call(from.owner, "convertShape", "(" + CONVERSION + Asm.SPECIES_TYPE + "I)" + Asm.VECTOR);
        asm.cast(to.owner);
    }

    /** Every lane shifts its element to the top, then down again. */
    private void loadRun(Address at, Elem elem, boolean signed) {
        asm.species(Elem.INT, e.vectorBits());
        asm.loadLane(scalar(elem), () -> at.push(0));
        asm.broadcast(Elem.INT);
        asm.lanewise(Elem.INT, "LSHL", VectorOperators.Binary.class, Asm.VECTOR,
                () -> e.tables.vector(asm, positions(l -> 32 - elem.bits * (l + 1))));
        asm.lanewise(Elem.INT, signed ? "ASHR" : "LSHR", VectorOperators.Binary.class, "I", () -> asm.pushInt(32 - elem.bits));
    }

    void store(Address at, Elem elem, Value v) {
        int run = run(elem);
        if (run < SMALLEST_VECTOR) {
            asm.storeLane(scalar(elem), () -> at.push(0), () -> gather(elem, v));
            return;
        }
        e.load(v);
        asm.operator(elem == Elem.BYTE ? "I2B" : "I2S");
        resize(Elem.INT, elem, run);
        asm.storeVector(elem, () -> at.push(0));
    }

    /** Every lane shifts its element to its place; or joins them. */
    private void gather(Elem elem, Value v) {
        e.load(v);
        asm.lanewise(Elem.INT, "AND", VectorOperators.Binary.class, "I", () -> asm.pushInt((1 << elem.bits) - 1));
        asm.lanewise(Elem.INT, "LSHL", VectorOperators.Binary.class, Asm.VECTOR, () -> e.tables.vector(asm, positions(l -> elem.bits * l)));
        asm.operator("OR");
        asm.call(Elem.INT.owner, "reduceLanes", "(L" + Asm.OPERATORS + "$Associative;)I");
        if (run(elem) == 16) {
            asm.op(Opcodes.I2S);
        }
    }

    private int[] positions(java.util.function.IntUnaryOperator shift) {
        return IntStream.range(0, e.lanes()).map(shift).toArray();
    }

    private Elem scalar(Elem elem) {
        return run(elem) == 16 ? Elem.SHORT : Elem.INT;
    }

    private int run(Elem elem) {
        return elem.bits * e.lanes();
    }
}
