package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Region;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import java.util.ArrayList;
import java.util.List;

/** Copies views whose dimensions are merged though they do not follow one another in memory, as after a flip or a slice. */
final class CopyMerged {
    private final Graph g;
    private final List<Stmt> body = new ArrayList<>();
    private int next;

    private CopyMerged(Kernel k) {
        g = new Graph(k);
        next = k.nextId();
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
            body.add(new Stmt(s.results(), new TensorOp.Merge(copy(a, s.source()), dims, to), s.source()));
        } else {
            body.add(s);
        }
    }

    private Value copy(Value v, Source source) {
        TensorType t = (TensorType) v.type();
        if (t.format() instanceof BlockFormat) {
            throw new IllegalArgumentException(source + ": dimensions of " + t + " are merged that do not follow one another in memory, and blocks are not copied by a plan;"
                + " convert it to a plain type before");
        }
        Value now = new Value(next++, t);
        body.add(new Stmt(List.of(now), new TensorOp.Convert(v, t), source));
        return now;
    }
}
