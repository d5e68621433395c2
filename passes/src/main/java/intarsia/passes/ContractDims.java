package intarsia.passes;

import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The dimensions of a contraction, by what its template makes of them.
 *
 * @param m     the last that only the first operand has
 * @param n     the last that only the second has
 * @param sum   what is summed over
 * @param outer all others of the result: each index of theirs has a product of matrices of its own
 */
record ContractDims(Optional<Dim> m, Optional<Dim> n, Dim sum, List<Dim> outer) {
    static ContractDims of(Graph graph, TensorOp.Contract c) {
        if (c.summed().size() != 1) {
            throw new IllegalArgumentException("contract to " + c.type() + " over " + c.summed() + "; this planner sums over one dimension: merge them before");
        }
        Set<String> gathered = new HashSet<>(gathered(graph, c.a()));
        gathered.addAll(gathered(graph, c.b()));
        Set<String> a = Set.copyOf(((TensorType) c.a().type()).names());
        Set<String> b = Set.copyOf(((TensorType) c.b().type()).names());
        Optional<Dim> m = last(c.type(), n -> a.contains(n) && !b.contains(n) && !gathered.contains(n));
        Optional<Dim> n = last(c.type(), x -> b.contains(x) && !a.contains(x) && !gathered.contains(x));
        List<Dim> outer = new ArrayList<>(c.type().dims());
        m.ifPresent(outer::remove);
        n.ifPresent(outer::remove);
        return new ContractDims(m, n, c.summed().getFirst(), List.copyOf(outer));
    }

    private static Optional<Dim> last(TensorType t, Predicate<String> wanted) {
        return t.dims().reversed().stream().filter(d -> wanted.test(d.name())).findFirst();
    }

    /** What a matrix is chosen by, where an operand has no memory but that of a table. */
    private static List<String> gathered(Graph graph, Value v) {
        boolean table = graph.view(v).isEmpty() && graph.definition(v).orElse(null) instanceof TensorOp.Gather;
        return table ? ((TensorType) ((TensorOp.Gather) graph.definition(v).orElseThrow()).index().type()).names() : List.of();
    }
}
