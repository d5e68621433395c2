package intarsia.codegen.ptx.text;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads PTX text into records.
 *
 * <p>Read: {@code .version}, {@code .target}, {@code .address_size 64}, {@code .entry} with scalar parameters, {@code .reg},
 * {@code .shared} arrays (also {@code .extern .shared name[]} of the module), {@code .global} arrays with their values, labels and
 * instructions. Not read, and refused by name: functions, blocks within a kernel, module variables in other spaces or without values. Whether an instruction exists
 * is the business of the one who decodes it.
 */
public final class PtxParser {
    private static final int MOST_CHARACTERS = 16 << 20, MOST_VALUES = 1 << 20, MOST_ALIGN = 128;

    private final Cursor in;
    private final List<PtxKernel> kernels = new ArrayList<>();
    private final List<Variable> shared = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private String version = "";
    private String target = "";

    private PtxParser(String text) {
        in = new Cursor(text);
    }

    /**
     * Reads a module.
     *
     * @throws PtxSyntaxException with line, column and a caret where the text is not a module
     */
    public static PtxModule parse(String text) {
        if (text.length() > MOST_CHARACTERS) throw new PtxSyntaxException(text.substring(0, 1), 0, text.length() + " characters, wanted at most " + MOST_CHARACTERS);
        var parser = new PtxParser(text);
        parser.header();
        while (parser.in.peek().kind() != Token.Kind.END) parser.declaration();
        return new PtxModule(parser.version, parser.target, parser.tables, parser.kernels, text.lines().toList());
    }

    private void header() {
        in.expect(".version");
        Token v = in.next();
        if (!v.text().matches("[78]\\.\\d")) throw in.fail(v, "wanted a version from 7.0 to 8.9, found " + v);
        version = v.text();
        in.expect(".target");
        Token t = in.word("a target");
        if (!t.text().matches("sm_\\d{2,3}[af]?")) throw in.fail(t, "wanted a target like sm_80, found " + t);
        target = t.text();
        in.expect(".address_size");
        in.number("the address size", 64, 64);
    }

    /** {@code .global .align 4 .b32 name[2] = {0x1, 2};} */
    private Table table() {
        in.expect(".global");
        if (in.take(".align")) in.number("an alignment", 1, MOST_ALIGN);
        Token word = in.word("a type");
        PtxType type = PtxType.named(word.text().replaceFirst("\\.", "")).filter(t -> t != PtxType.PRED).orElseThrow(() -> in.fail(word, "wanted a type before the name of the array"));
        Token name = in.word("the name of the array");
        if (tables.stream().anyMatch(o -> o.name().equals(name.text()))) throw in.fail(name, "'" + name.text() + "' is declared twice");
        in.expect("[");
        int count = in.number("a count of elements", 1, MOST_VALUES);
        in.expect("]");
        in.expect("=");
        in.expect("{");
        List<Long> values = new ArrayList<>();
        do values.add(in.integer(in.next())); while (in.take(","));
        Token end = in.expect("}");
        if (values.size() != count) throw in.fail(end, "'" + name.text() + "' has " + count + " elements and " + values.size() + " values, wanted as many");
        in.expect(";");
        return new Table(name.text(), type.bytes(), values);
    }

    private void declaration() {
        Token t = in.peek();
        switch (t.text()) {
            case ".visible" -> {
                in.next();
                if (!in.peek().is(".entry")) throw in.fail(in.peek(), "wanted '.entry' after '.visible', found " + in.peek());
            }
            case ".entry" -> {
                in.next();
                Token name = in.peek();
                PtxKernel k = new KernelParser(in, shared, tables).kernel();
                if (kernels.stream().anyMatch(o -> o.name().equals(k.name()))) throw in.fail(name, "entry " + name + " is declared twice");
                kernels.add(k);
            }
            case ".extern" -> {
                in.next();
                shared.add(KernelParser.sharedVariable(in, true));
            }
            case ".shared" -> shared.add(KernelParser.sharedVariable(in, false));
            case ".global" -> tables.add(table());
            default -> throw in.fail(t, "wanted .visible .entry, .global, .extern .shared or .shared, found " + t);
        }
    }
}
