package intarsia.passes.layout;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
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
        BitSet[] near = IntStream.range(0, sizes.length).mapToObj(_ -> new BitSet()).toArray(BitSet[]::new);
        for (int[] p : pairs) {
            near[p[0]].set(p[1]);
            near[p[1]].set(p[0]);
        }
        double[] tables = IntStream.range(0, sizes.length).mapToDouble(v -> table(sizes, v, near[v], limit)).toArray();
        double widest = 1;
        for (int next = least(tables); next >= 0 && widest <= limit; next = least(tables)) {
            widest = Math.max(widest, tables[next]);
            tables[next] = Double.NaN;
            BitSet around = near[next];
            around.clear(next);
            for (int a = around.nextSetBit(0); a >= 0; a = around.nextSetBit(a + 1)) {
                near[a].or(around);
                near[a].clear(next);
                tables[a] = table(sizes, a, near[a], limit);
            }
        }
        return (long) widest;
    }

    private static double table(int[] sizes, int v, BitSet near, long limit) {
        double n = sizes[v];
        for (int x = near.nextSetBit(0); x >= 0; x = near.nextSetBit(x + 1)) {
            n = x == v ? n : Math.min(limit + 1.0, n * sizes[x]);
        }
        return n;
    }

    /** A value for each variable. */
    int[] solve() {
        double[] tables = IntStream.range(0, sizes.length).mapToDouble(this::table).toArray();
        for (int next = least(tables); next >= 0; next = least(tables)) {
            int[] others = around(next);
            eliminate(next, others);
            tables[next] = Double.NaN;
            for (int v : others) {
                tables[v] = table(v);
            }
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
        int[] others = new int[found.cardinality()];
        for (int i = 0, x = found.nextSetBit(0); x >= 0; x = found.nextSetBit(x + 1)) {
            others[i++] = x;
        }
        return others;
    }

    /** The variable of the smallest table, of several the first; −1 where all are gone. */
    private static int least(double[] tables) {
        int least = -1;
        for (int v = 0; v < tables.length; v++) {
            least = !Double.isNaN(tables[v]) && (least < 0 || tables[v] < tables[least]) ? v : least;
        }
        return least;
    }

    private void eliminate(int v, int[] others) {
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
