package intarsia.cli.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TicksTest {
    private static List<String> of(double from, double to) {
        return Ticks.between(Math.log10(from), Math.log10(to)).stream().map(Ticks::text).toList();
    }

    @Test
    void longAxesHavePowersOfTen() {
        assertEquals(List.of("1 µs", "10 µs", "100 µs", "1 ms", "10 ms"), of(500, 2e7));
    }

    @Test
    void shorterOnesHaveOneTwoAndFive() {
        assertEquals(List.of("50 µs", "100 µs", "200 µs", "500 µs"), of(40_000, 900_000));
    }

    @Test
    void narrowOnesHaveEqualSteps() {
        assertEquals(List.of("35 µs", "40 µs", "45 µs", "50 µs", "55 µs", "60 µs"), of(33_000, 62_000));
        assertEquals(List.of("980 ns", "1 µs", "1.02 µs", "1.04 µs", "1.06 µs", "1.08 µs", "1.1 µs"), of(975, 1105));
    }

    @Test
    void anyAxisHasTwoToEight() {
        for (double span = 1.13; span < 10; span *= 1.07) {
            for (double from = 100; from < 1000; from *= 1.1) {
                int n = of(from, from * span).size();
                assertTrue(n >= 2 && n <= 8, from + " to " + from * span + ": " + n);
            }
        }
    }
}
