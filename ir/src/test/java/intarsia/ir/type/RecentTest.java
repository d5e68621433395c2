package intarsia.ir.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentTest {
    private static final int MOST = 64;
    private final List<Integer> made = new ArrayList<>();
    private final Recent<Integer, String> names = new Recent<>(MOST, this::name);

    private String name(int key) {
        made.add(key);
        if (key < 0) {
            throw new IllegalArgumentException("no name");
        }
        return "n" + key;
    }

    @Test
    void whatWasMadeLatelyIsMadeOnce() {
        for (int round = 0; round < 3; round++) {
            for (int key = 0; key < MOST; key++) {
                assertEquals("n" + key, names.of(key));
            }
        }
        assertEquals(MOST, made.size());
    }

    @Test
    void whatWasAskedForLongestAgoGivesWay() {
        for (int key = 0; key <= MOST; key++) {
            names.of(key);
        }
        made.clear();
        names.of(MOST);
        names.of(0);
        names.of(2);
        assertEquals(List.of(0), made, "1 gave way to 0");
    }

    @Test
    void anErrorIsNotKept() {
        assertThrows(IllegalArgumentException.class, () -> names.of(-1));
        assertThrows(IllegalArgumentException.class, () -> names.of(-1));
        assertEquals(List.of(-1, -1), made);
    }
}
