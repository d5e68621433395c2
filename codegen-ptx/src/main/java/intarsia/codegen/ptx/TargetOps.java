package intarsia.codegen.ptx;

import intarsia.ir.DotAtom;
import intarsia.ir.LaneType;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import java.util.List;
import java.util.stream.Collectors;

/** Ops that only some targets have: copies, products of fragments and of bytes, the words of fragments, words made of parts of others. */
final class TargetOps {
    private final Emitter in;
    private final Code code;
    private final Scope scope;

    TargetOps(Emitter in) {
        this.in = in;
        this.code = in.code;
        this.scope = in.scope;
    }

    void emit(TargetOp op, List<Value> results) {
        switch (op) {
            case TargetOp.CopyAsync c -> in.memory.copy(c);
            case TargetOp.Commit _ -> code.emit("cp.async.commit_group");
            case TargetOp.Wait w -> in.memory.await(w);
            case TargetOp.Mma m -> mma(m, results);
            case TargetOp.Ldmatrix m -> ldmatrix(m, results);
            case TargetOp.Dot4 d -> code.emit("dp4a." + sign(d.op().a().signed()) + "." + sign(d.op().b().signed()),
                    scope.define(results.getFirst()), scope.use(d.a()), scope.use(d.b()), scope.use(d.c()));
            // The first source goes to the high half.
            case TargetOp.CvtPair p -> code.emit("cvt.rn." + (p.op().to() == LaneType.F16X2 ? "f16x2" : "bf16x2") + ".f32",
                    scope.define(results.getFirst()), scope.use(p.high()), scope.use(p.low()));
            case TargetOp.Bytes b -> code.emit("prmt.b32", scope.define(results.getFirst()), scope.bits(b.a()), scope.bits(b.b()), selector(b.from()));
        }
    }

    private static String sign(boolean signed) {
        return signed ? "s32" : "u32";
    }

    private static String selector(List<Integer> from) {
        return "0x%x%x%x%x".formatted(from.get(3), from.get(2), from.get(1), from.get(0));
    }

    /** The shape, then the types of sum, A, B and accumulator: {@code .row.col} says that both run along k. */
    private void mma(TargetOp.Mma op, List<Value> results) {
        String[] name = op.atom().name().split("\\.", -1);
        if (op.atom().step() != DotAtom.Step.MMA || name.length != 4) {
            throw in.unsupported(op, op.a().getFirst().type());
        }
        String a = registers(op.a());
        String b = registers(op.b());
        String c = registers(op.c());
        String d = results.stream().map(scope::define).collect(Collectors.joining(", ", "{", "}"));
        code.emit("mma.sync.aligned." + name[0] + ".row.col." + name[1] + "." + name[2] + "." + name[3] + "." + name[1], d, a, b, c);
    }

    private String registers(List<Value> values) {
        return values.stream().map(scope::register).collect(Collectors.joining(", ", "{", "}"));
    }

    private void ldmatrix(TargetOp.Ldmatrix op, List<Value> results) {
        String place = in.memory.rows(op);
        String d = results.stream().map(scope::define).collect(Collectors.joining(", ", "{", "}"));
        code.emit("ldmatrix.sync.aligned.m8n8.x" + op.count() + (op.transposed() ? ".trans" : "") + ".shared.b16", d, place);
    }
}
