package intarsia.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardsTest {
    private static final List<String> ITEMS = IntStream.range(0, 3000).mapToObj(i -> "few=" + i % 60 + " part=" + i / 60).toList();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 64})
    void theyAreDisjointCompleteAndAboutEqual(int parts) {
        Set<String> seen = new HashSet<>();
        for (int part = 1; part <= parts; part++) {
            List<String> own = new Shards(part, parts).of(ITEMS, Function.identity());
            double expected = (double) ITEMS.size() / parts;
            assertTrue(Math.abs(own.size() - expected) <= 5 * Math.sqrt(expected) + 1e-9, own.size() + " of " + expected);
            own.forEach(i -> assertTrue(seen.add(i), i));
        }
        assertEquals(new HashSet<>(ITEMS), seen);
    }

    @Test
    void whatElseThereIsAndInWhatOrderChangesNothing() {
        long seed = Long.getLong("intarsia.seed", System.nanoTime());
        List<String> mixed = new ArrayList<>(ITEMS.subList(0, 1000));
        Collections.shuffle(mixed, new Random(seed));
        Shards second = Shards.parse("2/5");
        Set<String> fewer = new HashSet<>(second.of(ITEMS, Function.identity()));
        fewer.retainAll(mixed);
        assertEquals(fewer, new HashSet<>(second.of(mixed, Function.identity())), "seed " + seed);
        assertTrue(new Shards(1, 2).has("few=8 part=32") != new Shards(2, 2).has("few=8 part=32"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0/1", "2/1", "1/0", "1", "1/2/3", "-1/2", "a/b", "1/99999999", "1 /2", ""})
    void whatIsNoShardIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Shards.parse(text));
    }
}
