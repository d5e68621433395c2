package intarsia.passes;

import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The dimensions along which tiles run where a tensor without memory is read. A fold or a gather is computed at one index of
 * its dimensions, so where a tile runs along one of them it has to have memory.
 */
final class RunsAlong {
    private final Graph g;
    /** Results that follow a contraction in its kernel. */
    private final Predicate<Value> epilogue;
    private final Predicate<Value> inCascade;

    RunsAlong(Graph g, Predicate<Value> epilogue, Predicate<Value> inCascade) {
        this.g = g;
        this.epilogue = epilogue;
        this.inCascade = inCascade;
    }

    /** Of the dimensions at one index of which a tensor is computed, those that a tile would run along. */
    List<String> crossed(Value v, List<String> single) {
        Set<String> along = of(v);
        return single.stream().filter(along::contains).distinct().toList();
    }

    private Set<String> of(Value v) {
        Set<String> all = new HashSet<>();
        for (Stmt user : g.users(v)) {
            all.addAll(at(user, v));
        }
        return all;
    }

    private Set<String> at(Stmt user, Value v) {
        Value r = user.results().getFirst();
        Set<String> further = inCascade.test(r) ? Set.copyOf(names(v)) : g.stored(r) ? tile(r) : of(r);
        return switch (user.op()) {
            case TensorOp.Fold f -> with(g.stored(r) ? Set.of() : further, f.dim());
            case TensorOp.Rename n when further.contains(n.to()) -> with(further, n.dim());
            case TensorOp.Append _ -> tile(v);
            default -> further;
        };
    }

    /** What the kernel that writes a tensor has in a tile. */
    private Set<String> tile(Value r) {
        List<String> names = names(r);
        return names.isEmpty() ? Set.of() : epilogue.test(r) ? Set.copyOf(names) : Set.of(names.getLast());
    }

    private static List<String> names(Value v) {
        return ((TensorType) v.type()).names();
    }

    private static Set<String> with(Set<String> some, String more) {
        Set<String> all = new HashSet<>(some);
        all.add(more);
        return all;
    }

    /** The dimensions at one index of which an op computes: of blocks that it reads, all but the one that they lie along. */
    static List<String> single(Stmt s) {
        return switch (s.op()) {
            case TensorOp.Fold _ -> names(s.results().getFirst());
            case TensorOp.Gather gather -> names(gather.index());
            case TensorOp.Map m -> m.inputs().stream().flatMap(v -> acrossBlocks(v).stream()).toList();
            case TensorOp.Convert(Value a, TensorType _) -> acrossBlocks(a);
            default -> List.of();
        };
    }

    private static List<String> acrossBlocks(Value v) {
        TensorType t = (TensorType) v.type();
        return t.format() instanceof BlockFormat ? t.names().subList(0, t.names().size() - 1) : List.of();
    }
}
