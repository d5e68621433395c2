package intarsia.cli.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The formats that no other beats in both bits and divergence, and those that many beat by far. */
record Frontier(List<Row> best) {
    /** Of rows with the same activations; those whose divergence is no number are left out. */
    static Frontier of(List<Row> rows) {
        List<Row> best = new ArrayList<>();
        double least = Double.POSITIVE_INFINITY;
        for (Row row : rows.stream().filter(Row::finite).sorted(Comparator.comparingDouble((Row r) -> r.bits()).thenComparingDouble(Row::divergence)).toList()) {
            if (row.divergence() < least) {
                best.add(row);
                least = row.divergence();
            }
        }
        return new Frontier(List.copyOf(best));
    }

    /** How many times the divergence of a row is that of the best of at most as many bits. */
    double excess(Row r) {
        double least = best.stream().filter(b -> b.bits() <= r.bits()).mapToDouble(Chart::drawn).min().orElse(Chart.drawn(r));
        return Chart.drawn(r) / least;
    }

    /** The rows that are farthest behind. */
    List<Row> outliers(List<Row> rows, int most) {
        return rows.stream().filter(r -> r.finite() && !best.contains(r)).sorted(Comparator.comparingDouble(r -> -excess(r))).limit(most).toList();
    }
}
