package intarsia.codegen.ptx;

import intarsia.ir.AtomicOp;
import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.CvtOp;
import intarsia.ir.UnaryOp;

/**
 * Ops that are one instruction. Each that rounds says {@code .rn}, which also forbids the assembler to contract it; none
 * says {@code .ftz}. Empty text: there is no such instruction. Two opcodes: the second on the 32 bits that the first gives.
 */
final class Opcodes {
    private Opcodes() {
    }

    static String unary(UnaryOp op, Elem e) {
        return switch (op) {
            case NOT -> "not." + e.untyped();
            case NEG, ABS -> e == Elem.BIT || e.isPackedInt() ? "" : op.text() + "." + (e.isInt() ? "s" + e.bits() : e.floating());
            case POPCOUNT -> e == Elem.I64 ? "popc.b64 cvt.u64.u32" : e == Elem.I32 ? "popc.b32" : "";
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
        Stems stems = Stems.of(op);
        return switch (e) {
            case BIT -> op.isBitwise() ? op.text() + ".pred" : "";
            case I16X2, I8X4 -> op.isBitwise() ? op.text() + ".b32" : "";
            case I32, I64 -> stems.integer.isEmpty() ? "" : stems.integer + e.bits();
            case F32 -> stems.on(e);
            case F64 -> stems.keepsNaN() ? "" : stems.on(e);
            case F16X2 -> op == BinaryOp.DIV ? "" : stems.on(e);
            case BF16X2 -> stems.rounds() ? "" : stems.on(e);
        };
    }

    /**
     * What an op on two values is called: of integers with the width behind it, of floats with a dot and the type. {@code min.f32} drops NaN,
     * {@code min.NaN.f32} keeps it; both order −0 below +0.
     */
    private record Stems(String integer, String floating) {
        static Stems of(BinaryOp op) {
            return switch (op) {
                case ADD, SUB -> new Stems(op.text() + ".s", op.text() + ".rn");
                case MUL -> new Stems("mul.lo.s", "mul.rn");
                case MULHI_U -> new Stems("mul.hi.u", "");
                case DIV -> new Stems("div.s", "div.rn");
                case REM -> new Stems("rem.s", "");
                case DIV_U, REM_U, MIN_U, MAX_U -> new Stems(op.text(), "");
                case MIN, MAX -> new Stems(op.text() + ".s", op.text() + ".NaN");
                case MINNUM -> new Stems("", "min");
                case MAXNUM -> new Stems("", "max");
                case AND, OR, XOR, SHL -> new Stems(op.text() + ".b", "");
                case SHR_S, SHR_U -> new Stems(op.text(), "");
            };
        }

        String on(Elem e) {
            return floating.isEmpty() ? "" : floating + "." + e.floating();
        }

        boolean keepsNaN() {
            return floating.endsWith(".NaN");
        }

        boolean rounds() {
            return floating.endsWith(".rn");
        }
    }

    /** What an atomic access does, with its type. */
    static String red(AtomicOp op, Elem e) {
        return switch (op) {
            case ADD -> e == Elem.F32 ? ".add.f32" : ".add.u32";
            case MIN -> ".min.s32";
            case MAX -> ".max.s32";
            case MIN_U -> ".min.u32";
            case MAX_U -> ".max.u32";
            case AND -> ".and.b32";
            case OR -> ".or.b32";
            case XOR -> ".xor.b32";
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
