package intarsia.ir.layout.linear;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SwizzleTest {
    private static final int BITS = 9;

    /** Every swizzle on nine address bits. */
    private static Stream<Swizzle> all() {
        Stream.Builder<Swizzle> out = Stream.builder();
        for (int b = 0; b <= BITS; b++) {
            for (int m = 0; m <= BITS; m++) {
                for (int s = -BITS; s <= BITS; s++) {
                    if (Math.abs(s) >= b && b + m + Math.abs(s) <= BITS) out.add(new Swizzle(b, m, s));
                }
            }
        }
        return out.build();
    }

    /** CuTe's definition: the masked bits, shifted, XORed on. */
    private static long byDefinition(Swizzle w, long a) {
        long mask = (1L << w.bits()) - 1;
        long read = mask << w.base() + Math.max(0, w.shift());
        return a ^ (w.shift() >= 0 ? (a & read) >> w.shift() : (a & read) << -w.shift());
    }

    @Test
    void applyIsTheDefinitionTheMatrixAndABijectionThatUndoesItself() {
        all().forEach(w -> {
            Matrix m = w.matrix(BITS);
            var seen = new HashSet<Long>();
            for (long a = 0; a < 1 << BITS; a++) {
                long b = w.apply(a);
                assertEquals(byDefinition(w, a), b, w::toString);
                assertEquals(m.apply(a), b, w::toString);
                assertEquals(a, w.apply(b), w::toString);
                seen.add(b);
            }
            assertEquals(1 << BITS, seen.size());
        });
    }

    @Test
    void aSwizzleIsKnownFromItsMatrixAndItsText() {
        all().forEach(w -> {
            assertEquals(w, Swizzle.parse(w.toString()));
            assertEquals(w.bits() == 0 ? Optional.empty() : Optional.of(w), Swizzle.of(w.matrix(BITS)));
        });
    }

    @Test
    void inLargerUnitsTheBaseIsLower() {
        all().filter(w -> w.base() >= 2).forEach(w -> {
            for (long byteAddress = 0; byteAddress < 1 << BITS; byteAddress++) {
                assertEquals(w.apply(byteAddress), w.scaled(-2).apply(byteAddress / 4) * 4 + byteAddress % 4);
            }
            assertEquals(w, w.scaled(-2).scaled(2));
        });
    }

    @Test
    void otherMatricesAreNoSwizzles() {
        assertEquals(Optional.empty(), Swizzle.of(Matrix.identity(4)));
        assertEquals(Optional.empty(), Swizzle.of(Matrix.of(4, 2, 1, 4, 8)));
        assertEquals(Optional.empty(), Swizzle.of(Matrix.of(4, 1, 2, 4 | 2, 8 | 1)), "two distances");
        assertEquals(Optional.empty(), Swizzle.of(Matrix.of(3, 1, 2 | 1, 4 | 2)), "reads a bit that it changes");
        assertEquals(Optional.empty(), Swizzle.of(Matrix.of(4, 1, 2, 4, 8 | 3)), "two bits from one");
        assertEquals(Optional.empty(), Swizzle.of(Matrix.of(5, 1, 2, 4, 8 | 1, 16 | 4)), "a bit left out");
    }

    @Test
    void whatIsNoSwizzleIsRefused() {
        var e = assertThrows(IllegalArgumentException.class, () -> new Swizzle(3, 4, 2));
        assertTrue(String.valueOf(e.getMessage()).contains("|shift| >= bits"));
        assertThrows(IllegalArgumentException.class, () -> Swizzle.parse("swizzle(3,4)"));
        assertThrows(IllegalArgumentException.class, () -> new Swizzle(3, 4, 3).matrix(9));
        assertThrows(IllegalArgumentException.class, () -> new Swizzle(3, 1, 3).scaled(-2));
    }
}
