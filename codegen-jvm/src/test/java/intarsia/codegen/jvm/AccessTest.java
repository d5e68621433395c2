package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AccessTest {
    static Stream<Arguments> rowsTimesLanes() {
        return AccessRow.all().stream().flatMap(r -> Stream.of(2, 4, 8, 16).map(l -> Arguments.of(r, l)));
    }

    @ParameterizedTest
    @MethodSource("rowsTimesLanes")
    void anAccessTouchesItsLanesAndNoByteBeyondTheView(AccessRow row, int lanes) {
        assumeTrue(GuardedPages.available(), "unmapped pages are made with Linux calls");
        try (GuardedPages pages = new GuardedPages()) {
            assertEquals(Optional.empty(), AccessCheck.difference(row, lanes, pages, 1));
        }
    }
}
