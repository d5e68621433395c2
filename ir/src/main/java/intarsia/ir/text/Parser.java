package intarsia.ir.text;

import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.DotAtom;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Point;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import intarsia.ir.tune.TuningSpace;
import intarsia.ir.type.DType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads what {@link Printer} writes. Text is hostile: depth and sizes are bounded, every error names line and column. */
public final class Parser {
    /** Regions may lie in one another this deep. */
    static final int MAX_DEPTH = 32;
    private static final int MAX_CHARS = 16 << 20;
    static final int MAX_ID = 1 << 24;

    final Lexer in;
    private final String file;
    /** The values that can be used, by what stands for them: {@code %3} or {@code %sum}. */
    private final Map<String, Value> values = new HashMap<>();
    /** Names that regions define, which end with the region. */
    private final List<String> names = new ArrayList<>();
    private final List<Outline.Line> lines = new ArrayList<>();
    private final List<Outline.TypeAt> typePlaces = new ArrayList<>();
    private final IdentityHashMap<Object, Span> places = new IdentityHashMap<>();
    private final Functions functions;
    private final OpenNumbers open;
    private Level level = Level.TILE;

    /** At the first kernel of a text: the line of the version is read. Tunables are what the point says, others what they are by default. */
    Parser(String text, String file, Point point) {
        if (text.length() > MAX_CHARS) {
            throw new IllegalArgumentException(file + ": " + text.length() + " characters; wanted at most " + MAX_CHARS);
        }
        this.in = new Lexer(text);
        this.file = file;
        this.functions = new Functions(text, file);
        this.open = new OpenNumbers(in, point);
        expect("intarsia");
        String version = in.next();
        if (!version.equals(Integer.toString(Printer.VERSION))) {
            throw in.errorBefore("version '" + version + "' of the text form; this Intarsia reads " + Printer.VERSION);
        }
    }

    /** At a function of a text that another parser reads. */
    Parser(String text, String file, int from, Functions functions) {
        this.in = new Lexer(text, from);
        this.file = file;
        this.functions = functions;
        this.open = new OpenNumbers(in, Point.NONE);
    }

    /** The one kernel of a text. */
    public static Kernel parse(String text) {
        return parse(text, "text");
    }

    /** The one kernel of a text; {@code file} stands in the sources of its statements. */
    public static Kernel parse(String text, String file) {
        List<Kernel> all = parseAll(text, file);
        if (all.size() != 1) {
            throw new IllegalArgumentException(file + ": " + all.size() + " kernels; wanted one");
        }
        return all.getFirst();
    }

    /** All kernels of a text. */
    public static List<Kernel> parseAll(String text, String file) {
        return parseAll(text, file, Point.NONE);
    }

    /** All kernels of a text whose tunables are what a point says; those that it does not name are what they are by default. */
    public static List<Kernel> parseAll(String text, String file, Point point) {
        return new Parser(text, file, point).kernels();
    }

    /** The tunables of a text, and what must hold of them. */
    public static TuningSpace space(String text, String file) {
        Parser p = new Parser(text, file, Point.NONE);
        p.kernels();
        return p.open.space();
    }

    /** All kernels of a text, with the place of each statement in it. */
    public static Listing listing(String text, String file) {
        Parser p = new Parser(text, file, Point.NONE);
        return new Listing(p.kernels(), p.places);
    }

    /** Where lines begin, and how types stand, of a text that is read to its end. */
    static Outline outline(String text, String file) {
        Parser p = new Parser(text, file, Point.NONE);
        p.kernels();
        return new Outline(p.lines, p.typePlaces);
    }

    /** The kernels up to the end of the text. */
    List<Kernel> kernels() {
        List<Kernel> kernels = new ArrayList<>();
        while (!in.peek().isEmpty()) {
            line(0);
            switch (in.peek()) {
                case "constant" -> constant();
                case "tunable" -> open.tunable(this::free);
                case "where" -> open.where();
                case "import" -> kernels.add(imported());
                default -> levelled(kernels);
            }
        }
        open.check();
        return kernels;
    }

    /** A function, which is read where it is called, or a kernel. */
    private void levelled(List<Kernel> kernels) {
        int from = in.start();
        level = constant(Level.class, in.next());
        if (!in.peek().equals("function")) {
            kernels.add(kernel(from));
            return;
        }
        in.next();
        String name = in.peek();
        if (!functions.begins(name, from)) {
            throw in.error("function " + name + " is defined twice, or does not begin its line");
        }
        Functions.Function f = functions.of(name, in);
        lines.addAll(f.outline().lines());
        typePlaces.addAll(f.outline().types());
        in.seek(f.end());
    }

    /** A function, of which the parser stands at the start. */
    Functions.Function function() {
        level = constant(Level.class, in.next());
        expect("function");
        String name = in.next();
        List<Value> args = args();
        List<Type> results = new ArrayList<>();
        if (in.peek().equals("-")) {
            in.next();
            expect(">");
            expect("(");
            while (!in.peek().equals(")")) {
                if (!results.isEmpty()) {
                    expect(",");
                }
                results.add(type(",)\n"));
            }
            expect(")");
        }
        expect("{");
        Region body = rest(args, 0);
        if (!body.yieldTypes().equals(results)) {
            throw in.error("function " + name + " yields " + body.yieldTypes() + "; its first line says " + results);
        }
        return new Functions.Function(name, level, body, in.end(), new Outline(lines, typePlaces));
    }

    /** A word that stands for a number from here on. */
    private void constant() {
        in.next();
        String word = in.peek();
        free(word);
        in.next();
        expect("=");
        int from = in.start();
        boolean decimal = in.peek().matches("-?\\d+\\.\\d*(?:[eE]-?\\d+)?|0x[0-9a-fA-F]+");
        String number = decimal ? in.peek() : guarded(from, () -> Long.toString(new ExprParser(in).expr(0).constant()));
        if (decimal) {
            in.next();
        }
        in.define(word, number);
    }

    /** That a word may be the name of a constant: the lexer gives it as it stands. */
    private void free(String word) {
        boolean taken = !word.matches("[A-Za-z_][A-Za-z0-9_]*") || Ops.byMnemonic(word).isPresent() || Grammar.KEYWORDS.contains(word);
        if (taken) {
            throw in.error("'" + word + "'; wanted the name of a constant, which is no word of the language and is defined once");
        }
    }

    private Kernel imported() {
        int from = in.start();
        Kernel k = new ImportParser(this).kernel();
        Ops.walk(k.body(), _ -> { }, s -> placed(from, s));
        return placed(from, k);
    }

    /** A line of the text as it should be begins here. */
    private void line(int depth) {
        lines.add(new Outline.Line(in.start(), depth));
    }

    private Kernel kernel(int from) {
        values.clear();
        names.clear();
        functions.restart();
        expect("kernel");
        String name = in.next();
        expect("{");
        List<Symbol> symbols = new ArrayList<>();
        while (in.peek().equals("symbol")) {
            line(1);
            in.next();
            symbols.add(symbol());
        }
        List<Param> params = new ArrayList<>();
        while (in.peek().equals("in") || in.peek().equals("out") || in.peek().equals("inout")) {
            line(1);
            Param.Access access = constant(Param.Access.class, in.next());
            String id = in.next();
            params.add(new Param(id, access, definition("\n")));
        }
        List<Expr> grid = List.of();
        if (level != Level.TENSOR) {
            line(1);
            expect("grid");
            grid = list(() -> new ExprParser(in).expr(0));
        }
        boolean warped = level == Level.LANE || level == Level.TILE && (in.peek().equals("warps") || in.peek().equals("lanes"));
        if (warped) {
            line(1);
        }
        int lanes = level == Level.LANE || warped && in.peek().equals("lanes") ? sized("lanes") : 0;
        int warps = warped ? sized("warps") : 0;
        Point tuned = in.peek().equals("tuned") ? tuned() : Point.NONE;
        List<Value> args = new ArrayList<>(params.stream().map(Param::value).toList());
        if (in.peek().equals("block")) {
            line(1);
            in.next();
            args.addAll(args());
        }
        Region body = rest(args, 0);
        List<Expr> blocks = grid;
        return placed(from, guarded(() -> new Kernel(name, level, symbols, params, blocks, lanes, warps, tuned, body)));
    }

    private Point tuned() {
        line(1);
        Map<String, Integer> values = new HashMap<>();
        do {
            in.next();
            String name = in.next();
            expect("=");
            if (values.put(name, (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE)) != null) {
                throw in.errorBefore("'" + name + "' is tuned twice");
            }
        } while (in.peek().equals(","));
        return guarded(() -> new Point(values));
    }

    /** What stands in the text from there to the token before the one in front. */
    private <T> T placed(int from, T made) {
        places.put(made, new Span(from, in.end()));
        return made;
    }

    private int sized(String word) {
        expect(word);
        return (int) integer(1, 1024);
    }

    Symbol symbol() {
        String name = in.next();
        Symbol.Kind kind = constant(Symbol.Kind.class, in.next());
        long min = integer(0, Long.MAX_VALUE);
        expect("..");
        long max = integer(0, Long.MAX_VALUE);
        long divisor = 1;
        if (in.peek().equals("divisor")) {
            in.next();
            divisor = integer(1, Long.MAX_VALUE);
        }
        long d = divisor;
        return guarded(() -> new Symbol(name, kind, min, max, d));
    }

    /** Statements up to the closing brace, which is consumed. */
    private Region rest(List<Value> args, int depth) {
        if (depth > MAX_DEPTH) {
            throw in.error("regions nested deeper than " + MAX_DEPTH);
        }
        List<Stmt> body = new ArrayList<>();
        List<Value> yields = new ArrayList<>();
        while (!in.peek().equals("}")) {
            if (in.peek().isEmpty()) {
                throw in.error("the text ends inside a kernel; wanted '}'");
            }
            line(depth + 1);
            if (in.peek().equals("yield")) {
                in.next();
                yields.add(use());
                while (in.peek().equals(",")) {
                    in.next();
                    yields.add(use());
                }
                break;
            }
            stmt(depth, body);
        }
        if (in.peek().equals("}")) {
            line(depth);
        }
        expect("}");
        return new Region(args, body, yields);
    }

    private void stmt(int depth, List<Stmt> body) {
        int line = in.line();
        int from = in.start();
        List<String> ids = new ArrayList<>();
        List<Type> types = new ArrayList<>();
        while (in.peek().startsWith("%")) {
            ids.add(id());
            expect(":");
            types.add(type(",=\n"));
            if (!in.peek().equals(",")) {
                break;
            }
            in.next();
        }
        if (!ids.isEmpty()) {
            expect("=");
        }
        String word = in.next();
        if (word.equals("call")) {
            call(from, ids, types, body);
            return;
        }
        Class<? extends Op> record = Ops.byMnemonic(word).orElseThrow(() -> in.errorBefore("no op '" + word + "'; known: " + Ops.allMnemonics()));
        Op op = op(record, word, types, depth, from);
        List<Value> results = new ArrayList<>();
        for (int i = 0; i < ids.size(); i++) {
            results.add(define(ids.get(i), types.get(i)));
        }
        body.add(placed(from, guarded(from, () -> new Stmt(results, op, new Source(file, line)))));
    }

    /** The statements of a function in place of its call; the results are other names of what it yields. */
    private void call(int from, List<String> ids, List<Type> types, List<Stmt> body) {
        String name = in.peek();
        Functions.Function f = functions.of(name, in);
        in.next();
        List<Value> args = new ArrayList<>();
        expect("(");
        while (!in.peek().equals(")")) {
            if (!args.isEmpty()) {
                expect(",");
            }
            args.add(use());
        }
        List<Type> given = args.stream().map(Value::type).toList();
        if (f.level() != level || !f.takes().equals(given) || !f.body().yieldTypes().equals(types)) {
            throw in.error("call of " + f.level().text() + " function " + name + " with " + given + " for " + types + " at the " + level.text()
                    + " level; it takes " + f.takes() + " and gives " + f.body().yieldTypes());
        }
        expect(")");
        int first = body.size();
        List<Value> yields = functions.inline(f, args, in, body::add);
        body.subList(first, body.size()).forEach(s -> everywhere(s, new Span(from, in.end())));
        for (int i = 0; i < ids.size(); i++) {
            alias(ids.get(i), yields.get(i));
        }
    }

    private void everywhere(Stmt s, Span place) {
        places.put(s, place);
        Ops.regions(s.op()).forEach(r -> r.body().forEach(inner -> everywhere(inner, place)));
    }

    private Op op(Class<? extends Op> record, String word, List<Type> types, int depth, int from) {
        Ops.Shape shape = Ops.Shape.of(record);
        List<RecordComponent> components = shape.components();
        Object[] made = new Object[components.size()];
        boolean first = true;
        for (int i = 0; i < components.size(); i++) {
            RecordComponent c = components.get(i);
            if (c.getName().equals("type")) {
                made[i] = resultType(c, types, word);
            } else if (OpText.implied(c, i)) {
                made[i] = mnemonic(c.getType(), word);
            } else {
                if (!first) {
                    expect(",");
                }
                first = false;
                made[i] = record == CommonOp.Const.class ? constantBits((Type) made[0]) : component(c, depth);
            }
        }
        return guarded(from, () -> (Op) shape.make(made));
    }

    private Object resultType(RecordComponent c, List<Type> types, String word) {
        if (types.isEmpty()) {
            throw in.error(word + " has a result; wanted '%N: type = " + word + " …'");
        }
        if (!c.getType().isInstance(types.getFirst())) {
            throw in.error(word + " gives a " + c.getType().getSimpleName() + "; found " + types.getFirst());
        }
        return types.getFirst();
    }

    private static Object mnemonic(Class<?> type, String word) {
        for (Object e : type.getEnumConstants()) {
            if (((Op.Mnemonic) e).text().equals(word)) {
                return e;
            }
        }
        throw new IllegalStateException(word);
    }

    private long constantBits(Type type) {
        String text = in.next();
        return guarded(() -> Consts.parse(type, text));
    }

    private Object component(RecordComponent c, int depth) {
        Class<?> t = c.getType();
        String generic = c.getGenericType().getTypeName();
        if (t == Region.class) {
            expect("{");
            int outside = names.size();
            Region r = rest(in.peek().equals("(") ? args() : List.of(), depth + 1);
            while (names.size() > outside) {
                values.remove(names.removeLast());
            }
            return r;
        }
        if (t == List.class) {
            return list(() -> element(generic.substring(generic.indexOf('<') + 1, generic.length() - 1)));
        }
        if (t == Optional.class) {
            if (in.peek().equals("none")) {
                in.next();
                return Optional.empty();
            }
            return Optional.of(use());
        }
        return t.isEnum() ? constant(t, in.next()) : element(generic);
    }

    private Object element(String type) {
        return switch (type) {
            case "intarsia.ir.Value" -> use();
            case "intarsia.ir.Expr" -> new ExprParser(in).expr(0);
            case "intarsia.ir.TensorOp$Order" -> order(in.next());
            case "intarsia.ir.LaneOp$Address" -> address();
            case "intarsia.ir.DotAtom" -> guarded(() -> DotAtom.named(string()));
            case "int", "java.lang.Integer" -> (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
            case "long", "java.lang.Long" -> integer(Long.MIN_VALUE, Long.MAX_VALUE);
            case "double", "java.lang.Double" -> guarded(() -> Double.parseDouble(in.next()));
            case "boolean" -> bool(in.next());
            case "java.lang.String" -> string();
            case "intarsia.ir.type.DType" -> guarded(() -> DType.parse(string()));
            case "intarsia.ir.layout.Layout" -> guarded(() -> Layout.parse(string()));
            default -> throw new IllegalStateException("no reader for a component of type " + type);
        };
    }

    private TensorOp.Order order(String word) {
        if (word.equals("any")) {
            return TensorOp.Order.ANY;
        }
        if (!word.matches("fixed\\d{1,9}")) {
            throw in.errorBefore("order '" + word + "'; wanted any or fixedN");
        }
        return new TensorOp.Order(Integer.parseInt(word.substring(5)));
    }

    private LaneOp.Address address() {
        String[] word = in.next().split("\\.", 2);
        if (word.length != 2) {
            throw in.errorBefore("'" + word[0] + "'; wanted form.space(base, index, displacement)");
        }
        LaneOp.Form form = constant(LaneOp.Form.class, word[0]);
        Space space = constant(Space.class, word[1]);
        expect("(");
        Value base = use();
        expect(",");
        Value index = use();
        expect(",");
        long disp = integer(Long.MIN_VALUE, Long.MAX_VALUE);
        expect(")");
        int stride = 0;
        if (in.peek().equals("stride")) {
            in.next();
            stride = (int) integer(Integer.MIN_VALUE, Integer.MAX_VALUE);
        }
        int s = stride;
        Optional<Value> lanes = suffix("lanes");
        Optional<Value> mask = suffix("mask");
        return guarded(() -> new LaneOp.Address(form, space, base, index, disp, s, lanes, mask));
    }

    private Optional<Value> suffix(String word) {
        if (!in.peek().equals(word)) {
            return Optional.empty();
        }
        in.next();
        return Optional.of(use());
    }

    <T> List<T> list(Supplier<T> element) {
        expect("[");
        List<T> found = new ArrayList<>();
        while (!in.peek().equals("]")) {
            if (!found.isEmpty()) {
                expect(",");
            }
            found.add(element.get());
        }
        expect("]");
        return List.copyOf(found);
    }

    private List<Value> args() {
        expect("(");
        List<Value> found = new ArrayList<>();
        while (!in.peek().equals(")")) {
            if (!found.isEmpty()) {
                expect(",");
            }
            found.add(definition(",)\n"));
        }
        expect(")");
        return found;
    }

    private Value definition(String stops) {
        String id = id();
        expect(":");
        return define(id, type(stops));
    }

    private Value define(String id, Type type) {
        boolean name = named(id);
        return alias(id, new Value(name ? functions.fresh(in) : Integer.parseInt(id.substring(1)), type));
    }

    private static boolean named(String id) {
        return !Character.isDigit(id.charAt(1));
    }

    /** From here on the number or the name stands for the value. */
    private Value alias(String id, Value v) {
        if (values.putIfAbsent(id, v) != null) {
            throw in.error(id + " is defined twice");
        }
        if (named(id)) {
            names.add(id);
        }
        return v;
    }

    private Value use() {
        String id = id();
        Value v = values.get(id);
        if (v == null) {
            throw in.error(id + " is used before it is defined");
        }
        return v;
    }

    private String id() {
        String token = in.peek();
        boolean number = token.matches("%\\d{1,8}") && Integer.parseInt(token.substring(1)) <= MAX_ID;
        if (!number && !token.matches("%[A-Za-z_][A-Za-z0-9_]*")) {
            throw in.error("'" + token + "'; wanted a value such as %3 or %sum");
        }
        in.next();
        return number ? "%" + Integer.parseInt(token.substring(1)) : token;
    }

    Type type(String stops) {
        int from = in.start();
        String text = in.raw(stops);
        Type type = guarded(from, () -> TypeParser.parse(text));
        typePlaces.add(new Outline.TypeAt(new Span(from, in.end()), type, text));
        return type;
    }

    long integer(long min, long max) {
        String token = in.peek();
        try {
            long v = Long.parseLong(token);
            if (v >= min && v <= max) {
                in.next();
                return v;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw in.error("'" + token + "'; wanted an integer from " + min + " to " + max);
    }

    private boolean bool(String word) {
        if (!word.equals("true") && !word.equals("false")) {
            throw in.errorBefore("'" + word + "'; wanted true or false");
        }
        return word.equals("true");
    }

    String string() {
        String token = in.next();
        if (token.length() < 2 || token.charAt(0) != '"') {
            throw in.errorBefore("'" + token + "'; wanted a string in quotes");
        }
        StringBuilder plain = new StringBuilder();
        for (int i = 1; i < token.length() - 1; i++) {
            boolean escape = token.charAt(i) == '\\';
            char c = token.charAt(escape ? ++i : i);
            plain.append(escape && c == 'n' ? '\n' : c);
        }
        return plain.toString();
    }

    @SuppressWarnings("unchecked")
    <E> E constant(Class<E> type, String word) {
        for (Object e : type.getEnumConstants()) {
            if (((Enum<?>) e).name().toLowerCase(Locale.ROOT).equals(word)) {
                return (E) e;
            }
        }
        throw in.errorBefore("'" + word + "'; wanted one of "
                + java.util.Arrays.stream(type.getEnumConstants()).map(e -> ((Enum<?>) e).name().toLowerCase(Locale.ROOT)).toList());
    }

    void expect(String wanted) {
        if (!in.peek().equals(wanted)) {
            throw in.error("'" + in.peek() + "'; wanted '" + wanted + "'");
        }
        in.next();
    }

    /** What a constructor refuses is an error at the token in front. */
    <T> T guarded(Supplier<T> make) {
        return guarded(in.start(), make);
    }

    /** What a constructor refuses is an error at a place. */
    <T> T guarded(int place, Supplier<T> make) {
        try {
            return make.get();
        } catch (TextException e) {
            throw e.line() > 1 ? e : in.error(place, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException | ClassCastException | IllegalStateException | IndexOutOfBoundsException | ArithmeticException e) {
            throw in.error(place, String.valueOf(e.getMessage()));
        }
    }
}
