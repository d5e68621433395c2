package intarsia.ir.layout.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Synthesised bank maps against simulation. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class BankMapTest {
    private static final long SEED = Long.getLong("intarsia.seed", 343);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    private Subspace pattern(int bits, int dimension) {
        return random.nextBoolean() ? BankSimulation.subspace(random, bits, dimension) : BankSimulation.aligned(random, bits, dimension);
    }

    /** The granules of a pattern, translated, that fall into the busiest bank. */
    private int simulated(BankMap map, Subspace pattern) {
        long base = random.nextLong() & (1L << pattern.bits()) - 1;
        long[] addresses = Arrays.stream(BankSimulation.members(pattern)).map(x -> map.matrix().apply(x ^ base)).toArray();
        return BankSimulation.degree(1, 1 << map.bankBits(), 1, addresses);
    }

    private static void assertBijective(BankMap map) {
        var seen = new HashSet<Long>();
        for (long a = 0; a < 1L << map.matrix().cols(); a++) seen.add(map.matrix().apply(a));
        assertEquals(1 << map.matrix().rows(), seen.size());
    }

    @Test
    void twoPatternsAreAlwaysKeptApart() {
        for (int i = 0; i < 2200; i++) {
            int bits = 1 + random.nextInt(9);
            int bankBits = random.nextInt(bits + 1);
            Subspace u = pattern(bits, random.nextInt(bankBits + 1));
            Subspace w = pattern(bits, random.nextInt(bankBits + 1));
            BankMap map = BankMap.of(bits, bankBits, List.of(u, w));
            assertEquals(1, simulated(map, u), () -> map + " for " + u + ", " + w);
            assertEquals(1, simulated(map, w), () -> map + " for " + u + ", " + w);
            if (i % 4 == 0) assertBijective(map);
        }
    }

    /** 2^(dim U - b) granules at least fall into some bank; two patterns get no more. */
    @Test
    void patternsOfMoreGranulesThanBanksGetTheLeastDegree() {
        for (int i = 0; i < 500; i++) {
            int bits = 2 + random.nextInt(7);
            int bankBits = random.nextInt(bits);
            for (Subspace p : List.of(pattern(bits, random.nextInt(bits + 1)), pattern(bits, random.nextInt(bits + 1)))) {
                BankMap map = BankMap.of(bits, bankBits, List.of(p, pattern(bits, bankBits)));
                assertEquals(1 << Math.max(0, p.dimension() - bankBits), simulated(map, p));
                assertEquals(simulated(map, p), map.degree(p));
            }
        }
    }

    /** Slopes: {(βr, r)} over the field of 2^b elements, and the row {(c, 0)}; any 2^b of these 2^b + 1 at once. */
    @Test
    void manyPatternsAreKeptApartByMultiplicationInAField() {
        for (int b = 1; b <= 4; b++) {
            Field field = Field.of(b);
            List<Subspace> all = new ArrayList<>();
            for (int beta = 0; beta < 1 << b; beta++) all.add(slope(field, beta));
            all.add(Subspace.units(2 * b, 0, b));
            for (int left = 0; left < all.size(); left++) {
                List<Subspace> patterns = new ArrayList<>(all);
                patterns.remove(left);
                BankMap map = BankMap.of(2 * b, b, patterns);
                for (Subspace p : patterns) assertEquals(1, simulated(map, p), map::toString);
                assertBijective(map);
            }
            assertTrue(BankMap.of(2 * b, b, all).degree(all.getLast()) >= 1);
        }
    }

    private static Subspace slope(Field field, int beta) {
        int b = field.bits();
        return Subspace.span(2 * b, IntStream.range(0, b).mapToLong(r -> field.times(beta, 1 << r) | 1L << b + r).toArray());
    }

    @Test
    void rowColumnDiagonalAndTripleOfEightByEight() {
        Field field = Field.of(3);
        List<Subspace> patterns = List.of(Subspace.units(6, 0, 3), slope(field, 0), slope(field, 1), slope(field, 3));
        BankMap map = BankMap.of(6, 3, patterns);
        for (Subspace p : patterns) assertEquals(1, simulated(map, p));
        assertTrue(map.source().contains("field of 8"), map.source());
    }

    @Test
    void theFieldsAreFields() {
        assertEquals(new Field(3, 0b1011), Field.of(3));
        for (int b = 1; b <= 5; b++) {
            Field f = Field.of(b);
            for (int x = 1; x < 1 << b; x++) {
                var products = new HashSet<Integer>();
                for (int y = 1; y < 1 << b; y++) {
                    products.add(f.times(x, y));
                    assertEquals(f.times(x, y), f.times(y, x));
                    assertEquals(f.times(x, y ^ 1), f.times(x, y) ^ x);
                }
                assertEquals((1 << b) - 1, products.size());
                assertTrue(!products.contains(0));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new Field(2, 0b101));
    }

    /** Whatever the search decides for three patterns is checked against every bank map there is. */
    @Test
    void aThirdPatternIsServedWhereverSomeLinearMapServesAll() {
        int served = 0;
        int impossible = 0;
        for (int i = 0; i < 150; i++) {
            int bits = 3 + random.nextInt(2);
            int bankBits = 1 + random.nextInt(2);
            List<Subspace> patterns = new ArrayList<>();
            for (int k = 0; k < 3 + random.nextInt(3); k++) patterns.add(pattern(bits, bankBits));
            BankMap map = BankMap.of(bits, bankBits, patterns);
            boolean found = patterns.stream().allMatch(p -> simulated(map, p) == 1);
            assertEquals(exists(bits, bankBits, patterns), found, patterns::toString);
            if (found) served++;
            else impossible++;
        }
        assertTrue(served > 20 && impossible > 20, served + " served, " + impossible + " impossible");
    }

    private static boolean exists(int bits, int bankBits, List<Subspace> patterns) {
        for (long code = 0; code < 1L << bits * bankBits; code++) {
            long[] columns = new long[bits];
            for (int j = 0; j < bits; j++) columns[j] = code >> j * bankBits & (1L << bankBits) - 1;
            Matrix banks = Matrix.of(bankBits, columns);
            if (banks.rank() == bankBits && patterns.stream().allMatch(p -> p.image(banks).dimension() == p.dimension())) return true;
        }
        return false;
    }

    /** Eight rows of eight chunks, written along rows and read along columns: the classical swizzle, in units of a chunk. */
    @Test
    void eightRowsOfEightChunksGiveTheClassicalSwizzle() {
        BankMap map = BankMap.of(6, 3, List.of(Subspace.units(6, 0, 3), Subspace.units(6, 3, 6)));
        assertEquals(Optional.of(new Swizzle(3, 0, 3)), Swizzle.of(map.matrix()));
        assertEquals("bank0 = a0 ^ a3, bank1 = a1 ^ a4, bank2 = a2 ^ a5", map.functionals());
    }

    @Test
    void wherePlainAddressesServeNothingIsChanged() {
        BankMap map = BankMap.of(6, 3, List.of(Subspace.units(6, 0, 3), Subspace.units(6, 1, 3)));
        assertEquals(Matrix.identity(6), map.matrix());
        assertEquals(Matrix.identity(2), BankMap.of(2, 5, List.of(Subspace.units(2, 0, 2))).matrix());
        assertEquals(Matrix.identity(0), BankMap.of(0, 3, List.of()).matrix());
    }
}
