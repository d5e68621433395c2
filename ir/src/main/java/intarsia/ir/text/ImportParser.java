package intarsia.ir.text;

import intarsia.ir.Kernel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code import name(argument, name = argument) as kernel} and makes the kernel by its template. */
final class ImportParser {
    private final Parser p;

    ImportParser(Parser p) {
        this.p = p;
    }

    Kernel kernel() {
        int from = p.in.start();
        p.expect("import");
        Template template = template(p.in.peek());
        p.in.next();
        Map<String, String> arguments = arguments(template);
        String name = "";
        if (p.in.peek().equals("as")) {
            p.in.next();
            name = p.in.next();
        }
        String as = name;
        return p.guarded(from, () -> {
            Kernel k = template.make().apply(arguments);
            return as.isEmpty() ? k : new Kernel(as, k.level(), k.symbols(), k.params(), k.grid(), k.lanes(), k.warps(), k.tuned(), k.body());
        });
    }

    private Template template(String name) {
        List<Template> all = Templates.installed();
        return all.stream().filter(t -> t.name().equals(name)).findFirst()
                .orElseThrow(() -> p.in.error("no template '" + name + "'; known: " + all.stream().map(Template::name).sorted().toList()));
    }

    private Map<String, String> arguments(Template t) {
        Map<String, String> given = new LinkedHashMap<>();
        p.expect("(");
        while (!p.in.peek().equals(")")) {
            if (!given.isEmpty()) {
                p.expect(",");
            }
            argument(t, given);
        }
        for (Template.Parameter x : t.parameters()) {
            if (given.putIfAbsent(x.name(), x.otherwise()) == null && x.otherwise().isEmpty()) {
                throw p.in.error("no '" + x.name() + "'; wanted " + wanted(t));
            }
        }
        p.expect(")");
        return given;
    }

    /** By name, or the next in order. */
    private void argument(Template t, Map<String, String> given) {
        List<String> names = t.parameters().stream().map(Template.Parameter::name).toList();
        boolean named = names.contains(p.in.peek());
        String name = named ? p.in.next() : given.size() < names.size() ? names.get(given.size()) : "";
        if (named) {
            p.expect("=");
        }
        String token = p.in.peek();
        boolean value = token.startsWith("\"") || token.matches("-?\\d+|[A-Za-z_][A-Za-z0-9_.]*");
        if (name.isEmpty() || !value || given.containsKey(name)) {
            throw p.in.error("'" + token + "'; wanted " + wanted(t));
        }
        given.put(name, token.startsWith("\"") ? p.string() : p.in.next());
    }

    private static String wanted(Template t) {
        return t.name() + String.join(", ", t.parameters().stream().map(x -> x.name() + (x.otherwise().isEmpty() ? "" : " = " + x.otherwise())).toList())
                .transform(s -> "(" + s + ")");
    }
}
