package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

final class StochasticRoundingTest {
    @Test
    void philoxGivesThePublishedAnswers() {
        // The known answers of Random123.
        assertArrayEquals(new int[] {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}, Philox.block(0, 0, 0));
        assertArrayEquals(new int[] {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}, Philox.block(-1, -1, -1));
        assertArrayEquals(new int[] {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1},
            Philox.block(0x85a308d3243f6a88L, 0x0370734413198a2eL, 0x299f31d0a4093822L));
        assertEquals(Philox.block(5, 0, 9)[3], Philox.word(9, 23));
    }

    @Test
    void theUpperNeighbourIsTakenJustBelowItsShareOfTheWords() {
        // 2.75 is 3/8 of the way from 2 to 4 in f3e2m0, less the bias: values 0 1 2 4 after scaling.
        DType type = DType.parse("f4e3m0");
        double x = 2.75;
        long share = (long) (0.375 * (1L << 32));
        assertEquals(4.0, type.decode(StochasticRounding.encode(type, x, Overflow.SATURATE, (int) (share - 1))));
        assertEquals(2.0, type.decode(StochasticRounding.encode(type, x, Overflow.SATURATE, (int) share)));
        assertEquals(-2.0, type.decode(StochasticRounding.encode(type, -x, Overflow.SATURATE, (int) (0xA000_0000L - 1))));
        assertEquals(-4.0, type.decode(StochasticRounding.encode(type, -x, Overflow.SATURATE, (int) 0xA000_0000L)));
    }

    @Test
    void everyTypeTakesOneOfTheTwoNeighboursAndItsOwnValuesStay() {
        Types.narrow().forEach(type -> {
            var entries = RationalOracle.of(type).entries();
            for (int i = 0; i + 1 < entries.size(); i++) {
                double a = entries.get(i).value().doubleValue();
                double b = entries.get(i + 1).value().doubleValue();
                assertEquals(a, type.decode(StochasticRounding.encode(type, a, Overflow.ERROR, 0)) + 0.0, type.toString());
                double x = a + (b - a) / 4;
                boolean lowestPosit = type instanceof PositType && (a == 0 || b == 0);
                double low = type.decode(StochasticRounding.encode(type, x, Overflow.ERROR, -1));
                double high = type.decode(StochasticRounding.encode(type, x, Overflow.ERROR, 0));
                assertTrue(lowestPosit ? low == high && low != 0 : low == a && high == b, () -> type + " of " + x + ": " + low + ", " + high);
            }
            double max = type.maxFinite();
            assertEquals(max, type.decode(StochasticRounding.encode(type, max * 1.001, Overflow.SATURATE, 0)), type.toString());
        });
    }

    @Test
    void theMeanOfManyIsTheValue() {
        DType type = DType.parse("f6e2m3");
        double x = 1.1;
        double sum = 0;
        int n = 1 << 16;
        for (int i = 0; i < n; i++) {
            sum += type.decode(StochasticRounding.encode(type, x, Overflow.SATURATE, Philox.word(42, i)));
        }
        assertEquals(x, sum / n, 4 * 0.0625 / Math.sqrt(n));
    }
}
