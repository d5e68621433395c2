package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.Find;
import intarsia.cli.fuzz.Fuzz;
import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Shrinking;
import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.text.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** Random kernels and graphs on all engines; the number of the first is printed and taken back from {@code -Dintarsia.seed}. */
class FuzzTest {
    private static final int CASES = Integer.getInteger("intarsia.kernels", Cells.ALL ? 20_000 : 500);
    private static final int MOST_SHOWN = 3;

    @Test
    void randomKernelsAndGraphsMeanTheSameOnAllEngines() {
        Fuzz fuzz = new Fuzz(LaneEngine.all(), Cells.ALL ? LaneEngine.all().size() : 1);
        List<Find> found = new ArrayList<>();
        for (int i = 0; i < CASES && found.size() < MOST_SHOWN; i++) {
            found.addAll(fuzz.run(Cells.SEED + i));
        }
        System.out.println("-Dintarsia.seed=" + Cells.SEED + ": " + fuzz.summary());
        assertTrue(found.isEmpty(), () -> String.join("\n", found.stream().map(Find::text).toList()));
    }

    @Test
    void aNumberDrawsTheSameCaseAndItsTextRunsAgain() {
        for (long i = Cells.SEED; i < Cells.SEED + 30; i++) {
            Launch l = Fuzz.draw(i);
            assertEquals(l, Fuzz.draw(i));
            assertEquals(l.kernel(), Parser.parse(l.text("comment")));
        }
    }

    /** As if a multiplication were what is wrong: nothing but one and what it needs may be left. */
    @Test
    void aCaseIsShrunkToWhatMakesItFail() {
        int shrunk = 0;
        for (long i = Cells.SEED; shrunk < 10; i++) {
            Launch l = Fuzz.draw(i);
            if (l.kernel().level() == Level.TILE && count(l.kernel(), FuzzTest::multiplies) > 0) {
                Launch small = Shrinking.of(l, s -> count(s.kernel(), FuzzTest::multiplies) > 0);
                int left = count(small.kernel(), s -> s instanceof CommonOp);
                assertTrue(left <= 16, () -> "-Dintarsia.seed=" + l.seed() + ": " + left + " are left of\n" + l + "\n" + small);
                shrunk++;
            }
        }
    }

    private static boolean multiplies(Object op) {
        return op instanceof CommonOp.Binary b && b.op() == BinaryOp.MUL && b.a().type() instanceof intarsia.ir.TileType;
    }

    private static int count(Kernel k, Predicate<Object> wanted) {
        int[] n = {0};
        Ops.walk(k.body(), _ -> { }, s -> n[0] += wanted.test(s.op()) ? 1 : 0);
        return n[0];
    }
}
