package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Drops statements without effect whose values nobody uses, and what loops carry for nobody but themselves. */
final class DeadCode {
    private final Set<Value> used = new HashSet<>();

    private DeadCode() {
    }

    static Kernel drop(Kernel k) {
        return k.withBody(new DeadCode().region(k.body()));
    }

    /** From the end, so that every use is seen before its definition. */
    private Region region(Region r) {
        used.addAll(r.yields());
        List<Stmt> kept = new ArrayList<>();
        for (Stmt s : r.body().reversed()) {
            if (Ops.hasEffect(s.op()) || s.results().stream().anyMatch(used::contains)) {
                Stmt now = s.op() instanceof CommonOp.For f && !f.inits().isEmpty() ? loop(s, f) : s.with(Ops.map(s.op(), v -> v, this::region));
                used.addAll(Ops.operands(now.op()));
                kept.add(now);
            }
        }
        return kept.size() == r.body().size() && same(kept, r) ? r : new Region(r.args(), kept.reversed(), r.yields());
    }

    /** Without what it carries that neither its own statements nor others want. */
    private Stmt loop(Stmt s, CommonOp.For f) {
        List<Integer> wanted = carried(s, f);
        Region body = body(f, wanted);
        for (List<Integer> more = carried(s, f); !more.equals(wanted); more = carried(s, f)) {
            wanted = more;
            body = body(f, wanted);
        }
        if (body == f.body()) return s;
        List<Value> args = Stream.concat(Stream.of(body.args().getFirst()), chosen(wanted, body.args().subList(1, body.args().size()))).toList();
        return new Stmt(chosen(wanted, s.results()).toList(), new CommonOp.For(f.lo(), f.hi(), f.step(), chosen(wanted, f.inits()).toList(), new Region(args, body.body(), body.yields())), s.source());
    }

    /** Which of the carried values somebody is known to use. */
    private List<Integer> carried(Stmt s, CommonOp.For f) {
        return IntStream.range(0, f.inits().size()).filter(i -> used.contains(s.results().get(i)) || used.contains(f.body().args().get(i + 1))).boxed().toList();
    }

    private Region body(CommonOp.For f, List<Integer> wanted) {
        Region all = f.body();
        return region(wanted.size() == all.yields().size() ? all : new Region(all.args(), all.body(), chosen(wanted, all.yields()).toList()));
    }

    private static Stream<Value> chosen(List<Integer> wanted, List<Value> of) {
        return wanted.stream().map(of::get);
    }

    private static boolean same(List<Stmt> kept, Region r) {
        for (int i = 0; i < kept.size(); i++) {
            if (kept.get(i).op() != r.body().get(kept.size() - 1 - i).op()) {
                return false;
            }
        }
        return true;
    }
}
