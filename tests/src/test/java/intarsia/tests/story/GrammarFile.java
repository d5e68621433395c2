package intarsia.tests.story;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The blocks of a grammar file; rules become nodes when they are first asked for. */
final class GrammarFile {
    private record Rule(boolean sentence, List<String> alternatives) { }

    private final Map<String, Table> tables = new HashMap<>();
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private final Map<String, Rule> rules = new LinkedHashMap<>();
    private final Map<String, Node> nodes = new HashMap<>();
    private final Set<String> open = new HashSet<>();

    private GrammarFile() { }

    static GrammarFile parse(List<String> lines) {
        var file = new GrammarFile();
        List<String> said = lines.stream().filter(l -> !l.isEmpty() && !l.startsWith("#")).toList();
        for (int at = 0, end; at < said.size(); at = end) {
            for (end = at + 1; end < said.size() && said.get(end).startsWith("  "); ) end++;
            file.block(words(said.get(at)), said.subList(at + 1, end));
        }
        return file;
    }

    static List<String> words(String line) {
        return List.of(line.strip().split(" +"));
    }

    private void block(List<String> headline, List<String> body) {
        if (headline.size() < 2) throw new IllegalArgumentException("headline " + headline + "; wanted a kind and a name");
        String name = headline.get(1).replace(":", "");
        List<String> rest = headline.subList(2, headline.size());
        switch (headline.getFirst()) {
            case "class" -> tables.put(name, new Table(rest, body.stream().map(GrammarFile::words).toList()));
            case "let" -> let(name, rest);
            case "sentence" -> rules.put(name, new Rule(true, body));
            case "phrase", "plot" -> rules.put(name, new Rule(false, body));
            default -> throw new IllegalArgumentException("headline " + headline + "; wanted class, let, phrase, sentence or plot");
        }
    }

    /** @param rest a class, and {@code except} with other variables of it */
    private void let(String name, List<String> rest) {
        var made = new Variable(variables.size(), named(tables, rest.getFirst(), "class"), new HashSet<>());
        for (String other : rest.subList(Math.min(2, rest.size()), rest.size())) {
            Variable rival = named(variables, other, "variable");
            rival.rivals().add(made.index());
            made.rivals().add(rival.index());
        }
        variables.put(name, made);
    }

    private static <T> T named(Map<String, T> all, String name, String what) {
        T found = all.get(name);
        if (found == null) throw new IllegalArgumentException("no " + what + " '" + name + "'; known: " + all.keySet());
        return found;
    }

    List<Variable> variables() {
        return List.copyOf(variables.values());
    }

    /** Every rule whose alternatives are sentences. */
    List<Node> sentences() {
        return rules.entrySet().stream().filter(r -> r.getValue().sentence).map(r -> rule(r.getKey())).toList();
    }

    /** The node of a rule. */
    Node rule(String name) {
        Node known = nodes.get(name);
        if (known != null) return known;
        if (!open.add(name)) throw new IllegalArgumentException("rule '" + name + "' is inside itself");
        Rule rule = named(rules, name, "rule");
        Node made = new Node.Choice(rule.alternatives.stream().map(line -> alternative(line, rule.sentence)).toList());
        nodes.put(name, made);
        return made;
    }

    private Node alternative(String line, boolean sentence) {
        List<Node> items = new ArrayList<>(new Alternative(this, line).items());
        if (sentence) items.add(new Node.Word(Spelling.END));
        return new Node.Sequence(items);
    }

    /** The cell that {@code $name.column} means. */
    Node ofVariable(String reference) {
        String[] parts = parts(reference);
        Variable v = named(variables, parts[0], "variable");
        return cell(v.table(), parts[1], v.index());
    }

    /** The cell that {@code #name.column} means. */
    Node fresh(String reference) {
        String[] parts = parts(reference);
        return cell(named(tables, parts[0], "class"), parts[1], Node.Cell.FRESH);
    }

    private static Node cell(Table table, String column, int variable) {
        return new Node.Cell(table.masks(table.column(column)), variable);
    }

    /** Name and column; no column is "". */
    private static String[] parts(String reference) {
        return Arrays.copyOf((reference + ".").split("\\.", -1), 2);
    }
}
