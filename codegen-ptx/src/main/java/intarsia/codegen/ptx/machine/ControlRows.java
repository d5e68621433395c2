package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.util.List;

/** Branches, the end, barriers, fences. */
final class ControlRows {
    static final List<Row> ROWS = List.of(
            new Row("bra[.uni]", ControlRows::branch),
            new Row("ret[.uni]", ControlRows::exit),
            new Row("exit", ControlRows::exit),
            new Row("trap", f -> {
                f.wantCount(0, 0);
                return new Action.Plain((w, lanes) -> {
                    throw w.fault(Integer.numberOfTrailingZeros(lanes), Check.ARITHMETIC, "the kernel stops itself");
                });
            }),
            new Row("bar[.cta].sync", ControlRows::barrier),
            new Row("barrier[.cta].sync.aligned", ControlRows::barrier),
            new Row("membar.cta", f -> fence(f, false)),
            new Row("membar.{gl,sys}", f -> fence(f, true)),
            new Row("fence[{.sc,.acq_rel}].cta", f -> fence(f, false)),
            new Row("fence[{.sc,.acq_rel}].{gpu,sys}", f -> fence(f, true)),
            new Row("nanosleep.u32", f -> {
                f.wantCount(1, 1);
                f.from(0, f.type());
                return new Action.Plain((_, _) -> { });
            }));

    private ControlRows() { }

    private static Action branch(Form f) {
        f.wantCount(1, 1);
        return new Action.Branch(f.program().target(f.at(), f.operand(0)), f.has("uni"));
    }

    private static Action exit(Form f) {
        f.wantCount(0, 0);
        return new Action.Exit();
    }

    /** Within a block only barriers order accesses to the race checks; between blocks, a fence and then an atomic. */
    private static Action fence(Form f, boolean device) {
        f.wantCount(0, 0);
        return new Action.Plain((w, lanes) -> {
            if (device) w.block.order.fence(w.index, lanes);
        });
    }

    private static Action barrier(Form f) {
        f.wantCount(1, 2);
        int threads = f.count() == 1 ? 0 : (int) Immediate.of(f, 1, 32, 1024);
        return new Action.Barrier((int) Immediate.of(f, 0, 0, 15), threads);
    }
}
