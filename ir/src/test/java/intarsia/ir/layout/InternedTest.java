package intarsia.ir.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class InternedTest {
    @Test
    void equalLayoutsAreTheSameObjectHoweverTheyCameAbout() {
        assertSame(Layout.local(2, 3), Layout.parse("[2x3] v[0.0:2 1.0:3]"));
        assertSame(Layout.spatial(16), Layout.spatial(4).times(Layout.spatial(4)));
        assertSame(Layout.UNIT, Layout.parse("[]"));
        assertNotEquals(Layout.spatial(2, 3), Layout.spatial(3, 2));
    }

    @Test
    void threadsThatMakeTheSameLayoutsAtOnceGetTheSameObjects() throws Exception {
        int threads = 8;
        var start = new CyclicBarrier(threads);
        Callable<List<Layout>> work = () -> {
            var random = new SplittableRandom(Laws.SEED);
            start.await();
            var out = new ArrayList<Layout>();
            // Extents that no other test makes, so that every thread finds them absent.
            for (int i = 0; i < 2_000; i++) out.add(Layout.on(new Axis("shared"), 1 + i, 1009).concat(Layout.local(1 + random.nextInt(50))));
            return out;
        };
        try (var pool = Executors.newFixedThreadPool(threads)) {
            List<List<Layout>> all = new ArrayList<>();
            for (Future<List<Layout>> f : pool.invokeAll(Collections.nCopies(threads, work))) all.add(f.get());
            for (int i = 0; i < 2_000; i++) {
                var distinct = new IdentityHashMap<Layout, Boolean>();
                for (List<Layout> list : all) distinct.put(list.get(i), true);
                assertEquals(1, distinct.size());
            }
        }
    }

    @Test
    void layoutsThatNobodyHoldsLeaveTheTable() {
        Axis axis = new Axis("passing");
        int before = Interned.size();
        for (int round = 0; round < 200; round++) {
            for (int i = 1; i <= 1_000; i++) Layout.on(axis, i, 1 + round, 7);
            System.gc();
            if (Interned.size() < before + (round + 1) * 500) return;
        }
        assertTrue(Interned.size() < before + 100_000, "layouts held: " + Interned.size());
    }
}
