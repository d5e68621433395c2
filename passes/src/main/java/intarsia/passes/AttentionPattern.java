package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Op;
import intarsia.ir.ReduceOp;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A cascade that one pass over its positions can compute: {@code Σ exp(s − max s) · v / Σ exp(s − max s)}, where the
 * scores s are a map of a contraction.
 *
 * @param result   the quotient
 * @param scores   the map that gives s
 * @param products the contraction inside it
 * @param values   what is weighted
 * @param position the dimension that is summed over
 * @param inside   the tensors that need no memory
 */
record AttentionPattern(Value result, Value scores, Value products, Value values, Dim position, Set<Value> inside) {
    /** The cascade that ends in a map, if it is one. */
    static Optional<AttentionPattern> at(Graph g, Value v) {
        return new Search(g).at(v);
    }

    /** An upper end of the positions that are not masked: scores are {@code position <= limit ? … : −Inf}. */
    Optional<Value> lastPosition(Graph g) {
        TensorOp.Map m = (TensorOp.Map) g.definition(scores).orElseThrow();
        Region r = m.body();
        Op last = definition(r, r.yields().getFirst()).orElse(null);
        if (!(last instanceof CommonOp.Select(Value c, Value _, Value low)) || !isLowest(r, low)
                || !(definition(r, c).orElse(null) instanceof CommonOp.Compare(CompareOp o, Value a, Value b)) || o != CompareOp.LE) {
            return Optional.empty();
        }
        int index = r.args().indexOf(a);
        int limit = r.args().indexOf(b);
        boolean alongPositions = index >= 0 && g.definition(m.inputs().get(index)).orElse(null) instanceof TensorOp.Index(TensorType t)
                && t.dims().equals(List.of(position));
        boolean fixed = limit >= 0 && ((TensorType) m.inputs().get(limit).type()).indexOf(position.name()) < 0;
        return alongPositions && fixed ? Optional.of(m.inputs().get(limit)) : Optional.empty();
    }

    private static boolean isLowest(Region r, Value v) {
        return definition(r, v).orElse(null) instanceof CommonOp.Const(var _, long bits)
                && Float.intBitsToFloat((int) bits) == Float.NEGATIVE_INFINITY;
    }

    private static Optional<Op> definition(Region r, Value v) {
        return r.body().stream().filter(s -> s.results().contains(v)).map(Stmt::op).findFirst();
    }

    /** The parts, from the quotient back to the scores. */
    private static final class Search {
        private final Graph g;
        private final Set<Value> inside = new HashSet<>();

        Search(Graph g) {
            this.g = g;
        }

        Optional<AttentionPattern> at(Value v) {
            if (!(g.definition(v).orElse(null) instanceof TensorOp.Map quotient) || quotient.inputs().size() != 2) {
                return Optional.empty();
            }
            Value weighted = quotient.inputs().get(0);
            Value total = quotient.inputs().get(1);
            if (!divides(quotient.body()) || !(g.definition(weighted).orElse(null) instanceof TensorOp.Contract c)
                    || !(g.definition(total).orElse(null) instanceof TensorOp.Fold f) || f.op() != ReduceOp.SUM || !f.a().equals(c.a())
                    || c.summed().size() != 1 || !c.summed().getFirst().name().equals(f.dim())) {
                return Optional.empty();
            }
            inside.addAll(List.of(weighted, total, c.a()));
            return exponentials(v, c, c.summed().getFirst());
        }

        /** {@code y / s}, or 0 where s is not above 0. */
        private static boolean divides(Region r) {
            return r.body().stream().anyMatch(s -> s.op() instanceof CommonOp.Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.DIV
                    && a.equals(r.args().get(0)) && b.equals(r.args().get(1)));
        }

        private Optional<AttentionPattern> exponentials(Value v, TensorOp.Contract c, Dim position) {
            if (!(g.definition(c.a()).orElse(null) instanceof TensorOp.Map m) || m.inputs().size() != 2 || !isExpOfDifference(m.body())) {
                return Optional.empty();
            }
            Value scores = m.inputs().get(0);
            if (!maximum(m.inputs().get(1), scores, position) || !(g.definition(scores).orElse(null) instanceof TensorOp.Map s)) {
                return Optional.empty();
            }
            inside.add(scores);
            for (Value input : s.inputs()) {
                if (g.definition(input).orElse(null) instanceof TensorOp.Contract) {
                    inside.add(input);
                    return inside.stream().allMatch(this::privately)
                            ? Optional.of(new AttentionPattern(v, scores, input, c.b(), position, Set.copyOf(inside))) : Optional.empty();
                }
            }
            return Optional.empty();
        }

        /** Whether only the cascade uses a tensor. */
        private boolean privately(Value x) {
            return !g.yielded(x) && g.users(x).stream().allMatch(s -> s.results().stream().allMatch(r -> inside.contains(r) || isQuotient(s)));
        }

        private boolean isQuotient(Stmt s) {
            return s.op() instanceof TensorOp.Map m && m.inputs().size() == 2 && inside.containsAll(m.inputs()) && divides(m.body());
        }

        private static boolean isExpOfDifference(Region r) {
            return r.body().size() == 2
                    && r.body().get(0).op() instanceof CommonOp.Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.SUB
                    && a.equals(r.args().get(0)) && b.equals(r.args().get(1))
                    && r.body().get(1).op() instanceof CommonOp.Unary(UnaryOp e, Value x) && e == UnaryOp.EXP && x.equals(r.body().get(0).result());
        }

        /** The maximum of the scores, perhaps bounded from below by a finite number. */
        private boolean maximum(Value top, Value scores, Dim position) {
            inside.add(top);
            Value fold = top;
            if (g.definition(top).orElse(null) instanceof TensorOp.Map m && m.inputs().size() == 1 && isMaxWithConstant(m.body())) {
                fold = m.inputs().getFirst();
                inside.add(fold);
            }
            return g.definition(fold).orElse(null) instanceof TensorOp.Fold f && f.op() == ReduceOp.MAX && f.a().equals(scores)
                    && f.dim().equals(position.name());
        }

        private static boolean isMaxWithConstant(Region r) {
            return r.body().size() == 2 && r.body().get(0).op() instanceof CommonOp.Const
                    && r.body().get(1).op() instanceof CommonOp.Binary(BinaryOp o, Value a, Value b) && o == BinaryOp.MAX
                    && a.equals(r.args().get(0)) && b.equals(r.body().get(0).result());
        }
    }
}
