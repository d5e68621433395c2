package intarsia.passes.layout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The least sum of terms over one and two variables, each with a few values: variables are eliminated one after another, the one with the
 * smallest table first, and then given values in the opposite order. Exact.
 */
final class VariableElimination {
    /** A table over some variables, the last fastest. */
    private record Factor(int[] variables, double[] cost) {
    }

    /** A variable that is gone: its best value for each choice of those that it stood with. */
    private record Gone(int variable, int[] others, int[] best) {
    }

    private final int[] sizes;
    /** The tables of each variable. */
    private final List<List<Factor>> factors = new ArrayList<>();
    private final Deque<Gone> gone = new ArrayDeque<>();
    private double rest;

    /** Variables with that many values each, at least one. */
    VariableElimination(int[] sizes) {
        this.sizes = sizes.clone();
        IntStream.range(0, sizes.length).forEach(_ -> factors.add(new ArrayList<>()));
    }

    /** Adds a term over one variable. */
    void add(int variable, double[] cost) {
        add(new Factor(new int[] {variable}, cost.clone()));
    }

    /** Adds a term over two variables, {@code cost[value of a][value of b]}. */
    void add(int a, int b, double[][] cost) {
        if (a == b) {
            add(a, IntStream.range(0, sizes[a]).mapToDouble(i -> cost[i][i]).toArray());
        } else {
            add(new Factor(new int[] {a, b}, IntStream.range(0, sizes[a] * sizes[b]).mapToDouble(i -> cost[i / sizes[b]][i % sizes[b]]).toArray()));
        }
    }

    /** The entries of the largest table that elimination would make; above {@code limit} it says the limit and one more. */
    static long width(int[] sizes, List<int[]> pairs, long limit) {
        List<Set<Integer>> near = new ArrayList<>();
        IntStream.range(0, sizes.length).forEach(_ -> near.add(new TreeSet<>()));
        pairs.forEach(p -> join(near, p[0], p[1]));
        TreeSet<Integer> left = new TreeSet<>(IntStream.range(0, sizes.length).boxed().toList());
        long widest = 1;
        while (!left.isEmpty() && widest <= limit) {
            int next = left.first();
            for (int v : left) {
                next = table(sizes, near, v, limit) < table(sizes, near, next, limit) ? v : next;
            }
            widest = Math.max(widest, table(sizes, near, next, limit));
            List<Integer> around = List.copyOf(near.get(next));
            for (int a : around) {
                near.get(a).remove(next);
                around.forEach(b -> join(near, a, b));
            }
            left.remove(next);
        }
        return widest;
    }

    private static void join(List<Set<Integer>> near, int a, int b) {
        if (a != b) {
            near.get(a).add(b);
            near.get(b).add(a);
        }
    }

    private static long table(int[] sizes, List<Set<Integer>> near, int v, long limit) {
        long n = sizes[v];
        for (int x : near.get(v)) {
            n = Math.min(limit + 1, n * sizes[x]);
        }
        return n;
    }

    /** A value for each variable. */
    int[] solve() {
        TreeSet<Integer> left = new TreeSet<>(IntStream.range(0, sizes.length).boxed().toList());
        while (!left.isEmpty()) {
            int next = left.first();
            for (int v : left) {
                next = table(v) < table(next) ? v : next;
            }
            eliminate(next);
            left.remove(next);
        }
        int[] values = new int[sizes.length];
        while (!gone.isEmpty()) {
            Gone g = gone.pop();
            values[g.variable] = g.best[index(g.others, values)];
        }
        return values;
    }

    /** The sum at the values that {@link #solve} gave. */
    double cost() {
        return rest;
    }

    private void add(Factor f) {
        for (int v : f.variables) {
            factors.get(v).add(f);
        }
    }

    private double table(int v) {
        double n = sizes[v];
        for (int x : around(v)) {
            n *= sizes[x];
        }
        return n;
    }

    /** The variables that stand in tables with one, ascending. */
    private int[] around(int v) {
        BitSet found = new BitSet();
        for (Factor f : factors.get(v)) {
            for (int x : f.variables) {
                found.set(x);
            }
        }
        found.clear(v);
        return found.stream().toArray();
    }

    private void eliminate(int v) {
        int[] others = around(v);
        List<Factor> mine = List.copyOf(factors.get(v));
        mine.forEach(f -> IntStream.of(f.variables).forEach(x -> factors.get(x).remove(f)));
        int n = IntStream.of(others).map(x -> sizes[x]).reduce(1, (a, b) -> a * b);
        double[] least = new double[n];
        int[] best = new int[n];
        int[] values = new int[sizes.length];
        for (int i = 0; i < n; i++) {
            set(others, i, values);
            least[i] = Double.POSITIVE_INFINITY;
            for (values[v] = 0; values[v] < sizes[v]; values[v]++) {
                double sum = 0;
                for (Factor f : mine) {
                    sum += f.cost[index(f.variables, values)];
                }
                if (sum < least[i]) {
                    least[i] = sum;
                    best[i] = values[v];
                }
            }
        }
        gone.push(new Gone(v, others, best));
        if (others.length == 0) {
            rest += least[0];
        } else {
            add(new Factor(others, least));
        }
    }

    private int index(int[] variables, int[] values) {
        int at = 0;
        for (int v : variables) {
            at = at * sizes[v] + values[v];
        }
        return at;
    }

    private void set(int[] variables, int index, int[] values) {
        int left = index;
        for (int i = variables.length - 1; i >= 0; i--) {
            values[variables[i]] = left % sizes[variables[i]];
            left /= sizes[variables[i]];
        }
    }
}
