package intarsia.codegen.ptx;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TargetOp;
import intarsia.ir.TensorOp;
import intarsia.ir.TileOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Walks one kernel and writes its PTX; what an op becomes is said by the classes of its family. */
final class Emitter {
    /** Hidden parameters after those of the kernel: the blocks from lo to hi - 1 are run. */
    static final String LO = "block_lo";
    static final String HI = "block_hi";
    /** The lowest that has all instructions emitted here; older drivers load it. */
    private static final String VERSION = "7.0";

    final Code code = new Code();
    final ValueTables tables = new ValueTables();
    final Scope scope = new Scope(code);
    final LaneOrder order = new LaneOrder();
    final Memory memory = new Memory(this);
    private final Arithmetic arithmetic = new Arithmetic(this);
    private final CrossLane crossLane = new CrossLane(this);
    private final TargetOps targetOps = new TargetOps(this);
    private final Control control = new Control(this);
    private final Kernel kernel;
    private final Target target;

    private Emitter(Kernel kernel, Target target) {
        this.kernel = kernel;
        this.target = target;
    }

    /** The text of a module with the kernel as its one entry. */
    static String emit(Kernel kernel, Target target) {
        return new Emitter(kernel, target).module();
    }

    /** The place in the kernel's text that each line of its PTX text comes from. */
    static List<Source> sources(Kernel kernel, Target target) {
        Emitter e = new Emitter(kernel, target);
        int lines = (int) e.module().lines().count() - 1; // the last is a brace
        List<Source> body = e.code.sources();
        List<Source> all = new ArrayList<>(Collections.nCopies(lines - body.size(), Source.NONE));
        all.addAll(body);
        return all;
    }

    private String module() {
        Control.wantBlocksOutermost(kernel.body());
        IntStream.range(0, kernel.params().size()).forEach(this::parameter);
        statements(kernel.body());
        code.emit("ret");
        String all = IntStream.range(0, kernel.params().size() + 2).mapToObj(i -> "\t.param .b64 " + name(i)).collect(Collectors.joining(",\n"));
        return """
                .version %s
                .target %s
                .address_size 64

                %s.visible .entry %s(
                %s
                )
                .reqntid %d, 1, 1
                {
                %s}
                """.formatted(VERSION, target.arch(), tables.text(), PtxBackend.entry(kernel), all, CrossLane.LANES * kernel.warps(), code.text());
    }

    private String name(int i) {
        int own = kernel.params().size();
        return i == own ? LO : i == own + 1 ? HI : "p" + i + "_" + kernel.params().get(i).name().replaceAll("[^A-Za-z0-9_]", "_");
    }

    /** Device addresses are those of the global space; numbers lie in the low bits of the 64. */
    private void parameter(int i) {
        Param p = kernel.params().get(i);
        String raw = code.make(RegisterFile.B64, "ld.param.b64", "[" + name(i) + "]");
        if (!(p.type() instanceof ScalarType type)) {
            throw new IllegalArgumentException("parameter " + p.name() + " of type " + p.type() + " on " + target.id() + "; wanted a scalar");
        }
        switch (type) {
            case PTR -> {
                scope.bind(p.value(), raw);
                order.buffer(p.value());
            }
            case I64 -> scope.bind(p.value(), raw);
            case I32, F32 -> code.emit("cvt.u32.u64", scope.define(p.value()), raw);
            case I1 -> code.emit("setp.ne.s64", scope.define(p.value()), code.make(RegisterFile.B64, "and.b64", raw, "1"), "0");
        }
    }

    /** The statements of a region; what it yields is left to the caller. */
    void statements(Region region) {
        for (Stmt s : region.body()) {
            try {
                statement(s);
            } catch (Unsupported e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("kernel " + kernel.name() + ", " + s.source() + ": " + e.getMessage(), e);
            }
        }
    }

    private void statement(Stmt s) {
        code.at(s.source());
        switch (s.op()) {
            case CommonOp op -> common(op, s.results());
            case LaneOp op -> lane(op, s.results());
            case TileOp op -> throw unsupported(op, "above the lane level");
            case TensorOp op -> throw unsupported(op, "above the lane level");
        }
    }

    private void common(CommonOp op, List<Value> results) {
        switch (op) {
            case CommonOp.Barrier _ -> {
                code.emit("bar.sync", "0");
                order.clear();
            }
            case CommonOp.Const c -> scope.constant(results.getFirst(), c.bits());
            case CommonOp.Unary u -> arithmetic.unary(u, results.getFirst());
            case CommonOp.Binary b -> arithmetic.binary(b, results.getFirst());
            case CommonOp.Fma f -> arithmetic.fma(f, results.getFirst());
            case CommonOp.Compare c -> arithmetic.compare(c, results.getFirst());
            case CommonOp.Select c -> arithmetic.select(c, results.getFirst());
            case CommonOp.Bits b -> scope.alias(results.getFirst(), b.a());
            case CommonOp.For f -> control.loop(f, results);
            case CommonOp.If i -> control.choose(i, results);
            case CommonOp.While w -> control.loop(w, results);
            case CommonOp.Assert a -> control.check(a);
            case CommonOp.Size _ -> throw unsupported(op, "symbols come as parameters at the lane level");
            case CommonOp.Cast c -> throw unsupported(op, "from " + c.a().type() + " to " + c.type() + "; wanted cvt at the lane level");
        }
    }

    private void lane(LaneOp op, List<Value> results) {
        switch (op) {
            case LaneOp.Ld ld -> memory.load(ld, results);
            case LaneOp.St st -> memory.store(st);
            case LaneOp.Red red -> memory.combine(red);
            case LaneOp.Lanes l -> crossLane.lanes(l, results.getFirst());
            case LaneOp.Splat s -> scope.alias(results.getFirst(), s.scalar());
            case LaneOp.Extract x -> crossLane.extract(x, results.getFirst());
            case LaneOp.Exchange x -> crossLane.exchange(x, results.getFirst());
            case LaneOp.Rotate r -> crossLane.rotate(r, results.getFirst());
            case LaneOp.Permute p -> crossLane.permute(p, results.getFirst());
            case LaneOp.Decode d -> memory.decode(d, results.getFirst());
            case LaneOp.Table t -> crossLane.table(t, results.getFirst());
            case LaneOp.Cvt c -> arithmetic.convert(c.op(), c.a(), results.getFirst());
            case LaneOp.Blocks b -> control.blocks(b);
            case LaneOp.Warp _ -> scope.bind(results.getFirst(), code.warp());
            case LaneOp.Alloc a -> memory.alloc(a, results.getFirst());
            case LaneOp.Touch t -> memory.touch(t);
            case TargetOp t -> targetOps.emit(t, results);
        }
    }

    /** An op that has no code for a type. */
    Unsupported unsupported(Op op, Type type) {
        return unsupported(op, "of " + type);
    }

    private Unsupported unsupported(Op op, String what) {
        return new Unsupported(kernel.name() + ": no " + Ops.mnemonic(op) + " " + what + " on " + target.id());
    }

    /** The message names op, type and target. */
    static final class Unsupported extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Unsupported(String message) {
            super(message);
        }
    }
}
