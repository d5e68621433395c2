package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class RecentTest {
    @Test
    void equalLayoutsAreEqualHoweverTheyCameAbout() {
        assertEquals(Layout.local(2, 3), Layout.parse("[2x3] v[0.0:2 1.0:3]"));
        assertEquals(Layout.spatial(16), Layout.spatial(4).times(Layout.spatial(4)));
        assertEquals(Layout.UNIT, Layout.parse("[]"));
        assertNotEquals(Layout.spatial(2, 3), Layout.spatial(3, 2));
        assertNotEquals(Layout.on(new Axis("aa"), 4), Layout.on(new Axis("bb"), 4));
    }

    /** Names of axes with one hash. */
    @Test
    void axesAreComparedByTheirNames() {
        Axis a = new Axis("c0");
        Axis b = new Axis("an");
        assertEquals(a.hashCode(), b.hashCode());
        assertNotEquals(Layout.on(a, 4), Layout.on(b, 4));
    }

    @Test
    void whatWasMadeJustBeforeIsTheSameObjectAndWhatWasMadeLongAgoIsEqual() {
        Layout held = Layout.local(12_345, 7);
        assertSame(held, Layout.local(12_345, 7));
        for (int i = 1; i < 100_000; i++) Layout.on(new Axis("passing"), i, 11);
        Layout again = Layout.local(12_345, 7);
        assertNotSame(held, again);
        assertEquals(held, again);
        assertEquals(held.hashCode(), again.hashCode());
    }

    @Test
    void threadsThatMakeTheSameLayoutsAtOnceGetEqualOnes() throws Exception {
        int threads = 8;
        var start = new CyclicBarrier(threads);
        Callable<List<Layout>> work = () -> {
            start.await();
            var out = new ArrayList<Layout>();
            for (int i = 0; i < 2_000; i++) out.add(Layout.on(new Axis("shared"), 1 + i, 1009).concat(Layout.local(3)));
            return out;
        };
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<List<Layout>> all = new ArrayList<>();
            for (Future<List<Layout>> f : pool.invokeAll(java.util.Collections.nCopies(threads, work))) all.add(f.get());
            for (List<Layout> list : all) assertEquals(all.getFirst(), list);
        }
    }
}
