package intarsia.ir.text;

import intarsia.ir.Expr;
import intarsia.ir.Point;
import intarsia.ir.tune.Constraint;
import intarsia.ir.tune.Tunable;
import intarsia.ir.tune.TuningSpace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The tunables of a text that is read: constants from their line on, whose numbers a point says. */
final class OpenNumbers {
    private final Lexer in;
    private final Point point;
    private final List<Tunable> tunables = new ArrayList<>();
    private final List<Constraint> constraints = new ArrayList<>();
    private Point bound = Point.NONE;

    OpenNumbers(Lexer in, Point point) {
        this.in = in;
        this.point = point;
    }

    /** @param free throws where a word may not be defined */
    void tunable(Consumer<String> free) {
        int from = in.start();
        Tunable t = declared(free);
        int value = point.get(t.name()).orElse(t.initial());
        if (!t.values().contains(value)) {
            throw in.error(from, t.name() + " = " + value + "; wanted one of " + t.values());
        }
        tunables.add(t);
        bound = bound.with(t.name(), value);
        in.define(t.name(), Integer.toString(value));
    }

    private Tunable declared(Consumer<String> free) {
        Lexer ahead = in.plain();
        Tunable t = new SpaceParser(ahead).tunable();
        in.next();
        free.accept(in.peek());
        in.seek(ahead.start());
        return t;
    }

    /** Constants in it are the numbers that they stand for. */
    void where() {
        Lexer ahead = in.plain();
        int from = in.start();
        Constraint c = new SpaceParser(ahead).constraint();
        Map<String, Expr> known = new HashMap<>();
        for (String name : c.names()) {
            if (tunables.stream().noneMatch(t -> t.name().equals(name))) {
                known.put(name, Expr.of(number(name, from)));
            }
        }
        constraints.add(new Constraint(c.a().bind(known), c.relation(), c.b().bind(known)));
        in.seek(ahead.start());
    }

    private long number(String name, int from) {
        String text = in.number(name);
        if (!text.matches("-?\\d{1,18}")) {
            throw in.error(from, "'" + name + "' is no tunable and no whole constant; known: " + tunables.stream().map(Tunable::name).toList());
        }
        return Long.parseLong(text);
    }

    TuningSpace space() {
        return new TuningSpace(tunables, constraints);
    }

    /** That the numbers satisfy what must hold of them, and the point names no others. */
    void check() {
        space().expect(bound);
        point.values().keySet().stream().filter(n -> bound.get(n).isEmpty()).findFirst().ifPresent(n -> {
            throw new IllegalArgumentException("point '" + point + "' names '" + n + "'; tunables of the text: " + tunables.stream().map(Tunable::name).toList());
        });
    }
}
