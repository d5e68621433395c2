package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.TensorOp;
import intarsia.ir.TileOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;

/**
 * The statements of one kernel as instructions of one method. Locals 0 to 2 are the arguments of {@code run}; local 3 is
 * the address of the worker's scratch. Scalar constants have no local: they are pushed where they are used.
 */
final class Emitter {
    static final int ARGS = 0;
    static final int LO = 1;
    static final int HI = 2;
    static final int SCRATCH = 3;
    private static final int RESERVED = 5;
    private static final int MAX_LINE = 65_535;

    final Kernel kernel;
    final Target target;
    final Asm asm;
    final Tables tables;
    private final boolean exact;
    final Slots slots;
    final ScratchLayout scratch = new ScratchLayout();
    /** The statement of each line number in the class file. */
    final List<Stmt> lines = new ArrayList<>();
    private final Map<Value, Op> definitions = new HashMap<>();
    private final Lifetimes lifetimes;
    private final Control control;
    private final ScalarOps scalars;
    private final WordOps words;
    private final PackedOps packed;
    private final MaskOps masks;
    private final WideOps wides;
    private final LaneMoves moves;
    private final Conversions conversions;
    private final Accesses accesses;
    private final Touches touches;
    private final LoadOrder order;

    Emitter(Kernel kernel, Target target, Asm asm, Tables tables, boolean exact) {
        this.kernel = kernel;
        this.target = target;
        this.asm = asm;
        this.tables = tables;
        this.exact = exact;
        this.slots = new Slots(kernel.name(), RESERVED);
        this.lifetimes = Lifetimes.of(kernel.body());
        this.control = new Control(this);
        this.scalars = new ScalarOps(this);
        this.words = new WordOps(this);
        this.packed = new PackedOps(this);
        this.masks = new MaskOps(this);
        this.wides = new WideOps(this);
        this.moves = new LaneMoves(this);
        this.conversions = new Conversions(this);
        this.accesses = new Accesses(this);
        this.touches = new Touches(this);
        this.order = new LoadOrder(asm, target, kernel.tuned());
        if (kernel.level() != Level.LANE || kernel.warps() != 1 || kernel.lanes() != target.lanes()) {
            throw new IllegalArgumentException("kernel " + kernel.name() + ": level " + kernel.level().text() + ", lanes " + kernel.lanes()
                    + ", warps " + kernel.warps() + "; target " + target.id() + " wants the lane level, lanes " + target.lanes() + ", warps 1");
        }
    }

    /** Everything but the return. */
    void kernel() {
        List<Param> params = kernel.params();
        for (int i = 0; i < params.size(); i++) {
            Value v = params.get(i).value();
            asm.var(Opcodes.ALOAD, ARGS);
            asm.pushInt(i);
            asm.op(Opcodes.LALOAD);
            fromArgument(v);
            slots.define(v);
            store(v);
        }
        touches.begin();
        region(kernel.body());
        touches.end();
    }

    private void fromArgument(Value v) {
        switch (v.type()) {
            case ScalarType.I64, ScalarType.PTR -> { }
            case ScalarType.I32 -> asm.op(Opcodes.L2I);
            case ScalarType.F32 -> {
                asm.op(Opcodes.L2I);
                asm.callStatic("java/lang/Float", "intBitsToFloat", "(I)F");
            }
            default -> throw new IllegalArgumentException("kernel " + kernel.name() + ": parameter " + v + ": " + v.type()
                    + "; wanted ptr, i64, i32 or f32");
        }
    }

    int lanes() {
        return kernel.lanes();
    }

    /** Bits of a vector of words. */
    int vectorBits() {
        return 32 * kernel.lanes();
    }

    /** The statements of a region; values it defines keep their locals until {@link #leave}. */
    void region(Region r) {
        r.body().forEach(this::stmt);
    }

    /** Frees what a region has defined, when its results are out. */
    void leave(Region r) {
        r.body().forEach(s -> s.results().forEach(slots::free));
    }

    private void stmt(Stmt s) {
        s.results().forEach(v -> definitions.put(v, s.op()));
        if (lines.size() < MAX_LINE) {
            lines.add(s);
            Label here = new Label();
            asm.label(here);
            asm.mv.visitLineNumber(lines.size(), here);
        }
        if (control.emit(s)) {
            free(lifetimes.dyingAfter(s));
            return;
        }
        if (s.results().size() == 1 && pushed(s.result())) {
            return;
        }
        emit(s);
        List<Value> dying = lifetimes.dyingAfter(s);
        free(dying.stream().filter(v -> !s.results().contains(v)).toList());
        s.results().forEach(slots::define);
        s.results().reversed().forEach(this::store);
        free(dying.stream().filter(s.results()::contains).toList());
    }

    private void free(List<Value> values) {
        values.forEach(slots::free);
    }

    /** Pushes the result of an op without regions. */
    private void emit(Stmt s) {
        order.before(s);
        switch (s.op()) {
            case CommonOp.Assert a -> control.check(a);
            case CommonOp.Barrier _ -> { } // one worker runs a block alone
            case CommonOp.Const c -> vectorConstant(s, c);
            case CommonOp.Bits b -> conversions.bits(s, b);
            case CommonOp.Cast c -> throw unsupported(s, c.a().type(), "use cvt at the lane level");
            case CommonOp.Size z -> throw unsupported(s, ScalarType.I64, "'" + z.expr() + "' is not a constant; bind or pass its symbols");
            case CommonOp c -> arithmetic(s, c);
            case LaneOp l -> lane(s, l);
            case TileOp _, TensorOp _ -> throw unsupported(s, null, "it belongs to a higher level");
        }
    }

    private void arithmetic(Stmt s, CommonOp op) {
        // A shift takes its type from what is shifted, a select from what is selected.
        List<Value> operands = Ops.operands(op);
        Type t = (op instanceof CommonOp.Select ? operands.getLast() : operands.getFirst()).type();
        switch (Kind.of(t)) {
            case INT, LONG, FLOAT -> scalars.emit(s, op);
            case FLOATS -> words.emit(s, op);
            case SHORTS -> packed.emit(s, op);
            case WORDS -> {
                if (t == LaneType.I32) {
                    words.emit(s, op);
                } else {
                    packed.emit(s, op);
                }
            }
            case MASK -> masks.emit(s, op);
            case LONGS, DOUBLES -> wides.emit(s, op);
        }
    }

    private void vectorConstant(Stmt s, CommonOp.Const c) {
        switch (Kind.of(c.type())) {
            case WORDS, SHORTS, FLOATS -> words.constant(c);
            case MASK -> masks.constant(c);
            case LONGS, DOUBLES -> wides.constant(c);
            case INT, LONG, FLOAT -> throw new IllegalStateException("scalar constant " + s + " is pushed where it is used");
        }
    }

    private void lane(Stmt s, LaneOp op) {
        switch (op) {
            case LaneOp.Ld ld -> accesses.load(s, ld);
            case LaneOp.St st -> accesses.store(s, st);
            case LaneOp.Red red -> accesses.combine(red);
            case LaneOp.Lanes l -> moves.lanes(l);
            case LaneOp.Splat p -> moves.splat(p);
            case LaneOp.Extract x -> moves.extract(s, x);
            case LaneOp.Exchange x -> moves.exchange(s, x);
            case LaneOp.Rotate r -> moves.rotate(s, r);
            case LaneOp.Permute p -> moves.permute(s, p);
            case LaneOp.Table t -> moves.table(s, t);
            case LaneOp.Decode d -> moves.decode(s, d);
            case LaneOp.Cvt c -> conversions.emit(s, c);
            case LaneOp.Warp _ -> asm.pushInt(0);
            case LaneOp.Alloc a -> {
                asm.var(Opcodes.LLOAD, SCRATCH);
                asm.pushLong(scratch.alloc(kernel.name(), a.bytes()));
                asm.op(Opcodes.LADD);
            }
            case LaneOp.Touch t -> touches.touch(t);
            case LaneOp.Blocks _ -> throw new IllegalStateException("blocks is control");
            case TargetOp.Dot4 d -> new Dot4(this).emit(d);
            case TargetOp t -> throw unsupported(s, Ops.operands(t).isEmpty() ? null : Ops.operands(t).getFirst().type(), "only targets that list it have it");
        }
    }

    /** The op that defined a value, where that was a statement before. */
    Optional<Op> definition(Value v) {
        return Optional.ofNullable(definitions.get(v));
    }

    /** The bits of a constant, an element of a word. */
    Optional<Long> constant(Value v) {
        return switch (definitions.get(v)) {
            case CommonOp.Const c -> Optional.of(c.bits());
            case CommonOp.Size z when z.expr().isConst() -> Optional.of(z.expr().constant());
            case null, default -> Optional.empty();
        };
    }

    /** Whether a value is pushed where it is used and has no local. */
    private boolean pushed(Value v) {
        return v.type() instanceof ScalarType && constant(v).isPresent();
    }

    /** Pushes a value; of a wide one the low half, then the high half. */
    void load(Value v) {
        if (pushed(v)) {
            pushConstant(v.type(), constant(v).orElseThrow());
            return;
        }
        Kind k = Kind.of(v.type());
        int slot = slots.of(v);
        for (int i = 0; i < k.parts; i++) {
            asm.var(k.load, slot + i);
        }
    }

    /** Pushes a word as a vector of such elements. */
    void load(Value v, Elem as) {
        load(v);
        asm.reinterpret(Kind.of(v.type()).elem(), as);
    }

    /** Pushes several values, in order. */
    void load(Value... values) {
        Arrays.stream(values).forEach(this::load);
    }

    /** Pushes a half of a wide value; a scalar is both halves. */
    void loadPart(Value v, int part) {
        if (v.type() instanceof ScalarType) {
            load(v);
        } else {
            asm.var(Opcodes.ALOAD, slots.of(v) + part);
        }
    }

    /** Pops a value into its local. */
    void store(Value v) {
        Kind k = Kind.of(v.type());
        int slot = slots.of(v);
        for (int i = k.parts - 1; i >= 0; i--) {
            asm.var(k.store, slot + i);
        }
    }

    /**
     * Tells C2 the class of values that meet from two sides: {@code Int512Vector}, where the method says {@code IntVector}.
     * A loop then carries boxes only and C2 can merge those. It often finds its way without; a kernel compiled before there
     * were profiles, or with nested loops, boxed every iteration for good. The check folds away.
     */
    void exact(List<Value> values) {
        again(values, tables::exact);
    }

    /** Gives values boxes of their own: C2 merges boxes, but allocates the array of one that two carried values begin as. */
    void fresh(List<Value> values) {
        again(values, tables::fresh);
    }

    private void again(List<Value> values, BiConsumer<Asm, Kind> how) {
        for (Value v : exact ? values : List.<Value>of()) {
            Kind k = Kind.of(v.type());
            for (int part = 0; k.load == Opcodes.ALOAD && part < k.parts; part++) {
                loadPart(v, part);
                how.accept(asm, k);
                asm.var(Opcodes.ASTORE, slots.of(v) + part);
            }
        }
    }

    private void pushConstant(Type t, long bits) {
        switch (Kind.of(t)) {
            case INT -> asm.pushInt((int) bits);
            case LONG -> asm.pushLong(bits);
            case FLOAT -> asm.pushFloat((int) bits);
            case WORDS, SHORTS, FLOATS, MASK, LONGS, DOUBLES -> throw new IllegalStateException("no push of a " + t);
        }
    }

    /** An op that this target lacks: names op, type and target. */
    UnsupportedOperationException unsupported(Stmt s, @org.jspecify.annotations.Nullable Type t, String why) {
        return new UnsupportedOperationException("kernel " + kernel.name() + ": " + Ops.mnemonic(s.op()) + (t == null ? "" : " of " + t)
                + " is not in target " + target.id() + ": " + why + "; at " + s.source());
    }
}
