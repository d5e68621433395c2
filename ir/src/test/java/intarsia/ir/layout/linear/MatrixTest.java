package intarsia.ir.layout.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.function.Executable;

/** Matrices and subspaces against tables of all their values. The seed is printed, and taken from {@code -Dintarsia.seed}. */
class MatrixTest {
    private static final int CASES = 800;
    private static final long SEED = Long.getLong("intarsia.seed", 53_819);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    private Matrix matrix(int rows, int cols) {
        long[] columns = new long[cols];
        // Few bits now and then, so that low ranks come up.
        long mask = random.nextLong() | (random.nextInt(3) == 0 ? 0 : -1);
        for (int j = 0; j < cols; j++) columns[j] = random.nextLong() & mask & (1L << rows) - 1;
        return Matrix.of(rows, columns);
    }

    private Matrix matrix() {
        return matrix(random.nextInt(7), random.nextInt(7));
    }

    private static Set<Long> values(Matrix m) {
        Set<Long> out = new HashSet<>();
        for (long x = 0; x < 1L << m.cols(); x++) out.add(m.apply(x));
        return out;
    }

    private static Set<Long> members(Subspace s) {
        Set<Long> out = new HashSet<>();
        for (long x = 0; x < 1L << s.bits(); x++) if (s.contains(x)) out.add(x);
        assertEquals(1 << s.dimension(), out.size());
        return out;
    }

    private Subspace subspace(int bits) {
        return matrix(bits, random.nextInt(bits + 2)).image();
    }

    @Test
    void applyIsLinearAndProductIsOneAfterTheOther() {
        for (int i = 0; i < CASES; i++) {
            Matrix a = matrix();
            Matrix b = matrix(a.cols(), random.nextInt(7));
            for (long x = 0; x < 1L << b.cols(); x++) assertEquals(a.apply(b.apply(x)), a.times(b).apply(x));
            for (long x = 0; x < 1L << a.cols(); x++) {
                long y = random.nextLong() & (1L << a.cols()) - 1;
                assertEquals(a.apply(x) ^ a.apply(y), a.apply(x ^ y));
            }
        }
    }

    @Test
    void rankKernelAndImageAreThoseOfTheTable() {
        for (int i = 0; i < CASES; i++) {
            Matrix m = matrix();
            Set<Long> values = values(m);
            assertEquals(1 << m.rank(), values.size());
            assertEquals(m.rank(), m.transpose().rank());
            assertEquals(values, members(m.image()));
            Set<Long> zeros = new HashSet<>();
            for (long x = 0; x < 1L << m.cols(); x++) if (m.apply(x) == 0) zeros.add(x);
            assertEquals(zeros, members(m.kernel()));
        }
    }

    @Test
    void solveFindsAnInputWhereTheTableHasOne() {
        for (int i = 0; i < CASES; i++) {
            Matrix m = matrix();
            Set<Long> values = values(m);
            for (long y = 0; y < 1L << m.rows(); y++) {
                var x = m.solve(y);
                assertEquals(values.contains(y), x.isPresent());
                if (x.isPresent()) assertEquals(y, m.apply(x.get().column(0)));
            }
        }
    }

    @Test
    void inverseUndoesJustTheBijections() {
        int found = 0;
        for (int i = 0; i < CASES; i++) {
            int n = random.nextInt(7);
            Matrix m = matrix(n, n);
            boolean bijective = values(m).size() == 1 << n;
            assertEquals(bijective, m.isInvertible());
            assertEquals(bijective, m.inverse().isPresent());
            if (!bijective) continue;
            found++;
            assertEquals(Matrix.identity(n), m.inverse().orElseThrow().times(m));
            assertEquals(Matrix.identity(n), m.times(m.inverse().orElseThrow()));
        }
        assertTrue(found > CASES / 10 && found < CASES, "inverses found: " + found);
    }

    @Test
    void transposeSumAndDirectSumAreThoseOfTheEntries() {
        for (int i = 0; i < CASES; i++) {
            Matrix a = matrix();
            Matrix b = matrix(a.rows(), a.cols());
            assertEquals(a, a.transpose().transpose());
            assertEquals(a.transpose().plus(b.transpose()), a.plus(b).transpose());
            for (int r = 0; r < a.rows(); r++) assertEquals(a.row(r), a.transpose().column(r));
            Matrix c = matrix();
            Matrix sum = a.directSum(c);
            for (long x = 0; x < 1L << a.cols(); x++) {
                long y = random.nextLong() & (1L << c.cols()) - 1;
                assertEquals(a.apply(x) | c.apply(y) << a.rows(), sum.apply(x | y << a.cols()));
                assertEquals(a.apply(x) ^ b.apply(x), a.plus(b).apply(x));
            }
            assertEquals(a, a.beside(b).columns(0, a.cols()));
            assertEquals(c, sum.rows(a.rows(), sum.rows()).columns(a.cols(), sum.cols()));
        }
    }

    @Test
    void textRoundTrips() {
        for (int i = 0; i < CASES; i++) {
            Matrix m = matrix(random.nextInt(63), random.nextInt(63));
            assertEquals(m, Matrix.parse(m.toString()));
            assertEquals(m.hashCode(), Matrix.parse(m.toString()).hashCode());
        }
        assertEquals("[3x3: 1 2 5]", Matrix.of(3, 1, 2, 5).toString());
        assertEquals("""
            1 . 1
            . 1 .
            . . 1
            """, Matrix.of(3, 1, 2, 5).render());
    }

    @Test
    void sumIntersectionComplementAndAnnihilatorAreThoseOfTheMembers() {
        for (int i = 0; i < CASES; i++) {
            int n = random.nextInt(7);
            Subspace u = subspace(n);
            Subspace w = subspace(n);
            Set<Long> both = new HashSet<>(members(u));
            both.retainAll(members(w));
            assertEquals(both, members(u.intersect(w)));
            Set<Long> sums = new HashSet<>();
            for (long x : members(u)) for (long y : members(w)) sums.add(x ^ y);
            assertEquals(sums, members(u.plus(w)));
            assertEquals(both.size() == 1, u.isDisjoint(w));
            assertEquals(members(u).containsAll(members(w)), u.contains(w));
            assertEquals(1 << n, members(u.plus(u.complement())).size());
            assertEquals(Set.of(0L), members(u.intersect(u.complement())));
            Set<Long> vanishing = new HashSet<>();
            for (long f = 0; f < 1L << n; f++) {
                long functional = f;
                if (members(u).stream().allMatch(x -> Long.bitCount(functional & x) % 2 == 0)) vanishing.add(f);
            }
            assertEquals(vanishing, members(u.annihilator()));
            assertEquals(u.plus(w), u.plus(Subspace.span(n, u.extensionTo(w))));
            assertEquals(u.plus(w).dimension() - u.dimension(), u.extensionTo(w).length);
        }
    }

    @Test
    void equalSetsAreEqualSubspaces() {
        for (int i = 0; i < CASES; i++) {
            Subspace u = subspace(5);
            long[] mixed = LongStream.range(0, 20).map(_ -> {
                long[] b = u.basis();
                return LongStream.of(b).filter(_ -> random.nextBoolean()).reduce(0, (x, y) -> x ^ y);
            }).toArray();
            Subspace other = Subspace.span(5, mixed);
            assertEquals(members(u).equals(members(other)), u.equals(other));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWithItsSize() {
        assertRefused("63 rows", () -> Matrix.identity(63));
        assertRefused("column 0x4", () -> Matrix.of(2, 4));
        assertRefused("2 bits", () -> Matrix.identity(2).apply(4));
        assertRefused("2x2 and 3x3", () -> Matrix.identity(2).times(Matrix.identity(3)));
        assertRefused("1 columns", () -> Matrix.parse("[2x2: 1]"));
        assertRefused("wanted [ROWSxCOLS", () -> Matrix.parse("[2x2 1 2]"));
        assertRefused("F2^2 and F2^3", () -> Subspace.units(2, 0, 1).plus(Subspace.units(3, 0, 1)));
    }

    private static void assertRefused(String words, Executable call) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
        assertTrue(message.contains(words), message);
    }
}
