package intarsia.codegen.ptx.text;

import intarsia.codegen.ptx.text.PtxKernel.Param;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads one {@code .entry}, from its name to the closing brace. */
final class KernelParser {
    private static final int MOST_REGISTERS = 1 << 15, MOST_PARAM_BYTES = 4352, MOST_SHARED = 227 << 10, MOST_THREADS = 1024;

    private final Cursor in;
    private final List<Param> params = new ArrayList<>();
    private final Map<String, PtxType> registers = new LinkedHashMap<>();
    private final List<Variable> shared;
    private final List<Table> tables;
    private final List<Instruction> code = new ArrayList<>();
    private final Map<String, Integer> labels = new HashMap<>();
    private final Map<String, Token> names = new HashMap<>();
    private final OperandParser operands;
    private int maxThreads = MOST_THREADS;

    KernelParser(Cursor in, List<Variable> moduleShared, List<Table> tables) {
        this.in = in;
        this.tables = tables;
        shared = new ArrayList<>(moduleShared);
        operands = new OperandParser(in, registers);
    }

    PtxKernel kernel() {
        Token name = in.word("the name of the entry");
        if (in.take("(") && !in.take(")")) {
            do param(); while (in.take(","));
            in.expect(")");
        }
        while (!in.peek().is("{")) tuning();
        in.expect("{");
        while (!in.take("}")) statement();
        resolve();
        return new PtxKernel(name.text(), params, registers, shared, code, labels, maxThreads);
    }

    private void param() {
        in.expect(".param");
        PtxType type = type();
        Token name = declare("the name of a parameter");
        if (in.peek().is("[")) throw in.fail(in.peek(), "parameters are scalars here; pass an array by its address");
        params.add(new Param(name.text(), type));
        if (params.stream().mapToInt(p -> p.type().bytes()).sum() > MOST_PARAM_BYTES) throw in.fail(name, "more than " + MOST_PARAM_BYTES + " bytes of parameters");
    }

    /** {@code .maxntid x,y,z}, {@code .reqntid x,y,z}, {@code .minnctapersm n}, {@code .maxnreg n}. */
    private void tuning() {
        Token t = in.next();
        switch (t.text()) {
            case ".maxntid", ".reqntid" -> {
                int threads = in.number("a count of threads", 1, MOST_THREADS);
                while (in.take(",")) threads *= in.number("a count of threads", 1, MOST_THREADS / threads);
                maxThreads = threads;
            }
            case ".minnctapersm", ".maxnreg" -> in.number("a count", 1, 1 << 16);
            default -> throw in.fail(t, "wanted '{' or one of .maxntid .reqntid .minnctapersm .maxnreg, found " + t);
        }
    }

    private void statement() {
        Token t = in.peek();
        if (t.kind() == Token.Kind.WORD && in.second().is(":")) label();
        else if (t.is(".reg")) registers();
        else if (t.is(".shared")) shared.add(variable());
        else if (t.is(".pragma")) skip();
        else if (t.is(".loc")) skipLine(t.line());
        else if (t.is("@") || (t.kind() == Token.Kind.WORD && !t.text().startsWith("."))) instruction();
        else throw in.fail(t, "wanted an instruction, a label, .reg, .shared or '}', found " + t);
    }

    private void label() {
        Token name = declare("a label");
        in.expect(":");
        labels.put(name.text(), code.size());
    }

    private void registers() {
        in.expect(".reg");
        PtxType type = type();
        do {
            Token name = in.word("the name of a register");
            if (in.take("<")) {
                int count = in.number("a count of registers", 1, MOST_REGISTERS);
                in.expect(">");
                for (int i = 0; i < count; i++) register(name, name.text() + i, type);
            } else {
                register(name, name.text(), type);
            }
        } while (in.take(","));
        in.expect(";");
    }

    private void register(Token at, String name, PtxType type) {
        if (registers.putIfAbsent(name, type) != null || names.containsKey(name)) throw in.fail(at, "'" + name + "' is declared twice");
        if (registers.size() > MOST_REGISTERS) throw in.fail(at, "more than " + MOST_REGISTERS + " registers");
    }

    private Variable variable() {
        Variable v = sharedVariable(in, false);
        if (shared.stream().anyMatch(o -> o.name().equals(v.name())) || names.containsKey(v.name())) throw in.fail(in.peek(), "'" + v.name() + "' is declared twice");
        if (shared.stream().mapToLong(Variable::bytes).sum() + v.bytes() > MOST_SHARED) throw in.fail(in.peek(), "more than " + MOST_SHARED + " bytes of shared memory");
        return v;
    }

    /** {@code .shared .align 16 .b8 name[64];}, the directive not yet taken; {@code name[]} where the launch gives the size. */
    static Variable sharedVariable(Cursor in, boolean extern) {
        in.expect(".shared");
        int align = in.take(".align") ? in.number("an alignment", 1, 128) : 0;
        PtxType type = PtxType.named(in.word("a type").text().replaceFirst("\\.", "")).filter(t -> t != PtxType.PRED).orElseThrow(() -> in.fail(in.peek(), "wanted a type before the name of the array"));
        if (align == 0) align = type.bytes();
        if (Integer.bitCount(align) != 1) throw in.fail(in.peek(), "alignment " + align + ", wanted a power of two");
        Token name = in.word("the name of the array");
        int count = 1;
        if (in.take("[")) {
            count = extern ? 0 : in.number("a count of elements", 1, MOST_SHARED / type.bytes());
            in.expect("]");
        }
        in.expect(";");
        return new Variable(name.text(), align, count * type.bytes(), extern);
    }

    private void skip() {
        while (!in.take(";")) if (in.next().kind() == Token.Kind.END) throw in.fail(in.peek(), "wanted ';', found the end of the text");
    }

    private void skipLine(int line) {
        while (in.peek().line() == line && in.peek().kind() != Token.Kind.END) in.next();
    }

    private void instruction() {
        Optional<Instruction.Guard> guard = Optional.empty();
        if (in.take("@")) {
            boolean negated = in.take("!");
            Token p = in.word("a predicate");
            if (registers.get(p.text()) != PtxType.PRED) throw in.fail(p, "a guard is a predicate register, found " + p);
            guard = Optional.of(new Instruction.Guard(p.text(), negated));
        }
        Token opcode = in.word("an instruction");
        List<Operand> list = new ArrayList<>();
        if (!in.peek().is(";")) {
            do list.add(operands.operand()); while (in.take(","));
        }
        in.expect(";");
        code.add(new Instruction(opcode.line(), guard, opcode.text(), list));
    }

    private PtxType type() {
        Token t = in.word("a type");
        return PtxType.named(t.text().replaceFirst("\\.", "")).filter(x -> t.text().startsWith(".")).orElseThrow(
                () -> in.fail(t, "wanted one of " + List.of(PtxType.values()) + " after a dot, found " + t));
    }

    private Token declare(String what) {
        Token t = in.word(what);
        if (names.putIfAbsent(t.text(), t) != null || registers.containsKey(t.text())) throw in.fail(t, t + " is declared twice");
        return t;
    }

    private void resolve() {
        operands.symbols.forEach((name, token) -> {
            boolean known = labels.containsKey(name) || params.stream().anyMatch(p -> p.name().equals(name))
                    || shared.stream().anyMatch(v -> v.name().equals(name)) || tables.stream().anyMatch(t -> t.name().equals(name));
            if (!known) throw in.fail(token, token + " is neither a register, a label, a parameter nor a shared array of this entry, nor an array of the module");
        });
    }
}
