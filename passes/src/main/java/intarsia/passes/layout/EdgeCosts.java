package intarsia.passes.layout;

import intarsia.ir.layout.Layout;
import java.util.Arrays;

/** What an edge's moves cost by the candidates of its ends, each worked out when it is first asked for. */
final class EdgeCosts {
    private final Edge edge;
    private final Domain from;
    private final Domain to;
    private final MoveTable moves;
    /** Of one run; NaN where not yet known. Edges alike share it. */
    private final double[][] known;

    EdgeCosts(Edge edge, Domain from, Domain to, MoveTable moves, double[][] known) {
        this.edge = edge;
        this.from = from;
        this.to = to;
        this.moves = moves;
        this.known = known;
    }

    /** A table of which nothing is known. */
    static double[][] unknown(int from, int to) {
        double[][] table = new double[from][to];
        for (double[] row : table) {
            Arrays.fill(row, Double.NaN);
        }
        return table;
    }

    Edge edge() {
        return edge;
    }

    /** With candidates i and j at the ends. */
    double at(int i, int j) {
        if (Double.isNaN(known[i][j])) {
            Layout a = from.layout(i);
            Layout b = to.layout(j);
            known[i][j] = moves.cost(edge.relation(), a, b);
        }
        return edge.weight() * known[i][j];
    }

    /** The least with candidate {@code i} at the end of a cluster and any that is kept at the other. */
    double least(int cluster, int i) {
        double least = Double.POSITIVE_INFINITY;
        for (int j : (cluster == edge.from() ? to : from).kept()) {
            least = Math.min(least, cluster == edge.from() ? at(i, j) : at(j, i));
            if (least == 0) {
                return 0;
            }
        }
        return least;
    }

    /** Of all candidates kept. */
    double[][] table() {
        double[][] table = new double[from.kept().length][to.kept().length];
        for (int i = 0; i < table.length; i++) {
            for (int j = 0; j < table[i].length; j++) {
                table[i][j] = at(from.kept()[i], to.kept()[j]);
            }
        }
        return table;
    }
}
