package intarsia.passes.findings;

import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Stmt;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import intarsia.ir.verify.Problem;
import intarsia.ir.verify.Verifier;
import intarsia.passes.AccessProofs;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is wrong with a kernel: what the verifier says; what can be proved for all sizes of its symbols ({@link AccessProofs}); and, where that does not
 * decide, what the evaluator meets at some small sizes, following which block or warp touches which element.
 */
public final class Examination {
    private final Kernel k;
    private final List<Finding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private Examination(Kernel k) {
        this.k = k;
    }

    /** Of a kernel of any level. */
    public static Examination of(Kernel k) {
        return of(k, List.of());
    }

    /** The same at sizes that are known to be meant, before others. */
    public static Examination of(Kernel k, List<Map<String, Long>> sizes) {
        Examination e = new Examination(k);
        e.examine(sizes);
        return e;
    }

    /** In the order of the lines; none where nothing wrong was found. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** What was proved, what was run, what was left open. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    private void examine(List<Map<String, Long>> sizes) {
        List<Problem> problems = Verifier.verify(k);
        problems.forEach(p -> findings.add(illegal(p)));
        if (!problems.isEmpty()) {
            return;
        }
        unused();
        switch (k.level()) {
            case TILE -> tile(sizes);
            case LANE -> new LaneRuns(k, sizes).run(findings, notes);
            case TENSOR -> { }
        }
        findings.sort(java.util.Comparator.comparingInt(Finding::line));
    }

    private Finding illegal(Problem p) {
        Optional<Stmt> at = defining(p.statement());
        if (at.isPresent()) {
            return Finding.of(Kind.ILLEGAL, at.get(), p.message(), Finding.BY_RULE);
        }
        Optional<String> parameter = k.params().stream().map(Param::name).filter(n -> n.equals(p.statement())).findFirst();
        return new Finding(Kind.ILLEGAL, Optional.empty(), p.source().line(), parameter, p.message(), Finding.BY_RULE);
    }

    /** The statement that defines a value of that name. */
    private Optional<Stmt> defining(String value) {
        List<Stmt> found = new ArrayList<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (s.results().stream().anyMatch(v -> v.toString().equals(value))) {
                found.add(s);
            }
        });
        return found.stream().findFirst();
    }

    /** Numbers and sizes that nobody needs are no mistake: they come with templates. */
    private void unused() {
        Set<Value> used = new HashSet<>();
        Ops.walk(k.body(), r -> used.addAll(r.yields()), s -> used.addAll(Ops.operands(s.op())));
        Ops.walk(k.body(), _ -> { }, s -> {
            boolean plain = s.op() instanceof CommonOp.Const || s.op() instanceof CommonOp.Size;
            if (!plain && !s.results().isEmpty() && !Ops.hasEffect(s.op()) && s.results().stream().noneMatch(used::contains)) {
                findings.add(Finding.of(Kind.UNUSED, s, "nobody uses " + String.join(", ", s.results().stream().map(Value::toString).toList()), Finding.BY_RULE));
            }
        });
    }

    private void tile(List<Map<String, Long>> sizes) {
        neverStored();
        AccessProofs proofs = new AccessProofs(k);
        List<Stmt> open = new ArrayList<>();
        int[] proved = {0};
        Ops.walk(k.body(), _ -> { }, s -> {
            if (AccessProofs.isAccess(s)) {
                Optional<String> outside = proofs.outside(s);
                outside.ifPresent(why -> findings.add(Finding.of(Kind.OUT_OF_BOUNDS, s, why, Finding.BY_PROOF)));
                boolean inside = outside.isEmpty() && proofs.inside(s) && (!(s.op() instanceof TileOp.Store) || proofs.separate(s));
                if (inside) {
                    proved[0]++;
                } else if (outside.isEmpty()) {
                    open.add(s);
                }
            }
        });
        notes.add(proved[0] + " loads and stores are inside, and apart from those of other blocks, by proof; " + open.size() + " are left to runs");
        if (findings.stream().noneMatch(f -> f.kind() == Kind.OUT_OF_BOUNDS)) {
            new TileRuns(k, sizes).run(findings, notes);
        }
    }

    private void neverStored() {
        Set<Value> stored = new HashSet<>();
        Ops.walk(k.body(), _ -> { }, s -> {
            if (Ops.hasEffect(s.op())) {
                stored.addAll(Ops.operands(s.op()));
            }
        });
        k.params().stream().filter(p -> p.access() == Param.Access.OUT && !stored.contains(p.value()))
                .forEach(p -> findings.add(Finding.of(Kind.NEVER_WRITTEN, p.name(), "nothing is stored to " + p.name(), Finding.BY_RULE)));
    }
}
