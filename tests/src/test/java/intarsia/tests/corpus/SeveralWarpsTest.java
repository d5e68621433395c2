package intarsia.tests.corpus;

import intarsia.cli.fuzz.Fuzz;
import intarsia.cli.fuzz.Launch;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import org.junit.jupiter.api.Test;

/** Random kernels in blocks of several warps: what they mean does not depend on how many there are. */
class SeveralWarpsTest {
    private static final int KERNELS = 60;

    @Test
    void randomKernelsMeanTheSameInSeveralWarps() {
        Cells cells = new Cells("random kernels of several warps", WarpEngines.all());
        int drawn = 0;
        for (long i = Cells.SEED; drawn < (Cells.ALL ? 10 * KERNELS : KERNELS); i++) {
            Launch l = Fuzz.draw(i);
            if (l.kernel().level() == Level.TILE) {
                Kernel k = WarpEngines.withWarps(l.kernel(), 1 << 1 + i % 3);
                cells.cell("kernel of seed " + i, new Launch(k, l.sizes(), l.kinds(), l.seed()));
                drawn++;
            }
        }
        cells.done();
    }
}
