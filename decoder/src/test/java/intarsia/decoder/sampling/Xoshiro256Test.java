package intarsia.decoder.sampling;

import static org.junit.jupiter.api.Assertions.*;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class Xoshiro256Test {
    @Test
    void isTheGeneratorOfThatNameInTheJdk() {
        byte[] state = ByteBuffer.allocate(32).putLong(1).putLong(2).putLong(3).putLong(4).array();
        RandomGenerator jdk = RandomGeneratorFactory.of("Xoshiro256PlusPlus").create(state);
        var own = new Xoshiro256(1, 2, 3, 4);
        assertEquals(41943041, new Xoshiro256(1, 2, 3, 4).next(), "(1 + 4 rotated left by 23) + 1");
        for (int i = 0; i < 1000; i++) assertEquals(jdk.nextLong(), own.next());
    }

    @Test
    void isSeededBySplitMix() {
        var words = new SplittableRandom(42);
        var byHand = new Xoshiro256(words.nextLong(), words.nextLong(), words.nextLong(), words.nextLong());
        var seeded = Xoshiro256.seeded(42);
        for (int i = 0; i < 10; i++) assertEquals(byHand.next(), seeded.next());
    }

    @Test
    void unitsAndIntegersStayInTheirRange() {
        var r = Xoshiro256.seeded(5);
        for (int i = 0; i < 10_000; i++) {
            double u = r.nextUnit();
            assertTrue(u > 0 && u <= 1);
            int n = r.nextInt(3);
            assertTrue(n >= 0 && n < 3);
            assertTrue(r.nextInt(Integer.MAX_VALUE) >= 0);
        }
    }
}
