package intarsia.decoder.tokenizer;

import static org.junit.jupiter.api.Assertions.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PairMergerTest {
    @Test
    void agreesWithMergingThePlainWay() {
        long seed = Long.getLong("intarsia.seed", 11);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            Map<String, Integer> ranks = new HashMap<>();
            for (int i = 0; i < 12; i++) ranks.put(letters(random, 2 + random.nextInt(4)), random.nextInt(5));
            String text = letters(random, random.nextInt(30));
            assertEquals(plainly(text, ranks), heaped(text, ranks), () -> text + " by " + ranks);
        }
    }

    @Test
    void aQuarterMillionEqualLettersMergeInOrder() {
        // Scanning for the best pair each time would take 3e10 steps.
        var ranks = Map.of("aa", 0, "aaaa", 1);
        assertEquals(65_536, heaped("a".repeat(262_144), ranks).size());
    }

    private static String letters(Random random, int n) {
        var s = new StringBuilder();
        for (int i = 0; i < n; i++) s.append((char) ('a' + random.nextInt(3)));
        return s.toString();
    }

    private static List<String> heaped(String text, Map<String, Integer> ranks) {
        var merged = new PairMerger(text, (t, s, m, e) -> ranks.getOrDefault(t.substring(s, Math.min(e, s + 6)), PairMerger.Ranks.NEVER)).run();
        var symbols = new ArrayList<String>();
        for (int at = 0; at < text.length(); at = merged.end(at)) symbols.add(text.substring(at, merged.end(at)));
        return symbols;
    }

    private static List<String> plainly(String text, Map<String, Integer> ranks) {
        List<String> symbols = new ArrayList<>(text.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        while (true) {
            int best = -1, bestRank = Integer.MAX_VALUE;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                int rank = ranks.getOrDefault(symbols.get(i) + symbols.get(i + 1), Integer.MAX_VALUE);
                if (rank < bestRank) {
                    best = i;
                    bestRank = rank;
                }
            }
            if (best < 0) return symbols;
            symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
        }
    }
}
