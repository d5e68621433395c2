package intarsia.codegen.ptx;

import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.UnaryOp;

/**
 * Ops that are one instruction. Each that rounds says {@code .rn}, which also forbids the assembler to contract it; none
 * says {@code .ftz}. Empty text: there is no such instruction.
 */
final class Opcodes {
    private Opcodes() {
    }

    static String unary(UnaryOp op, Elem e) {
        return switch (op) {
            case NOT -> "not." + e.untyped();
            case NEG, ABS -> e == Elem.BIT || e.isPackedInt() ? "" : op.text() + "." + (e.isInt() ? "s" + e.bits() : e.floating());
            case SQRT -> e.isFloat() ? "sqrt.rn." + e.floating() : "";
            case ROUND -> whole(e, "rni");
            case FLOOR -> whole(e, "rmi");
            case CEIL -> whole(e, "rpi");
            case TRUNC -> whole(e, "rzi");
            case EXP, EXP2, LOG -> "";
        };
    }

    private static String whole(Elem e, String rounding) {
        return e.isFloat() ? "cvt." + rounding + "." + e.floating() + "." + e.floating() : "";
    }

    static String binary(BinaryOp op, Elem e) {
        return switch (e) {
            case BIT -> op.isBitwise() ? op.text() + ".pred" : "";
            case I16X2, I8X4 -> op.isBitwise() ? op.text() + ".b32" : "";
            case I32, I64 -> integer(op, e.bits());
            case F32 -> arithmetic(op, e).isEmpty() ? extreme(op, e) : arithmetic(op, e);
            case F64 -> op == BinaryOp.MIN || op == BinaryOp.MAX || arithmetic(op, e).isEmpty() ? number(op, e) : arithmetic(op, e);
            case F16X2 -> op == BinaryOp.DIV || arithmetic(op, e).isEmpty() ? extreme(op, e) : arithmetic(op, e);
            case BF16X2 -> extreme(op, e);
        };
    }

    private static String integer(BinaryOp op, int bits) {
        String stem = switch (op) {
            case ADD, SUB, DIV, REM, MIN, MAX -> op.text() + ".s";
            case MUL -> "mul.lo.s";
            case DIV_U, REM_U, MIN_U, MAX_U -> op.text().substring(0, 3) + ".u";
            case AND, OR, XOR, SHL -> op.text() + ".b";
            case SHR_S -> "shr.s";
            case SHR_U -> "shr.u";
            case MINNUM, MAXNUM -> "";
        };
        return stem.isEmpty() ? "" : stem + bits;
    }

    private static String arithmetic(BinaryOp op, Elem e) {
        return switch (op) {
            case ADD, SUB, MUL, DIV -> op.text() + ".rn." + e.floating();
            case DIV_U, REM, REM_U, MIN, MAX, MIN_U, MAX_U, MINNUM, MAXNUM, AND, OR, XOR, SHL, SHR_S, SHR_U -> "";
        };
    }

    /** {@code min.f32} drops NaN, {@code min.NaN.f32} keeps it; both order −0 below +0. */
    private static String extreme(BinaryOp op, Elem e) {
        return switch (op) {
            case MIN, MAX -> op.text() + ".NaN." + e.floating();
            case MINNUM, MAXNUM -> number(op, e);
            case ADD, SUB, MUL, DIV, DIV_U, REM, REM_U, MIN_U, MAX_U, AND, OR, XOR, SHL, SHR_S, SHR_U -> "";
        };
    }

    private static String number(BinaryOp op, Elem e) {
        return switch (op) {
            case MINNUM -> "min." + e.floating();
            case MAXNUM -> "max." + e.floating();
            case ADD, SUB, MUL, DIV, DIV_U, REM, REM_U, MIN, MAX, MIN_U, MAX_U, AND, OR, XOR, SHL, SHR_S, SHR_U -> "";
        };
    }

    /** The product of integers is exact before it wraps, so {@code mad.lo} is their fma. */
    static String fma(Elem e) {
        return switch (e) {
            case I32, I64 -> "mad.lo.s" + e.bits();
            case F32, F64, F16X2, BF16X2 -> "fma.rn." + e.floating();
            case BIT, I16X2, I8X4 -> "";
        };
    }

    static String compare(CompareOp op, Elem e) {
        boolean unsigned = op.text().endsWith(".u");
        if (e.isInt()) {
            return "setp." + relation(op) + (unsigned ? ".u" : ".s") + e.bits();
        }
        if (!e.isFloat() || unsigned) {
            return "";
        }
        // setp.ne is false for NaN, setp.neu is true.
        return "setp." + (op == CompareOp.NE ? "neu" : relation(op)) + "." + e.floating();
    }

    private static String relation(CompareOp op) {
        return switch (op) {
            case EQ -> "eq";
            case NE -> "ne";
            case LT, LT_U -> "lt";
            case LE, LE_U -> "le";
            case GT, GT_U -> "gt";
            case GE, GE_U -> "ge";
        };
    }

    /** Conversions to integers saturate and give 0 for NaN by themselves. */
    static String cvt(CvtOp op) {
        return switch (op) {
            case F32_S32 -> "cvt.rn.f32.s32";
            case F32_U32 -> "cvt.rn.f32.u32";
            case S32_F32 -> "cvt.rzi.s32.f32";
            case S32_RN_F32 -> "cvt.rni.s32.f32";
            case S64_S32 -> "cvt.s64.s32";
            case S64_U32 -> "cvt.u64.u32";
            case S32_S64 -> "cvt.u32.u64";
            case F32_F16, F16_F32, S32_I1 -> "";
        };
    }
}
