package intarsia.ir.layout.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Conflict degrees against the simulation of banks. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class BanksTest {
    private static final int CASES = 6500;
    private static final long SEED = Long.getLong("intarsia.seed", 1_613);

    private final SplittableRandom random = new SplittableRandom(SEED);

    /** Lane bits to address bits, aligned to the access, now and then with low ranks or all in one bank. */
    private Matrix map(int lanes, int bytes, int addressBits) {
        long[] columns = new long[lanes];
        long mask = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(8) == 0 ? -128 : -1;
        for (int i = 0; i < lanes; i++) columns[i] = random.nextLong() & mask & (1L << addressBits) - 1 & -bytes;
        return Matrix.of(addressBits, columns);
    }

    private static long[] addresses(Matrix map, long base) {
        return LongStream.range(0, 1L << map.cols()).map(lane -> map.apply(lane) ^ base).toArray();
    }

    @Test
    void theRankFormulaIsTheSimulationOnRandomMaps() {
        System.out.println("BanksTest: -Dintarsia.seed=" + SEED);
        Set<Integer> degrees = new HashSet<>();
        for (int i = 0; i < CASES; i++) {
            int bytes = 1 << random.nextInt(5);
            Matrix map = map(5, bytes, 8 + random.nextInt(6));
            int degree = Banks.SHARED.degree(bytes, map);
            long base = random.nextLong() & (1L << map.rows()) - 1 & -bytes;
            long[] addresses = addresses(map, base);
            int together = Math.min(32, 128 / bytes);
            int sum = 0;
            for (int from = 0; from < 32; from += together) {
                int simulated = BankSimulation.degree(4, 32, bytes, Arrays.copyOfRange(addresses, from, from + together));
                assertEquals(simulated, degree, () -> bytes + " bytes, " + map);
                sum += simulated;
            }
            assertEquals(degree, Banks.SHARED.degree(bytes, addresses));
            assertEquals(sum, Banks.SHARED.wavefronts(bytes, addresses));
            degrees.add(degree);
        }
        assertEquals(Set.of(1, 2, 4, 8, 16, 32), degrees);
    }

    @Test
    void countingIsTheSimulationOnAnyAddresses() {
        for (int i = 0; i < 1000; i++) {
            int bytes = 1 << random.nextInt(5);
            int lanes = 1 + random.nextInt(32);
            int granule = random.nextBoolean() ? 1 : bytes;
            long[] addresses = LongStream.generate(() -> (long) random.nextInt(4096) / granule * granule).limit(lanes).toArray();
            int together = Math.min(32, 128 / bytes);
            int worst = 0;
            for (int from = 0; from < lanes; from += together) {
                worst = Math.max(worst, BankSimulation.degree(4, 32, bytes, Arrays.copyOfRange(addresses, from, Math.min(lanes, from + together))));
            }
            assertEquals(worst, Banks.SHARED.degree(bytes, addresses));
        }
    }

    @Test
    void theSetsOfACacheAreBanksOfLines() {
        for (int i = 0; i < 1000; i++) {
            Matrix map = map(random.nextInt(9), 64, 16);
            int degree = Banks.CACHE_SETS.degree(64, map);
            assertEquals(BankSimulation.degree(64, 64, 64, addresses(map, 0)), degree, map::toString);
            assertEquals(degree, Banks.CACHE_SETS.degree(64, addresses(map, 0)));
        }
    }

    @Test
    void aPitchOf4096BytesPutsAllRowsIntoOneSetAndAnotherLineSpreadsThem() {
        assertEquals(64, Banks.CACHE_SETS.degree(64, IntStream.range(0, 64).mapToLong(row -> row * 4096L).toArray()));
        assertEquals(1, Banks.CACHE_SETS.degree(64, IntStream.range(0, 64).mapToLong(row -> row * 4160L).toArray()));
        assertEquals(8, Banks.CACHE_SETS.degree(32, IntStream.range(0, 64).mapToLong(row -> row * 512L).toArray()));
    }

    /** Rows of 128 bytes: eight rows of one 16-byte column conflict eight times, with chunk ^= row not at all. */
    @Test
    void theTextbookCases() {
        Matrix rows = Matrix.of(10, 128, 256, 512);
        assertEquals(8, Banks.SHARED.degree(16, rows));
        assertEquals(1, Banks.SHARED.degree(16, new Swizzle(3, 4, 3).matrix(10).times(rows)));
        assertEquals(1, Banks.SHARED.degree(4, LongStream.range(0, 32).map(i -> 4 * i).toArray()));
        assertEquals(2, Banks.SHARED.degree(4, LongStream.range(0, 32).map(i -> 8 * i).toArray()));
        assertEquals(32, Banks.SHARED.degree(4, LongStream.range(0, 32).map(i -> 128 * i).toArray()));
        assertEquals(1, Banks.SHARED.degree(4, LongStream.range(0, 32).map(i -> 132 * i).toArray()), "padded");
        assertEquals(1, Banks.SHARED.degree(4, new long[32]), "one word for all");
    }

    @Test
    void whatIsNoAccessIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Banks.SHARED.degree(3, 0));
        assertThrows(IllegalArgumentException.class, () -> Banks.SHARED.degree(256, 0));
        assertThrows(IllegalArgumentException.class, () -> new Banks(4, 24, 128));
        var e = assertThrows(IllegalArgumentException.class, () -> Banks.SHARED.degree(16, Matrix.of(8, 8, 16)));
        assertTrue(String.valueOf(e.getMessage()).contains("multiples of 16"));
    }
}
