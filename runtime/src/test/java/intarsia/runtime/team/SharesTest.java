package intarsia.runtime.team;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {
    private static List<Long> taken(Shares s, int worker, int most) {
        List<Long> all = new ArrayList<>();
        for (long part; all.size() < most && (part = s.take(worker)) >= 0; ) all.add(part);
        return all;
    }

    @Test
    void aWorkerHasARunOfItsOwnAndTakesItFromTheFront() {
        Shares s = new Shares(3);
        for (int again = 0; again < 2; again++) {
            s.deal(10);
            assertEquals(List.of(7L, 8L, 9L), taken(s, 2, 3));
            assertEquals(List.of(0L, 1L, 2L, 3L), taken(s, 0, 4));
            assertEquals(List.of(4L, 5L, 6L), taken(s, 1, 3));
            assertEquals(List.of(), taken(s, 1, 9));
        }
    }

    @Test
    void whoHasDoneItsOwnTakesTheLastOfTheOthers() {
        Shares s = new Shares(3);
        s.deal(9);
        assertEquals(List.of(3L, 4L, 5L, 8L, 7L), taken(s, 1, 5));
        assertEquals(List.of(6L, 2L, 1L, 0L), taken(s, 2, 9));
        assertEquals(List.of(), taken(s, 0, 9));
    }

    @Test
    void fewerPartsThanWorkersAreTheFirstWorkers() {
        Shares s = new Shares(4);
        s.deal(1);
        assertEquals(List.of(0L), taken(s, 0, 9));
        s.deal(Integer.MAX_VALUE);
        assertEquals(List.of(0L), taken(s, 0, 1));
        assertEquals(List.of((3L * Integer.MAX_VALUE + 3) / 4), taken(s, 3, 1));
    }
}
