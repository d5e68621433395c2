package intarsia.codegen.jvm;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.objectweb.asm.Opcodes;

/** Lanes from scalars, scalars from lanes, and lanes to other lanes. */
final class LaneMoves {
    private final Emitter e;
    private final Asm asm;

    LaneMoves(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void lanes(LaneOp.Lanes op) {
        int n = op.values().size();
        int lanes = e.lanes();
        if (Kind.of(op.type()).parts == 1) {
            e.tables.vector(asm, IntStream.range(0, lanes).map(l -> (int) (long) op.values().get(l % n)).toArray());
            fromInts(op.type());
            return;
        }
        for (int part = 0; part < 2; part++) {
            int first = part * lanes / 2;
            e.tables.vector(asm, IntStream.range(0, lanes)
                    .map(i -> (int) (op.values().get((first + i / 2) % n) >> i % 2 * 32)).toArray());
            asm.reinterpret(Elem.INT, Kind.of(op.type()).elem());
        }
    }

    void splat(LaneOp.Splat op) {
        Kind k = Kind.of(LaneType.of((intarsia.ir.ScalarType) op.scalar().type()));
        if (k == Kind.MASK) {
            MaskOps.all(e, () -> e.load(op.scalar()));
            return;
        }
        for (int part = 0; part < k.parts; part++) {
            asm.species(k.elem(), e.vectorBits());
            e.load(op.scalar());
            asm.broadcast(k.elem());
        }
    }

    void extract(Stmt s, LaneOp.Extract op) {
        Kind k = Kind.of(op.a().type());
        int half = e.lanes() / k.parts;
        if (op.lane() < 0 || op.lane() >= e.lanes()) {
            throw e.unsupported(s, op.a().type(), "lane " + op.lane() + " of " + e.lanes());
        }
        e.loadPart(op.a(), op.lane() / half);
        Elem elem = k == Kind.SHORTS ? Elem.INT : k.elem();
        asm.reinterpret(k.elem(), elem);
        asm.pushInt(op.lane() % half);
        if (k == Kind.MASK) {
            asm.call(Asm.MASK, "laneIsSet", "(I)Z");
        } else {
            asm.call(elem.owner, "lane", "(I)" + elem.lane);
        }
    }

    void exchange(Stmt s, LaneOp.Exchange op) {
        if (op.distance() < 0 || op.distance() >= e.lanes()) {
            throw e.unsupported(s, op.a().type(), "distance " + op.distance() + " in a warp of " + e.lanes());
        }
        shuffle(s, op.a(), l -> l ^ op.distance());
    }

    void rotate(Stmt s, LaneOp.Rotate op) {
        shuffle(s, op.a(), l -> Math.floorMod(l + op.distance(), e.lanes()));
    }

    /** A constant index becomes a constant shuffle; else the index vector selects. */
    void permute(Stmt s, LaneOp.Permute op) {
        Optional<int[]> constant = constantIndex(op.index());
        if (constant.isPresent()) {
            int[] index = constant.get();
            for (int i : index) {
                if (i < 0 || i >= e.lanes()) {
                    throw e.unsupported(s, op.a().type(), "lane " + i + " of " + e.lanes());
                }
            }
            shuffle(s, op.a(), l -> index[l]);
            return;
        }
        index(s, op.index());
        asInts(s, op.a());
        asm.call(Elem.INT, "selectFrom", Asm.VECTOR);
        fromInts(op.a().type());
    }

    /** One or two tables are one permute; more are permutes of pairs and a blend by the high bits of the index. */
    void table(Stmt s, LaneOp.Table op) {
        Elem elem = op.halves() ? Elem.SHORT : Elem.INT;
        for (int first = 0; first < op.tables().size(); first += 2) {
            index(s, op, elem);
            words(s, op.tables().get(first), elem);
            if (first + 1 < op.tables().size()) {
                words(s, op.tables().get(first + 1), elem);
                asm.call(elem, "selectFrom", Asm.VECTOR + Asm.VECTOR);
            } else {
                asm.call(elem, "selectFrom", Asm.VECTOR);
            }
            if (first > 0) {
                index(s, op, elem);
                asm.operator("GE");
                asm.pushInt(first * e.vectorBits() / elem.bits);
                asm.call(elem.owner, "compare", "(L" + Asm.OPERATORS + "$Comparison;" + elem.lane + ")" + Asm.MASK_TYPE);
                asm.call(elem, "blend", Asm.VECTOR + Asm.MASK_TYPE);
            }
        }
        asm.reinterpret(elem, Kind.of(op.tables().getFirst().type()).elem());
    }

    private void index(Stmt s, LaneOp.Table op, Elem elem) {
        if (op.halves()) {
            words(s, op.index(), elem);
        } else {
            index(s, op.index());
        }
    }

    private void words(Stmt s, Value v, Elem elem) {
        if (Kind.of(v.type()) == Kind.MASK) {
            asInts(s, v);
            asm.reinterpret(Elem.INT, elem);
        } else {
            word(s, v, elem);
        }
    }

    /**
     * Lane by lane from an array: the table is too long for registers. The API's gather was tried: warm 0.41 ns an element against 0.65 (16
     * lanes, a table of 16 KiB, Zen 5), but twice as slow until C2 is done with it, and the array of indices that it wants is allocated at
     * every call.
     */
    void decode(Stmt s, LaneOp.Decode op) {
        wordIndex(s, op.code());
        LaneLoop loop = new LaneLoop(e);
        loop.spill(op.code(), ScratchLayout.FIRST);
        loop.each(null, l -> asm.storeLane(Elem.INT, () -> loop.word(ScratchLayout.FIRST, l), () -> {
            e.tables.values(asm, op.of());
            asm.loadLane(Elem.INT, () -> loop.word(ScratchLayout.FIRST, l));
            asm.pushInt((1 << op.of().bits()) - 1);
            asm.op(Opcodes.IAND);
            asm.op(Opcodes.IALOAD);
        }));
        loop.unspill(Elem.FLOAT);
    }

    private void index(Stmt s, Value index) {
        wordIndex(s, index);
        e.load(index);
    }

    private void wordIndex(Stmt s, Value index) {
        if (index.type() != LaneType.I32) {
            throw e.unsupported(s, index.type(), "wanted an index of type <i32>");
        }
    }

    private Optional<int[]> constantIndex(Value index) {
        return e.definition(index).map(op -> op instanceof LaneOp.Lanes l
                ? IntStream.range(0, e.lanes()).map(i -> (int) (long) l.values().get(i % l.values().size())).toArray() : null);
    }

    private void shuffle(Stmt s, Value a, IntUnaryOperator from) {
        int[] lanes = IntStream.range(0, e.lanes()).map(from).toArray();
        if (a.type() == LaneType.F32) {
            e.load(a);
            e.tables.shuffle(asm, Elem.FLOAT, lanes);
            asm.call(Elem.FLOAT, "rearrange", Asm.SHUFFLE_TYPE);
            return;
        }
        asInts(s, a);
        e.tables.shuffle(asm, Elem.INT, lanes);
        asm.call(Elem.INT, "rearrange", Asm.SHUFFLE_TYPE);
        fromInts(a.type());
    }

    /** Pushes a word, or a mask as ones and zeros, as ints. */
    private void asInts(Stmt s, Value v) {
        if (Kind.of(v.type()) == Kind.MASK) {
            e.load(v);
            asm.call(Asm.MASK, "toVector", "()" + Asm.VECTOR);
            asm.cast(Elem.INT.owner);
        } else {
            word(s, v, Elem.INT);
        }
    }

    private void word(Stmt s, Value v, Elem as) {
        switch (Kind.of(v.type())) {
            case WORDS, SHORTS, FLOATS -> e.load(v, as);
            case LONGS, DOUBLES -> throw e.unsupported(s, v.type(), "no move of wide values between lanes");
            case INT, LONG, FLOAT, MASK -> throw e.unsupported(s, v.type(), "wanted words");
        }
    }

    /** Turns the ints on the stack into a word of that type, or a mask. */
    private void fromInts(Type t) {
        if (t == LaneType.MASK) {
            asm.operator("NE");
            asm.op(Opcodes.ICONST_0);
            asm.call(Elem.INT.owner, "compare", "(L" + Asm.OPERATORS + "$Comparison;I)" + Asm.MASK_TYPE);
        } else {
            asm.reinterpret(Elem.INT, Kind.of(t).elem());
        }
    }
}
