package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RoundToOddTest {
    @Test
    void sumsAndQuotientsStandOnTheSameSideOfEveryShortNumberAsTheExactOnes() {
        long seed = Long.getLong("intarsia.seed", 20260101L);
        System.out.println("round to odd with -Dintarsia.seed=" + seed);
        var random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            // One or two steps of the double around a short number, which a plain rounding would hit.
            double tie = random.nextInt(1, 1 << 20) / 2.0;
            double divisor = (random.nextLong() >>> 11) * 0x1p-53 + 0.5;
            double dividend = tie * divisor;
            dividend += (random.nextInt(5) - 2) * Math.ulp(dividend);
            double quotient = RoundToOdd.divide(dividend, divisor);
            int want = new BigDecimal(dividend).compareTo(new BigDecimal(tie).multiply(new BigDecimal(divisor)));
            assertEquals(want, Double.compare(quotient, tie), dividend + " / " + divisor + " against " + tie);
            assertEquals(want, -Double.compare(RoundToOdd.divide(dividend, -divisor), -tie));

            double tiny = Math.scalb(random.nextDouble() - 0.5, -random.nextInt(200));
            double sum = RoundToOdd.add(tie, tiny);
            assertEquals(Double.compare(tiny, 0.0), Double.compare(sum, tie), tie + " + " + tiny);
            assertEquals(sum, RoundToOdd.add(tiny, tie));
        }
    }

    @Test
    void exactResultsStayAndInexactOnesAreOdd() {
        assertEquals(2.5, RoundToOdd.divide(5, 2));
        assertEquals(0.0, RoundToOdd.add(3, -3));
        assertTrue((Double.doubleToRawLongBits(RoundToOdd.divide(1, 3)) & 1) != 0);
        assertEquals(Math.nextUp(1.0), RoundToOdd.add(1, 1e-40));
        assertEquals(Math.nextDown(1.0), RoundToOdd.add(1, -1e-40));
    }
}
