package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** Copies views whose dimensions are merged though they do not follow one another in memory, as after a flip or a slice. */
final class CopyMerged {
    private final Graph g;
    private final List<Stmt> body = new ArrayList<>();
    private final TensorCopies copies;

    private CopyMerged(Kernel k) {
        g = new Graph(k);
        copies = new TensorCopies(k, body);
        for (Stmt s : k.body().body()) {
            if (!Graph.isView(s.op())) {
                s.results().forEach(g::store);
            }
        }
    }

    /** The graph with a copy for each such view; the same graph where there is none. */
    static Kernel run(Kernel k) {
        CopyMerged c = new CopyMerged(k);
        k.body().body().forEach(c::stmt);
        return c.body.size() == k.body().body().size() ? k : k.withBody(new Region(k.body().args(), c.body, k.body().yields()));
    }

    private void stmt(Stmt s) {
        if (s.op() instanceof TensorOp.Merge(Value a, List<String> dims, String to) && g.view(a).isPresent() && g.view(s.result()).isEmpty()) {
            Value near = copies.of(a, s.source(), s.source() + ": dimensions of " + a.type() + " are merged that do not follow one another in memory");
            body.add(new Stmt(s.results(), new TensorOp.Merge(near, dims, to), s.source()));
        } else {
            body.add(s);
        }
    }
}
