package intarsia.ir.text;

import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The functions of a text: each is read when it is first called or met, and its statements stand in place of every call. */
final class Functions {
    private static final Pattern HEAD = Pattern.compile("(?m)^[ \\t]*(?:tensor|tile|lane)[ \\t]+function[ \\t]+([A-Za-z_][A-Za-z0-9_.]*)");
    /** Calls may lie in one another this deep. */
    private static final int MAX_CALLS = 32;
    /** Statements that calls may become, in all. */
    private static final int MAX_STATEMENTS = 1 << 18;

    private final String text;
    private final String file;
    private final Map<String, Integer> heads = new HashMap<>();
    private final Map<String, Function> read = new HashMap<>();
    private final Deque<String> open = new ArrayDeque<>();
    private int nextId = -1;
    private int copied;

    /**
     * One function.
     *
     * @param end     the place after it in the text
     * @param outline its lines
     */
    record Function(String name, Level level, Region body, int end, Outline outline) {
        List<Type> takes() {
            return body.args().stream().map(Value::type).toList();
        }
    }

    Functions(String text, String file) {
        this.text = text;
        this.file = file;
        for (Matcher m = HEAD.matcher(text); m.find(); ) {
            heads.putIfAbsent(m.group(1), m.start());
        }
    }

    /** Whether the function of that name begins at a place, and not at another before it. */
    boolean begins(String name, int at) {
        Integer head = heads.get(name);
        return head != null && head <= at && text.substring(head, at).isBlank();
    }

    /** The function of that name; {@code in} is where it is asked for. */
    Function of(String name, Lexer in) {
        Integer head = heads.get(name);
        if (head == null) {
            throw in.error("no function '" + name + "'; known: " + heads.keySet().stream().sorted().toList());
        }
        if (open.contains(name)) {
            List<String> cycle = new ArrayList<>(open.reversed());
            throw in.error("function " + name + " calls itself: " + String.join(" -> ", cycle.subList(cycle.indexOf(name), cycle.size())) + " -> " + name
                    + "; the statements of a function stand in place of its call, so it may not come back");
        }
        if (open.size() >= MAX_CALLS) {
            throw in.error("calls nested deeper than " + MAX_CALLS);
        }
        Function known = read.get(name);
        if (known == null) {
            open.push(name);
            known = new Parser(text, file, head, this).function();
            open.pop();
            read.put(name, known);
        }
        return known;
    }

    /** Writes the statements of a function under fresh values; gives what it yields. */
    List<Value> inline(Function f, List<Value> args, Lexer in, Consumer<Stmt> made) {
        return new Copy(f, args, in, made).yields();
    }

    /** Another kernel begins, which may have the numbers of the one before. */
    void restart() {
        nextId = -1;
    }

    /** The number of a value that has a name or none in the text: beyond all that stand there. */
    int fresh(Lexer in) {
        if (nextId < 0) {
            nextId = 1 + in.largestId(Parser.MAX_ID);
        }
        if (nextId > Parser.MAX_ID) {
            throw in.error("names and calls make values above %" + Parser.MAX_ID + "; wanted smaller numbers");
        }
        return nextId++;
    }

    /** The body of one call. */
    private final class Copy {
        private final Function f;
        private final Lexer in;
        private final Consumer<Stmt> made;
        private final Map<Value, Value> now = new HashMap<>();

        Copy(Function f, List<Value> args, Lexer in, Consumer<Stmt> made) {
            this.f = f;
            this.in = in;
            this.made = made;
            for (int i = 0; i < args.size(); i++) {
                now.put(f.body().args().get(i), args.get(i));
            }
        }

        List<Value> yields() {
            f.body().body().forEach(s -> made.accept(statement(s)));
            return f.body().yields().stream().map(this::use).toList();
        }

        private Stmt statement(Stmt s) {
            if (++copied > MAX_STATEMENTS) {
                throw in.error("calls become more than " + MAX_STATEMENTS + " statements");
            }
            var op = Ops.map(s.op(), this::use, this::region);
            return new Stmt(s.results().stream().map(this::define).toList(), op, s.source());
        }

        private Region region(Region r) {
            List<Value> args = r.args().stream().map(this::define).toList();
            List<Stmt> body = r.body().stream().map(this::statement).toList();
            return new Region(args, body, r.yields().stream().map(this::use).toList());
        }

        private Value define(Value old) {
            Value v = new Value(fresh(in), old.type());
            now.put(old, v);
            return v;
        }

        private Value use(Value old) {
            return now.getOrDefault(old, old);
        }
    }
}
