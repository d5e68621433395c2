package intarsia.tests.corpus;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.codegen.jvm.JvmBackend;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** Engines for kernels of several warps: the JVM, which has one; PTX with its warps in order and in a drawn order; and the evaluator with warps of 4 and 8 lanes. */
final class WarpEngines {
    private static final int WARPS = 8;

    private WarpEngines() {
    }

    static List<LaneEngine> all() {
        List<LaneEngine> all = new ArrayList<>();
        Target ptx = new PtxBackend().targets().getFirst();
        all.add(new LaneEngine.Ptx(ptx));
        all.add(new LaneEngine.Ptx(ptx, OptionalLong.of(Cells.SEED)));
        all.add(new LaneEngine.Jvm(new JvmBackend().targets().getFirst(), false));
        for (int lanes : new int[] {4, 8}) {
            all.add(new LaneEngine.Evaluated(new Target("evaluator", "plain", lanes, WARPS, 16, Set.of())));
        }
        return all;
    }

    /** The kernel with another number of warps. */
    static Kernel withWarps(Kernel k, int warps) {
        return new Kernel(k.name(), k.level(), k.symbols(), k.params(), k.grid(), k.lanes(), warps, k.tuned(), k.body());
    }
}
