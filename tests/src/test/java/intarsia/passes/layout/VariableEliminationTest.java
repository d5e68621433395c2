package intarsia.passes.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VariableEliminationTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);

    /** A term over two variables. */
    private record Pair(int a, int b, double[][] cost) {
    }

    @Test
    void itFindsTheLeastOfAllChoices() {
        System.out.println("elimination: -Dintarsia.seed=" + SEED);
        Random random = new Random(SEED);
        for (int i = 0; i < 2000; i++) {
            int[] sizes = random.ints(1 + random.nextInt(6), 1, 5).toArray();
            double[][] alone = new double[sizes.length][];
            VariableElimination e = new VariableElimination(sizes);
            for (int v = 0; v < sizes.length; v++) {
                alone[v] = random.ints(sizes[v], 0, 50).asDoubleStream().toArray();
                e.add(v, alone[v]);
            }
            List<Pair> pairs = pairs(random, sizes);
            pairs.forEach(p -> e.add(p.a, p.b, p.cost));
            int[] found = e.solve();
            assertEquals(e.cost(), cost(found, alone, pairs), 1e-9);
            assertEquals(least(new int[sizes.length], 0, sizes, alone, pairs), e.cost(), 1e-9);
        }
    }

    private static List<Pair> pairs(Random random, int[] sizes) {
        List<Pair> pairs = new ArrayList<>();
        for (int n = random.nextInt(9); n > 0; n--) {
            int a = random.nextInt(sizes.length);
            int b = random.nextInt(sizes.length);
            double[][] cost = new double[sizes[a]][];
            for (int x = 0; x < sizes[a]; x++) {
                cost[x] = random.ints(sizes[b], 0, 50).asDoubleStream().toArray();
            }
            pairs.add(new Pair(a, b, cost));
        }
        return pairs;
    }

    private static double cost(int[] values, double[][] alone, List<Pair> pairs) {
        double sum = 0;
        for (int v = 0; v < values.length; v++) {
            sum += alone[v][values[v]];
        }
        return sum + pairs.stream().mapToDouble(p -> p.cost[values[p.a]][values[p.b]]).sum();
    }

    private static double least(int[] values, int from, int[] sizes, double[][] alone, List<Pair> pairs) {
        if (from == sizes.length) {
            return cost(values, alone, pairs);
        }
        double least = Double.POSITIVE_INFINITY;
        for (values[from] = 0; values[from] < sizes[from]; values[from]++) {
            least = Math.min(least, least(values, from + 1, sizes, alone, pairs));
        }
        return least;
    }

    @Test
    void theWidthOfAChainIsThatOfAPairAndOfACliqueThatOfAll() {
        List<int[]> chain = List.of(new int[] {0, 1}, new int[] {1, 2}, new int[] {2, 3});
        List<int[]> clique = List.of(new int[] {0, 1}, new int[] {1, 2}, new int[] {2, 3}, new int[] {0, 2}, new int[] {0, 3}, new int[] {1, 3});
        int[] sizes = {3, 3, 3, 3};
        assertEquals(9, VariableElimination.width(sizes, chain, 1000));
        assertEquals(81, VariableElimination.width(sizes, clique, 1000));
        assertTrue(VariableElimination.width(sizes, clique, 50) > 50);
    }
}
