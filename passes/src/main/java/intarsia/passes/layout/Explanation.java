package intarsia.passes.layout;

import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import intarsia.ir.text.Printer;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A choice of layouts in words: each cluster with its cost and what the others would cost, each edge that moves something with its plan. */
public final class Explanation {
    private final LayoutChoice choice;
    private final StringBuilder out = new StringBuilder();

    private Explanation(LayoutChoice choice) {
        this.choice = choice;
    }

    /** The text, lines that end in newlines. */
    public static String of(LayoutChoice choice) {
        Explanation e = new Explanation(choice);
        e.write();
        return e.out.toString();
    }

    private void write() {
        out.append("cost ").append(number(choice.cost())).append(choice.isExact() ? ", the least of all choices" : ", the least of the candidates kept")
                .append(", for ").append(choice.target().id()).append('\n');
        for (int c = 0; c < choice.graph().clusters.size(); c++) {
            cluster(c);
        }
        dots();
        out.append("moves\n");
        double moved = choice.edges().stream().mapToDouble(this::edge).sum();
        out.append(moved == 0 ? "  none\n" : "");
    }

    private void dots() {
        choice.graph().statements().forEach(s -> {
            if (s.op() instanceof TileOp.Dot d) {
                out.append("dot by ").append(DotPlan.of(d, choice.target()).map(p -> p.atom().name() + ", " + p.steps() + " steps").orElse(""))
                        .append("\n    ").append(line(s)).append('\n');
            }
        });
    }

    private void cluster(int c) {
        Cluster cluster = choice.graph().clusters.get(c);
        out.append("cluster ").append(c).append(": ").append(name(cluster)).append('\n');
        Domain d = choice.domain(c);
        int own = d.layouts().indexOf(choice.layout(c));
        out.append("  ").append(d.layout(own)).append("  cost ").append(number(d.alone(own))).append(cluster.isPinned() ? ", demanded" : "").append('\n');
        IntStream.range(0, d.layouts().size()).filter(i -> i != own).boxed().sorted(Comparator.comparingDouble(d::alone))
                .forEach(i -> out.append("    not ").append(d.layout(i)).append("  cost ").append(number(d.alone(i))).append(why(d, i)).append('\n'));
    }

    /** Why a candidate was left out before moves were compared; nothing where it was not. */
    private static String why(Domain d, int i) {
        if (!Double.isNaN(d.atLeast(i))) {
            return ", left out: at least " + number(d.atLeast(i)) + " in all";
        }
        return d.isKept(i) ? "" : ", left out: one of the dearest, to keep the search small";
    }

    private static String name(Cluster c) {
        if (!c.members.isEmpty()) {
            return tiles(c);
        }
        return line(c.accesses.isEmpty() ? c.demands.getFirst().by() : c.accesses.getFirst());
    }

    private static String tiles(Cluster c) {
        return c.members.stream().map(Value::toString).collect(Collectors.joining(" ")) + ": "
                + c.members.stream().map(v -> v.type().toString()).distinct().collect(Collectors.joining(" "));
    }

    private double edge(EdgeCosts costs) {
        double cost = choice.cost(costs);
        Edge e = costs.edge();
        if (cost > 0) {
            out.append("  cluster ").append(e.from()).append(" to ").append(e.to()).append(", ").append(e.relation().text()).append(", cost ")
                    .append(number(cost)).append(": ").append(choice.plan(e)).append("\n    ").append(line(e.by())).append('\n');
        }
        return cost;
    }

    static String line(Stmt s) {
        String text = Printer.print(s);
        int end = text.indexOf('\n');
        return (s.source().line() > 0 ? s.source() + ": " : "") + (end < 0 ? text : text.substring(0, end));
    }

    private static String number(double cost) {
        return String.format(Locale.ROOT, "%.1f", cost);
    }
}
