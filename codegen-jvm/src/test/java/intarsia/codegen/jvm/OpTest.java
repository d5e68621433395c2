package intarsia.codegen.jvm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OpTest {
    static Stream<Arguments> rowsTimesLanes() {
        return OpRow.all().stream().flatMap(r -> Stream.of(1, 2, 4, 8, 16).filter(l -> l > 1 || r.scalar()).map(l -> Arguments.of(r, l)));
    }

    @ParameterizedTest
    @MethodSource("rowsTimesLanes")
    void anOpGivesTheBitsOfScalarJava(OpRow row, int lanes) {
        assertEquals(Optional.empty(), OpCheck.difference(row, lanes, 1));
    }
}
