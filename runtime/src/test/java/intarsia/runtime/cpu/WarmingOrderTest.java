package intarsia.runtime.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WarmingOrderTest {
    private static final int HALF = Warming.PAIR / 2;

    private static Optional<Integer> next(List<Integer> waiting, List<Integer> asked) {
        return Warming.next(waiting, b -> b, asked);
    }

    @Test
    void theFirstBegins() {
        assertEquals(Optional.of(HALF + 1), next(List.of(HALF + 1, 3), List.of()));
        assertEquals(Optional.empty(), next(List.of(), List.of()));
    }

    @Test
    void aClassLargerThanAPairBeginsAlone() {
        assertEquals(Optional.of(Warming.PAIR + 1), next(List.of(Warming.PAIR + 1, 1), List.of()));
        assertEquals(Optional.empty(), next(List.of(1), List.of(Warming.PAIR)));
    }

    @Test
    void twoThatAreTooLargeTogetherWaitForEachOther() {
        assertEquals(Optional.of(HALF), next(List.of(HALF), List.of(HALF)));
        assertEquals(Optional.of(HALF - 1), next(List.of(HALF, HALF - 1), List.of(7, HALF + 1, 9)));
        assertEquals(Optional.empty(), next(List.of(HALF, HALF + 5), List.of(HALF + 1)));
    }

    @Test
    void noMoreAreAskedForThanC2WillTakeSoon() {
        assertEquals(Optional.of(1), next(List.of(1), Collections.nCopies(Warming.AHEAD - 1, 1)));
        assertEquals(Optional.empty(), next(List.of(1), Collections.nCopies(Warming.AHEAD, 1)));
    }
}
