package intarsia.codegen.ptx;

import intarsia.ir.BinaryOp;
import intarsia.ir.Operands;
import intarsia.ir.UnaryOp;

/** Integers of 8 and 16 bits, four and two to a word: PTX has arithmetic of 32 bits, and moves bytes with {@code prmt}. */
final class Packed {
    /** a ^ (b &amp; c), and a ^ (~b &amp; c), as tables of {@code lop3}. */
    private static final String XOR_AND = "0x78";
    private static final String XOR_AND_NOT = "0xd2";

    private final Code code;

    Packed(Code code) {
        this.code = code;
    }

    boolean knows(UnaryOp op) {
        return op.operands().integers() && !Opcodes.unary(op, Elem.I32).isEmpty();
    }

    boolean knows(BinaryOp op) {
        return op.operands().integers() && op.operands() != Operands.WORDS && !op.divides();
    }

    String unary(UnaryOp op, Elem e, String a) {
        if (op == UnaryOp.NEG) {
            return subtract(e, "0", a);
        }
        String[] parts = new String[32 / e.packedBits()];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = make(Opcodes.unary(op, Elem.I32), field(e, a, i, op == UnaryOp.ABS));
        }
        return pack(parts);
    }

    /** {@code scalarCount}: b is one count for all elements. */
    String binary(BinaryOp op, Elem e, String a, String b, boolean scalarCount) {
        return switch (op) {
            case ADD -> add(e, a, b);
            case SUB -> subtract(e, a, b);
            case MUL -> e == Elem.I16X2 ? multiplyHalves(a, b) : each(op, e, a, b, false, scalarCount);
            default -> each(op, e, a, b, Opcodes.binary(op, Elem.I32).endsWith(".s32"), scalarCount);
        };
    }

    /** The top bit of every element is left out of the sum, so that nothing is carried over, and put in by xor. */
    private String add(Elem e, String a, String b) {
        String sum = make("add.s32", make("and.b32", a, hex(~tops(e))), make("and.b32", b, hex(~tops(e))));
        return make("lop3.b32", sum, make("xor.b32", a, b), hex(tops(e)), XOR_AND);
    }

    /** The top bit of every minuend is set, so that nothing is borrowed, and mended by xor. */
    private String subtract(Elem e, String a, String b) {
        String difference = make("sub.s32", make("or.b32", a, hex(tops(e))), make("and.b32", b, hex(~tops(e))));
        return make("lop3.b32", difference, make("xor.b32", a, b), hex(tops(e)), XOR_AND_NOT);
    }

    /** The low half of a product of words is that of the low halves. */
    private String multiplyHalves(String a, String b) {
        String high = make("mul.lo.s32", make("shr.u32", a, "16"), make("shr.u32", b, "16"));
        return pack(make("mul.lo.s32", a, b), high);
    }

    private String each(BinaryOp op, Elem e, String a, String b, boolean signed, boolean scalarCount) {
        String[] parts = new String[32 / e.packedBits()];
        for (int i = 0; i < parts.length; i++) {
            String count = scalarCount ? b : field(e, b, i, signed && !op.isShift());
            parts[i] = make(Opcodes.binary(op, Elem.I32), field(e, a, i, signed), count);
        }
        return pack(parts);
    }

    /** Element i, extended to 32 bits. A selector of 8 + k repeats the sign of byte k; byte 4 is of the zero beside. */
    private String field(Elem e, String a, int i, boolean signed) {
        boolean bytes = e == Elem.I8X4;
        int low = bytes ? i : 2 * i;
        int top = bytes ? i : low + 1;
        int fill = signed ? 8 + top : 4;
        int selector = bytes ? low | fill * 0x1110 : low | top << 4 | fill * 0x1100;
        return make("prmt.b32", a, "0", hex(selector));
    }

    /** The low bits of two or four words, the first lowest. */
    private String pack(String... parts) {
        if (parts.length == 2) {
            return make("prmt.b32", parts[0], parts[1], "0x5410");
        }
        String low = make("prmt.b32", parts[0], parts[1], "0x0040");
        return make("prmt.b32", low, make("prmt.b32", parts[2], parts[3], "0x0040"), "0x5410");
    }

    private static int tops(Elem e) {
        return e == Elem.I8X4 ? 0x8080_8080 : 0x8000_8000;
    }

    private static String hex(int v) {
        return "0x" + Integer.toHexString(v);
    }

    private String make(String opcode, String... sources) {
        return code.make(RegisterFile.B32, opcode, sources);
    }
}
