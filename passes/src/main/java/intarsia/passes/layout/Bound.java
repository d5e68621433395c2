package intarsia.passes.layout;

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

    private final List<Domain> domains;
    private final List<EdgeCosts> edges;
    /** The edges of each cluster. */
    private final List<List<EdgeCosts>> near = new ArrayList<>();
    private final int[] chosen;

    Bound(int clusters, List<Domain> domains, List<EdgeCosts> edges) {
        this.domains = domains;
        this.edges = edges;
        IntStream.range(0, clusters).forEach(_ -> near.add(new ArrayList<>()));
        for (EdgeCosts e : edges) {
            near.get(e.edge().from()).add(e);
            if (e.edge().to() != e.edge().from()) {
                near.get(e.edge().to()).add(e);
            }
        }
        chosen = domains.stream().mapToInt(Domain::cheapest).toArray();
    }

    void prune() {
        boolean better = true;
        for (int i = 0; i < ROUNDS && better; i++) {
            better = improve();
        }
        double known = known();
        boolean pruned = true;
        for (int i = 0; i < ROUNDS && pruned; i++) {
            pruned = prune(known, i > 0);
        }
    }

    /** Gives each cluster in turn the best candidate beside what the others have; whether any changed. */
    private boolean improve() {
        boolean better = false;
        for (int c = 0; c < chosen.length; c++) {
            int before = chosen[c];
            improve(c);
            better |= chosen[c] != before;
        }
        return better;
    }

    private void improve(int cluster) {
        Domain d = domains.get(cluster);
        double least = Double.POSITIVE_INFINITY;
        for (int i : d.kept()) {
            double cost = d.alone(i) < least ? cost(cluster, i, least) : least;
            if (cost < least) {
                least = cost;
                chosen[cluster] = i;
            }
        }
    }

    /** With the moves to what neighbours have; of what is not below a limit, some number not below it. */
    private double cost(int cluster, int i, double limit) {
        double sum = domains.get(cluster).alone(i);
        for (EdgeCosts e : near.get(cluster)) {
            if (sum >= limit) {
                return sum;
            }
            sum += e.at(e.edge().from() == cluster ? i : chosen[e.edge().from()], e.edge().to() == cluster ? i : chosen[e.edge().to()]);
        }
        return sum;
    }

    /** What the choice at hand costs. */
    private double known() {
        double cost = 0;
        for (int c = 0; c < chosen.length; c++) {
            cost += domains.get(c).alone(chosen[c]);
        }
        for (EdgeCosts e : edges) {
            cost += e.at(chosen[e.edge().from()], chosen[e.edge().to()]);
        }
        return cost;
    }

    private boolean prune(double known, boolean withMoves) {
        double all = 0;
        for (Domain d : domains) {
            all += d.alone(d.cheapest());
        }
        boolean pruned = false;
        for (int c = 0; c < chosen.length; c++) {
            double others = all - domains.get(c).alone(domains.get(c).cheapest());
            pruned |= prune(c, others, known + SLACK, withMoves);
        }
        return pruned;
    }

    /** Drops candidates that make the whole dearer than a choice that is known; with moves, the least of them to what neighbours still have. */
    private boolean prune(int cluster, double others, double most, boolean withMoves) {
        Domain d = domains.get(cluster);
        int before = d.kept().length;
        for (int i : d.kept()) {
            double least = others + d.alone(i) + (withMoves && i != chosen[cluster] ? leastMoves(cluster, i, most - others - d.alone(i)) : 0);
            if (least > most && i != chosen[cluster]) {
                d.leaveOut(i, least);
            }
        }
        return d.kept().length < before;
    }

    /** The least moves to neighbours; of what is above a limit, some number above it. */
    private double leastMoves(int cluster, int i, double limit) {
        double sum = 0;
        for (EdgeCosts e : near.get(cluster)) {
            if (sum <= limit && e.edge().from() != e.edge().to()) {
                sum += e.least(cluster, i);
            }
        }
        return sum;
    }
}
