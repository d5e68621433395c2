package intarsia.codegen.ptx;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.Space;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Loads, stores, shared arrays and hints. */
final class Memory {
    private final Code code;
    private final Scope scope;
    private final LaneOrder order;
    private final ValueTables tables;

    Memory(Emitter in) {
        this.code = in.code;
        this.scope = in.scope;
        this.order = in.order;
        this.tables = in.tables;
    }

    void load(LaneOp.Ld op, List<Value> results) {
        Address at = op.at();
        int bytes = op.bits() / 8 * op.count();
        meet(new LaneOrder.Access(at, bytes, false));
        String place = place(at, bytes);
        Optional<String> mask = mask(at);
        List<String> to = new ArrayList<>();
        for (Value r : results) {
            to.add(at.form() == Form.SPLAT && op.bits() < 32 ? code.register(RegisterFile.B32) : scope.define(r));
        }
        mask.ifPresent(_ -> to.forEach(r -> code.emit(op.bits() == 64 ? "mov.b64" : "mov.b32", r, "0")));
        String opcode = "ld." + at.space().text() + vector(op.count()) + (op.bits() < 32 ? (op.signed() ? ".s" : ".u") : ".b") + op.bits();
        access(mask, opcode, operand(to), place);
        if (at.form() == Form.SPLAT && op.bits() < 32) {
            code.emit("prmt.b32", scope.define(results.getFirst()), to.getFirst(), "0", op.bits() == 8 ? "0x0000" : "0x1010");
        }
    }

    void store(LaneOp.St op) {
        Address at = op.at();
        int bytes = op.bits() / 8 * op.values().size();
        meet(new LaneOrder.Access(at, bytes, true));
        String place = place(at, bytes);
        List<String> from = op.values().stream().map(scope::register).toList();
        Optional<String> who = at.form() == Form.UNIFORM ? Optional.of(code.lowestLane()) : mask(at);
        access(who, "st." + at.space().text() + vector(from.size()) + ".b" + op.bits(), place, operand(from));
    }

    /** Nobody needs the old value, so that the memory itself may do it. */
    void combine(LaneOp.Red op) {
        Address at = op.at();
        meet(LaneOrder.Access.combining(at));
        String place = place(at, Integer.BYTES);
        String value = scope.register(op.value());
        Optional<String> who = at.form() == Form.UNIFORM ? Optional.of(code.lowestLane()) : mask(at);
        access(who, "red." + at.space().text() + Opcodes.red(op.op(), Elem.of(op.value().type())), place, value);
    }

    /** Sixteen bytes a lane pass by the first cache; a lane whose source is off copies zeros, of which PTX reads no byte. */
    void copy(TargetOp.CopyAsync op) {
        int bytes = op.bytes();
        meet(new LaneOrder.Access(op.from(), bytes, false));
        meet(new LaneOrder.Access(op.to(), bytes, true));
        List<String> operands = new ArrayList<>(List.of(place(op.to(), bytes), place(op.from(), bytes), Integer.toString(bytes)));
        mask(op.from()).ifPresent(m -> operands.add(code.make(RegisterFile.B32, "selp.b32", Integer.toString(bytes), "0", m)));
        access(mask(op.to()), "cp.async." + (bytes == 16 ? "cg" : "ca") + ".shared.global", operands.toArray(String[]::new));
    }

    /** What other lanes have copied is seen after the lanes have met. */
    void await(TargetOp.Wait op) {
        code.emit("cp.async.wait_group", Integer.toString(op.pending()));
        order.add(LaneOrder.Access.LANDED);
    }

    /** The address of a row of halves that each lane gives; other lanes get its elements. */
    String rows(TargetOp.Ldmatrix op) {
        meet(LaneOrder.Access.anywhere(op.rows().base()));
        return place(op.rows(), 16);
    }

    private void meet(LaneOrder.Access access) {
        if (order.conflicts(access)) {
            meet();
        }
        order.add(access);
    }

    /** All lanes come here, and see what the others have written. */
    void meet() {
        code.emit("bar.warp.sync", CrossLane.ALL);
        order.clear();
    }

    private void access(Optional<String> guard, String opcode, String... operands) {
        guard.ifPresentOrElse(g -> code.guarded(g, opcode, operands), () -> code.emit(opcode, operands));
    }

    /** The predicate of a mask, unless all its lanes are known to be on. */
    private Optional<String> mask(Address at) {
        return at.mask().filter(m -> !scope.constant(m).equals(Optional.of(1L))).map(scope::register);
    }

    private static String vector(int count) {
        return count == 1 ? "" : ".v" + count;
    }

    private static String operand(List<String> registers) {
        return registers.size() == 1 ? registers.getFirst() : registers.stream().collect(Collectors.joining(", ", "{", "}"));
    }

    /** The address as an instruction takes it: a register and 32 bits of displacement. What does not change in loops is added first. */
    private String place(Address at, int bytes) {
        long disp = at.disp();
        String start = lanes(at, bytes, scope.register(at.base()));
        Optional<Long> index = scope.constant(at.index());
        if (index.isPresent()) {
            disp += index.get();
        } else {
            start = sum(start, scope.register(at.index()));
        }
        if (disp != (int) disp) {
            start = sum(start, Long.toString(disp));
            disp = 0;
        }
        return "[" + start + (disp == 0 ? "" : "+" + disp) + "]";
    }

    /** What the form adds in every lane. */
    private String lanes(Address at, int bytes, String start) {
        return switch (at.form()) {
            case UNIFORM, SPLAT -> start;
            case UNIT -> steps(start, bytes);
            case STRIDED -> steps(start, at.stride());
            case GATHER -> {
                String offset = scope.use(at.lanes().orElseThrow());
                String wide = scope.remembered("wide " + offset, () -> code.make(RegisterFile.B64, "cvt.s64.s32", offset));
                yield sum(start, wide);
            }
        };
    }

    private String steps(String start, int step) {
        return step == 0 ? start : scope.remembered(start + " + lane * " + step,
                () -> code.make(RegisterFile.B64, "mad.wide.s32", code.lane(), Integer.toString(step), start));
    }

    private String sum(String a, String b) {
        return scope.remembered(a + " + " + b, () -> code.make(RegisterFile.B64, "add.s64", a, b));
    }

    /** Bits of a code above its type's are cut off, so that every lane reads inside the table. */
    void decode(LaneOp.Decode op, Value result) {
        String table = tables.of(op.of());
        String start = scope.remembered("address of " + table, () -> code.make(RegisterFile.B64, "mov.b64", table));
        String index = code.make(RegisterFile.B32, "and.b32", scope.register(op.code()), Long.toString(DType.mask(op.of().bits())));
        String at = code.make(RegisterFile.B64, "mad.wide.s32", index, Integer.toString(Float.BYTES), start);
        code.emit("ld.global.nc.b32", scope.define(result), "[" + at + "]");
    }

    /** An address in the shared window, as {@code ld.shared} takes it. */
    void alloc(LaneOp.Alloc op, Value result) {
        code.emit("mov.b64", scope.define(result), code.shared(op.bytes()));
        order.buffer(result);
    }

    void touch(LaneOp.Touch op) {
        Address at = new Address(Form.UNIFORM, Space.GLOBAL, op.base(), op.index(), op.disp(), 0, Optional.empty(), Optional.empty());
        code.emit("prefetch.global.L2", place(at, 0));
    }
}
