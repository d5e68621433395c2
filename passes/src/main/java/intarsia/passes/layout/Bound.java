package intarsia.passes.layout;

import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Leaves out candidates that no best choice has: what they cost alone, with the least that their moves cost, is more than another choice
 * costs in all. Safe, and it saves working out most of the moves.
 */
final class Bound {
    private static final int ROUNDS = 3;
    /** Rounding of sums of costs. */
    private static final double SLACK = 1e-6;

    private final LayoutChoice choice;
    private final List<List<Edge>> near = new ArrayList<>();
    private final int[] chosen;

    Bound(LayoutChoice choice) {
        this.choice = choice;
        int n = choice.graph().clusters.size();
        IntStream.range(0, n).forEach(_ -> near.add(new ArrayList<>()));
        choice.graph().edges.forEach(e -> {
            near.get(e.from()).add(e);
            if (e.to() != e.from()) {
                near.get(e.to()).add(e);
            }
        });
        chosen = IntStream.range(0, n).map(this::leastAlone).toArray();
    }

    void prune() {
        for (int i = 0; i < ROUNDS; i++) {
            IntStream.range(0, chosen.length).forEach(this::improve);
        }
        double known = known();
        boolean pruned = true;
        for (int i = 0; i < ROUNDS && pruned; i++) {
            double others = IntStream.range(0, chosen.length).mapToDouble(c -> choice.alone(c, leastAlone(c))).sum();
            pruned = false;
            for (int c = 0; c < chosen.length; c++) {
                pruned |= prune(c, known - others + choice.alone(c, leastAlone(c)) + SLACK, i > 0);
            }
        }
    }

    private int leastAlone(int cluster) {
        int best = 0;
        for (int i = 1; i < choice.candidates(cluster).size(); i++) {
            best = choice.alone(cluster, i) < choice.alone(cluster, best) ? i : best;
        }
        return best;
    }

    /** The best candidate of one cluster beside what the others have. */
    private void improve(int cluster) {
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < choice.candidates(cluster).size(); i++) {
            double cost = choice.alone(cluster, i);
            if (cost < least) {
                cost += moves(cluster, choice.candidates(cluster).get(i));
            }
            if (cost < least) {
                least = cost;
                chosen[cluster] = i;
            }
        }
    }

    private double moves(int cluster, Layout l) {
        double sum = 0;
        for (Edge e : near.get(cluster)) {
            sum += choice.edge(e, e.from() == cluster ? l : layout(e.from()), e.to() == cluster ? l : layout(e.to()));
        }
        return sum;
    }

    private Layout layout(int cluster) {
        return choice.candidates(cluster).get(chosen[cluster]);
    }

    private double known() {
        double alone = IntStream.range(0, chosen.length).mapToDouble(c -> choice.alone(c, chosen[c])).sum();
        return alone + choice.graph().edges.stream().mapToDouble(e -> choice.edge(e, layout(e.from()), layout(e.to()))).sum();
    }

    /** Drops candidates above a cost; with moves, the least of them to what neighbours still have. */
    private boolean prune(int cluster, double most, boolean withMoves) {
        List<Layout> all = choice.candidates(cluster);
        Layout own = layout(cluster);
        int[] kept = IntStream.range(0, all.size())
                .filter(i -> i == chosen[cluster] || choice.alone(cluster, i) + (withMoves ? leastMoves(cluster, all.get(i), most - choice.alone(cluster, i)) : 0) <= most)
                .toArray();
        choice.keep(cluster, kept);
        chosen[cluster] = choice.candidates(cluster).indexOf(own);
        return kept.length < all.size();
    }

    private double leastMoves(int cluster, Layout l, double most) {
        double sum = 0;
        for (Edge e : near.get(cluster)) {
            if (sum <= most && e.from() != e.to()) {
                sum += choice.candidates(e.from() == cluster ? e.to() : e.from()).stream()
                        .mapToDouble(x -> choice.edge(e, e.from() == cluster ? l : x, e.to() == cluster ? l : x)).min().orElse(0);
            }
        }
        return sum;
    }
}
