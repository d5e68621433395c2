package intarsia.codegen.ptx.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads operands; every name is a declared register, a special register, or a symbol to be resolved at the end of the kernel. */
final class OperandParser {
    /** The special registers that can be read, components spelled out. */
    static final Set<String> SPECIAL = Set.of(
            "%tid.x", "%tid.y", "%tid.z", "%ntid.x", "%ntid.y", "%ntid.z",
            "%ctaid.x", "%ctaid.y", "%ctaid.z", "%nctaid.x", "%nctaid.y", "%nctaid.z",
            "%laneid", "%warpid", "%nwarpid",
            "%lanemask_eq", "%lanemask_le", "%lanemask_lt", "%lanemask_ge", "%lanemask_gt");

    private final Cursor in;
    private final Map<String, PtxType> registers;
    /** First use of each symbol, for the message where nothing declares it. */
    final Map<String, Token> symbols = new HashMap<>();

    OperandParser(Cursor in, Map<String, PtxType> registers) {
        this.in = in;
        this.registers = registers;
    }

    /** One operand, with {@code a|b} of two. */
    Operand operand() {
        Operand first = single();
        return in.take("|") ? new Operand.Dual(first, single()) : first;
    }

    private Operand single() {
        Token t = in.peek();
        if (in.take("{")) return vector();
        if (in.take("[")) return address();
        if (in.take("!")) {
            Token name = in.word("a predicate");
            if (named(name) instanceof Operand.Register r && registers.get(r.name()) == PtxType.PRED) return new Operand.Not(r);
            throw in.fail(name, "! stands before a predicate register, found " + name);
        }
        if (t.is("-") || t.kind() == Token.Kind.NUMBER) return constant();
        if (t.kind() == Token.Kind.WORD) return named(in.next());
        throw in.fail(t, "wanted an operand, found " + t);
    }

    private Operand vector() {
        List<Operand> parts = new ArrayList<>();
        do {
            Token t = in.peek();
            Operand part = t.kind() == Token.Kind.WORD ? named(in.next()) : constant();
            if (parts.size() == 8) throw in.fail(t, "a vector has at most 8 elements");
            parts.add(part);
        } while (in.take(","));
        in.expect("}");
        return new Operand.Vector(parts);
    }

    private Operand address() {
        Token t = in.peek();
        Operand base = t.kind() == Token.Kind.WORD ? named(in.next()) : constant();
        if (!(base instanceof Operand.Register || base instanceof Operand.Symbol || base instanceof Operand.Constant)) {
            throw in.fail(t, "an address is a register or a name, and a constant; found " + t);
        }
        long offset = 0;
        if (in.take("+")) offset = offset();
        else if (in.peek().is("-")) offset = offset();
        in.expect("]");
        return new Operand.Address(base, offset);
    }

    private long offset() {
        Token t = in.peek();
        if (constant() instanceof Operand.Constant(long value) && value == (int) value) return value;
        throw in.fail(t, "the offset of an address is a signed integer of 32 bits");
    }

    private Operand constant() {
        boolean negative = in.take("-");
        Token t = in.next();
        if (t.kind() != Token.Kind.NUMBER) throw in.fail(t, "wanted a number, found " + t);
        String s = t.text();
        boolean hex = s.startsWith("0x") || s.startsWith("0X");
        if (s.matches("0[fF].*|0[dD].*")) {
            if (negative) throw in.fail(t, "no minus before the bits of a float");
            return floatBits(t, s);
        }
        if (!hex && s.contains(".")) throw in.fail(t, "write a float as its bits, 0f3F800000 for 1.0; found " + t);
        return new Operand.Constant(negative ? -in.integer(t) : in.integer(t));
    }

    private Operand floatBits(Token t, String s) {
        int width = Character.toLowerCase(s.charAt(1)) == 'f' ? 32 : 64;
        if (!s.substring(2).matches("[0-9a-fA-F]{" + width / 4 + "}")) {
            throw in.fail(t, "0" + s.charAt(1) + " is followed by " + width / 4 + " hexadecimal digits, found " + t);
        }
        return new Operand.FloatConstant(Long.parseUnsignedLong(s.substring(2), 16), width);
    }

    private Operand named(Token t) {
        String name = t.text();
        if (name.equals("_")) return new Operand.Sink();
        if (registers.containsKey(name)) return new Operand.Register(name);
        if (SPECIAL.contains(name)) return new Operand.Special(name);
        if (name.startsWith("%")) throw in.fail(t, "register " + t + " is not declared, and the special registers known are " + SPECIAL.stream().sorted().toList());
        if (name.contains(".")) throw in.fail(t, "wanted an operand, found " + t);
        symbols.putIfAbsent(name, t);
        return new Operand.Symbol(name);
    }
}
