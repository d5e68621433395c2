package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shrinker itself, on laws that are wrong. */
class LawsTest {
    private static void noDigitOfThreeOnV(Layout l) {
        if (l.terms(Axis.V).stream().anyMatch(t -> !t.isReplica() && t.extent() % 3 == 0)) throw new AssertionError("3 on v");
    }

    @Test
    void aBrokenLawIsReportedWithTheLeastLayoutAndTheSeed() {
        var e = assertThrows(AssertionError.class, () -> Laws.forAll("no 3 on v", 1_000, Laws.small(1, 3, 6, 500), s -> {
            noDigitOfThreeOnV(s.layout(0));
            return true;
        }));
        assertTrue(String.valueOf(e.getMessage()).startsWith("law 'no 3 on v' fails for [3] v[0.0:3], found with -Dintarsia.seed="
                + Laws.SEED + " as ["), e::getMessage);
    }

    @Test
    void everyStepOfShrinkingIsALayout() {
        var random = new SplittableRandom(Laws.SEED);
        for (int i = 0; i < 500; i++) {
            RawLayout raw = RawLayout.random(random, random.nextInt(4), 5);
            raw.smaller().forEach(s -> assertEquals(s.layout(), Layout.parse(s.toString())));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            false; [2] lane[0.0:2] and [2] lane[0.0:2]
            true;  [] lane[*2] and [2] lane[0.0:2]
            """)
    void severalLayoutsShrinkTogether(boolean copies, String least) {
        Laws.Law law = s -> {
            boolean broken = s.layout(1).elements() > 1 && (copies ? s.layout(0).replicas() > 1 : s.layout(0).elements() > 1);
            if (broken) throw new IllegalStateException();
            return true;
        };
        var random = new SplittableRandom(Laws.SEED);
        var samples = Laws.small(2, 3, 6, 500);
        Laws.Sample failing = new Laws.Sample(List.of(), 0);
        while (failing.layouts().isEmpty() || failing.layout(1).elements() == 1 || failing.layout(0).replicas() == 1
                || failing.layout(0).elements() == 1) {
            failing = new Laws.Sample(samples.apply(random), 0);
        }
        assertEquals(least, Laws.shrink(failing, law).toString());
    }
}
