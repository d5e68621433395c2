package intarsia.codegen.ptx;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;

/** Arithmetic, comparison, choice and conversion: one instruction where there is one, else a short exact sequence. */
final class Arithmetic {
    private static final String BF16_ONES = "0x3f803f80";
    private static final String BF16_MINUS_ONES = "0xbf80bf80";
    private static final String BF16_MINUS_ZEROS = "0x80008000";

    private final Emitter in;
    private final Code code;
    private final Scope scope;
    private final Packed packed;

    Arithmetic(Emitter in) {
        this.in = in;
        this.code = in.code;
        this.scope = in.scope;
        this.packed = new Packed(in.code);
    }

    void unary(CommonOp.Unary op, Value result) {
        Elem e = Elem.of(op.a().type());
        String opcode = Opcodes.unary(op.op(), e);
        String a = scope.use(op.a());
        int second = opcode.indexOf(' ');
        if (second > 0) {
            code.emit(opcode.substring(second + 1), scope.define(result), code.make(RegisterFile.B32, opcode.substring(0, second), a));
        } else if (!opcode.isEmpty()) {
            code.emit(opcode, scope.define(result), a);
        } else if (e.isPackedInt() && packed.knows(op.op())) {
            scope.bind(result, packed.unary(op.op(), e, a));
        } else {
            throw in.unsupported(op, op.a().type());
        }
    }

    void binary(CommonOp.Binary op, Value result) {
        Elem e = Elem.of(op.a().type());
        String opcode = Opcodes.binary(op.op(), e);
        if (e.isPackedInt() && opcode.isEmpty() && packed.knows(op.op())) {
            boolean scalar = op.b().type() == ScalarType.I32;
            scope.bind(result, packed.binary(op.op(), e, scope.use(op.a()), scope.use(op.b()), scalar));
        } else if (e == Elem.BF16X2 && opcode.isEmpty()) {
            sixteen(op, result);
        } else if (e == Elem.F64 && (op.op() == BinaryOp.MIN || op.op() == BinaryOp.MAX)) {
            extreme(op, result);
        } else if (opcode.isEmpty()) {
            throw in.unsupported(op, op.a().type());
        } else {
            String b = op.op().isShift() ? count(op.b()) : scope.use(op.b());
            code.emit(opcode, scope.define(result), scope.use(op.a()), b);
        }
    }

    /** PTX counts in 32 bits; a count is below the width, so the high half is 0. */
    private String count(Value v) {
        return Elem.of(v.type()) == Elem.I64 ? code.make(RegisterFile.B32, "cvt.u32.u64", scope.register(v)) : scope.use(v);
    }

    /** sm_80 has no sum and product of bf16, but fma: 1·b + a and a·b + −0 round once and keep the sign of zero. */
    private void sixteen(CommonOp.Binary op, Value result) {
        String a = scope.use(op.a());
        String b = scope.use(op.b());
        String d = scope.define(result);
        switch (op.op()) {
            case ADD -> code.emit("fma.rn.bf16x2", d, b, word(BF16_ONES), a);
            case SUB -> code.emit("fma.rn.bf16x2", d, b, word(BF16_MINUS_ONES), a);
            case MUL -> code.emit("fma.rn.bf16x2", d, a, b, word(BF16_MINUS_ZEROS));
            default -> throw in.unsupported(op, op.a().type());
        }
    }

    private String word(String hex) {
        return scope.literal(RegisterFile.B32, Long.decode(hex));
    }

    /** f64 has only the form that drops NaN. */
    private void extreme(CommonOp.Binary op, Value result) {
        String a = scope.use(op.a());
        String b = scope.use(op.b());
        String number = code.make(RegisterFile.B64, op.op() == BinaryOp.MIN ? "min.f64" : "max.f64", a, b);
        String nan = code.make(RegisterFile.PRED, "setp.nan.f64", a, b);
        code.emit("selp.b64", scope.define(result), "0x7ff8000000000000", number, nan);
    }

    void fma(CommonOp.Fma op, Value result) {
        Elem e = Elem.of(op.a().type());
        String opcode = Opcodes.fma(e);
        String a = scope.use(op.a());
        String b = scope.use(op.b());
        String c = scope.use(op.c());
        if (!opcode.isEmpty()) {
            code.emit(opcode, scope.define(result), a, b, c);
        } else if (e.isPackedInt()) {
            scope.bind(result, packed.binary(BinaryOp.ADD, e, packed.binary(BinaryOp.MUL, e, a, b, false), c, false));
        } else {
            throw in.unsupported(op, op.a().type());
        }
    }

    void compare(CommonOp.Compare op, Value result) {
        Elem e = Elem.of(op.a().type());
        String opcode = Opcodes.compare(op.op(), e);
        String a = scope.use(op.a());
        String b = scope.use(op.b());
        if (!opcode.isEmpty()) {
            code.emit(opcode, scope.define(result), a, b);
        } else if (e == Elem.BIT && op.op() == CompareOp.NE) {
            code.emit("xor.pred", scope.define(result), a, b);
        } else if (e == Elem.BIT && op.op() == CompareOp.EQ) {
            code.emit("not.pred", scope.define(result), code.make(RegisterFile.PRED, "xor.pred", a, b));
        } else {
            throw in.unsupported(op, op.a().type());
        }
    }

    void select(CommonOp.Select op, Value result) {
        Elem e = Elem.of(op.a().type());
        String c = scope.register(op.c());
        String a = scope.bits(op.a());
        String b = scope.bits(op.b());
        if (e != Elem.BIT) {
            code.emit("selp." + e.untyped(), scope.define(result), a, b, c);
            return;
        }
        String not = code.make(RegisterFile.PRED, "not.pred", c);
        String other = code.make(RegisterFile.PRED, "and.pred", not, b);
        String one = code.make(RegisterFile.PRED, "and.pred", c, a);
        code.emit("or.pred", scope.define(result), one, other);
    }

    void convert(CvtOp op, Value a, Value result) {
        String opcode = Opcodes.cvt(op);
        if (!opcode.isEmpty()) {
            code.emit(opcode, scope.define(result), scope.use(a));
        } else if (op == CvtOp.S32_I1) {
            code.emit("selp.b32", scope.define(result), "1", "0", scope.register(a));
        } else if (op == CvtOp.F16_F32) {
            // The first source goes to the high half.
            code.emit("cvt.rn.f16x2.f32", scope.define(result), "0f00000000", scope.use(a));
        } else {
            code.emit("cvt.f32.f16", scope.define(result), code.make(RegisterFile.B16, "cvt.u16.u32", scope.register(a)));
        }
    }
}
