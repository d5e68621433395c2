package intarsia.codegen.jvm;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.Value;
import jdk.incubator.vector.VectorOperators;
import org.objectweb.asm.Opcodes;

/** Conversions of scalars and of words. */
final class Conversions {
    private static final String CONVERSION = "L" + Asm.OPERATORS + "$Conversion;";
    private final Emitter e;
    private final Asm asm;

    Conversions(Emitter e) {
        this.e = e;
        this.asm = e.asm;
    }

    void emit(Stmt s, LaneOp.Cvt c) {
        if (c.a().type() instanceof LaneType) {
            word(s, c);
        } else {
            scalar(s, c);
        }
    }

    private void scalar(Stmt s, LaneOp.Cvt c) {
        e.load(c.a());
        switch (c.op()) {
            case F32_S32 -> asm.op(Opcodes.I2F);
            case F32_U32 -> {
                unsigned();
                asm.op(Opcodes.L2F);
            }
            case S32_F32 -> asm.op(Opcodes.F2I);
            case F32_F16 -> {
                asm.op(Opcodes.I2S);
                asm.callStatic("java/lang/Float", "float16ToFloat", "(S)F");
            }
            case F16_F32 -> {
                asm.callStatic("java/lang/Float", "floatToFloat16", "(F)S");
                asm.pushInt(0xffff);
                asm.op(Opcodes.IAND);
            }
            case S64_S32 -> asm.op(Opcodes.I2L);
            case S64_U32 -> unsigned();
            case S32_S64 -> asm.op(Opcodes.L2I);
            case S32_I1 -> { }
            case S32_RN_F32 -> throw e.unsupported(s, c.a().type(), "it has no feature round");
        }
    }

    private void unsigned() {
        asm.op(Opcodes.I2L);
        asm.pushLong(0xffff_ffffL);
        asm.op(Opcodes.LAND);
    }

    private void word(Stmt s, LaneOp.Cvt c) {
        switch (c.op()) {
            case F32_S32 -> {
                e.load(c.a());
                convert(Elem.INT, "I2F", Elem.FLOAT);
            }
            case F32_U32 -> halves(c.a());
            case S32_F32 -> {
                e.load(c.a());
                convert(Elem.FLOAT, "F2I", Elem.INT);
            }
            case S32_I1 -> {
                asm.species(Elem.INT, e.vectorBits());
                asm.callStatic(Elem.INT.owner, "zero", "(" + Asm.SPECIES_TYPE + ")" + Elem.INT.type);
                asm.pushInt(1);
                e.load(c.a());
                asm.call(Elem.INT, "blend", "I" + Asm.MASK_TYPE);
            }
            case F32_F16, F16_F32 -> throw e.unsupported(s, c.a().type(), "it has no feature cvt_f16_word");
            case S32_RN_F32 -> throw e.unsupported(s, c.a().type(), "it has no feature round");
            case S64_S32, S64_U32, S32_S64 -> throw e.unsupported(s, c.a().type(), "of scalars only");
        }
    }

    /** Both halves of an unsigned word are exact as floats, so their sum rounds once. */
    private void halves(Value a) {
        e.load(a);
        asm.lanewise(Elem.INT, "LSHR", VectorOperators.Binary.class, "I", () -> asm.pushInt(16));
        convert(Elem.INT, "I2F", Elem.FLOAT);
        asm.lanewise(Elem.FLOAT, "MUL", VectorOperators.Binary.class, "F", () -> asm.pushFloat(Float.floatToRawIntBits(65536f)));
        e.load(a);
        asm.lanewise(Elem.INT, "AND", VectorOperators.Binary.class, "I", () -> asm.pushInt(0xffff));
        convert(Elem.INT, "I2F", Elem.FLOAT);
        asm.call(Elem.FLOAT, "add", Asm.VECTOR);
    }

    private void convert(Elem from, String conversion, Elem to) {
        asm.operator(conversion);
        asm.pushInt(0);
        asm.call(from.owner, "convert", "(" + CONVERSION + "I)" + Asm.VECTOR);
        asm.cast(to.owner);
    }

    /** The same bits: words as words, a scalar as a scalar of its width. */
    void bits(Stmt s, CommonOp.Bits b) {
        Kind from = Kind.of(b.a().type());
        Kind to = Kind.of(b.type());
        if (from == to && truth(b.a().type()) == truth(b.type())) {
            e.load(b.a());
            return;
        }
        String pair = from + " " + to;
        switch (pair) {
            case "INT FLOAT" -> scalarBits(b.a(), "intBitsToFloat", "(I)F");
            case "FLOAT INT" -> scalarBits(b.a(), "floatToRawIntBits", "(F)I");
            case "WORDS FLOATS", "WORDS SHORTS", "SHORTS WORDS", "SHORTS FLOATS", "FLOATS WORDS", "FLOATS SHORTS", "LONGS DOUBLES", "DOUBLES LONGS" -> {
                for (int part = 0; part < from.parts; part++) {
                    e.loadPart(b.a(), part);
                    asm.reinterpret(from.elem(), to.elem());
                }
            }
            default -> throw e.unsupported(s, b.a().type(), "bits as " + b.type() + "; wanted a type of the same width");
        }
    }

    private static boolean truth(Type t) {
        return t == ScalarType.I1;
    }

    private void scalarBits(Value a, String method, String descriptor) {
        e.load(a);
        asm.callStatic("java/lang/Float", method, descriptor);
    }
}
