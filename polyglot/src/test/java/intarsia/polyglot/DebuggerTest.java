package intarsia.polyglot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.oracle.truffle.api.debug.DebugException;
import com.oracle.truffle.api.debug.DebugScope;
import com.oracle.truffle.api.debug.DebugValue;
import com.oracle.truffle.api.debug.SuspendedEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Truffle's debugger on kernels. */
class DebuggerTest {
    private static final String LAYOUT = "[8] lane[0.1:4] v[0.0:2]";
    private final Stops stops = new Stops();

    @AfterEach
    void close() {
        assertEquals(0, stops.left(), "stops that did not come");
        stops.close();
    }

    private static DebugValue value(SuspendedEvent e, String name) {
        DebugScope scope = e.getTopStackFrame().getScope();
        DebugValue v = scope == null ? null : scope.getDeclaredValue(name);
        assertNotNull(v, name + " is not visible");
        return v;
    }

    private static DebugValue property(DebugValue v, String name) {
        DebugValue p = v.getProperty(name);
        assertNotNull(p, name + " of " + v.toDisplayString());
        return p;
    }

    private static List<Double> numbers(DebugValue array) {
        return array.getArray().stream().map(DebugValue::asDouble).toList();
    }

    private static List<String> visible(SuspendedEvent e) {
        List<String> names = new ArrayList<>();
        e.getTopStackFrame().getScope().getDeclaredValues().forEach(v -> names.add(v.getName()));
        return names;
    }

    private void addTenNumbers() {
        float[] a = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        stops.kernel(Texts.ADD, 14).execute(a, new float[] {10, 10, 10, 10, 10, 10, 10, 10, 10, 10}, new float[10], 10);
    }

    @Test
    void aBreakpointShowsATileItsLayoutAndTheRegistersOfALane() {
        stops.then(e -> {
            assertEquals("%9: f32[8 | " + LAYOUT + "] = add %7, %8", Stops.statement(e));
            assertEquals("add", e.getTopStackFrame().getName());
            DebugValue tile = value(e, "%7");
            assertEquals(List.of(0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0), numbers(tile));
            assertEquals(LAYOUT, property(tile, "layout").asString());
            DebugValue lane3 = property(tile, "lane").getArray().get(3);
            assertEquals(List.of(3.0, 7.0), numbers(lane3));
        }).then(e -> {
            assertEquals(1, value(e, "%3").asLong());
            assertEquals(List.of(8.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), numbers(value(e, "%7")));
        });
        addTenNumbers();
    }

    @Test
    void onlyWhatIsDefinedBeforeAStatementIsVisible() {
        List<String> before = List.of("n", "%0", "%1", "%2", "%3", "%4", "%5", "%6", "%7", "%8");
        stops.then(e -> assertEquals(before, visible(e))).then(e -> assertEquals(before, visible(e)));
        addTenNumbers();
    }

    @Test
    void aStepGoesToTheNextStatementAndShowsTheResult() {
        stops.then(e -> e.prepareStepOver(1)).then(e -> {
            assertEquals("store %2, \"value\", [0], [%5], [0], [%6], %9", Stops.statement(e));
            assertEquals("f32[8 | " + LAYOUT + "] [10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, 17.0]", value(e, "%9").toDisplayString());
            assertEquals(0, value(e, "%2").getArray().getFirst().asDouble());
            e.prepareStepOver(1);
        }).then(e -> {
            assertEquals("%4: i64 = const 8", Stops.statement(e));
            assertEquals(10, value(e, "%2").getArray().getFirst().asDouble(), "memory is shown as it is now");
            e.prepareContinue();
        }).then(SuspendedEvent::prepareContinue);
        addTenNumbers();
    }

    @Test
    void statementsInALoopAreStoppedAtInEveryRound() {
        int[] sums = {0, 1, 3};
        for (int round = 0; round < 3; round++) {
            int i = round;
            stops.then(e -> {
                assertEquals("%11: i32[2] = add %8, %10", Stops.statement(e));
                assertEquals(i, value(e, "%7").asLong());
                assertEquals(sums[i], numbers(value(e, "%8")).getFirst());
                assertNull(e.getTopStackFrame().getScope().getDeclaredValue("%6"), "the loop has no result yet");
            });
        }
        stops.kernel(Texts.SUMS, 14).execute(new int[] {1, 2, 3, 4, 5, 6}, new int[2]);
    }

    @Test
    void laneCodeShowsTheRegisterOfEachLaneWarpByWarp() {
        float[] a = {0, 1, 2, 3, 4, 5, 6, 7};
        List<Long> warps = new ArrayList<>();
        for (int w = 0; w < 2; w++) {
            stops.then(e -> {
                long warp = value(e, "warp").asLong();
                warps.add(warp);
                assertEquals(4.0 * warp + 3, property(value(e, "%16"), "lane").getArray().get(3).asDouble());
                assertEquals("<f32>", property(value(e, "%16"), "type").asString());
            });
        }
        stops.kernel(Texts.LANES, 23).execute(a, a, new float[8], 8);
        assertEquals(List.of(0L, 1L), warps.stream().sorted().toList());
    }

    @Test
    void warpsOfALayoutStandAroundItsLanes() {
        stops.then(e -> {
            DebugValue warp1 = property(value(e, "%7"), "warp").getArray().get(1);
            assertEquals(List.of(6.0), numbers(warp1.getArray().get(2)));
            assertNull(value(e, "%7").getProperty("lane"));
        }).then(SuspendedEvent::prepareContinue);
        float[] a = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};
        stops.kernel(Texts.ADD.replace(LAYOUT, "[8] lane[0.1:4] warp[0.0:2]"), 14).execute(a, a, new float[10], 10);
    }

    @Test
    void aDebuggerMayAskForAName() {
        stops.then(e -> {
            assertEquals(5, e.getTopStackFrame().eval("%7").getArray().get(5).asDouble());
            assertEquals(10, e.getTopStackFrame().eval("n").asLong());
            assertThrows(DebugException.class, () -> e.getTopStackFrame().eval("%9"));
        }).then(SuspendedEvent::prepareContinue);
        addTenNumbers();
    }
}
