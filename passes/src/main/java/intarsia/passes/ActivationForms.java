package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import intarsia.ir.type.RowPanel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Chooses the form in which contractions by panels read activations that a graph rounds to 8 bits: the same numbers, made once where they are rounded. Codes lie in 16 bits, as
 * lanes multiply them, or in words, and their type says that −128 is not among them; sums stand beside them where the weights' codes have a centre or a minimum.
 * Where two tables of sums share a vector, their activations lie beside one another.
 */
final class ActivationForms {
    private static final int HALF = 16;
    private static final int WORD = 32;

    private final int lanes;
    private final boolean tables;
    private final Graph graph;
    private final Map<Value, Value> now = new HashMap<>();

    private ActivationForms(Graph graph, Target target) {
        this.graph = graph;
        this.lanes = target.lanes();
        this.tables = target.has(Target.Feature.TABLE_HALVES);
    }

    static Kernel run(Kernel k, Target target) {
        return new ActivationForms(new Graph(k), target).rewritten(k);
    }

    private Kernel rewritten(Kernel k) {
        List<Stmt> body = new ArrayList<>();
        int next = k.nextId();
        for (Stmt s : k.body().body()) {
            Optional<TensorType> form = s.op() instanceof TensorOp.Convert(Value _, TensorType t) ? form(s.result(), t) : Optional.empty();
            if (form.isPresent()) {
                Value result = new Value(next++, form.get());
                now.put(s.result(), result);
                body.add(new Stmt(List.of(result), new TensorOp.Convert(((TensorOp.Convert) s.op()).a(), form.get()), s.source()));
            } else {
                body.add(now.isEmpty() ? s : s.with(Ops.map(s.op(), v -> now.getOrDefault(v, v), r -> r)));
            }
        }
        return now.isEmpty() ? k : k.withBody(new Region(k.body().args(), body, k.body().yields()));
    }

    private Optional<TensorType> form(Value v, TensorType t) {
        List<Op> by = graph.users(v).stream().map(Stmt::op).toList();
        boolean fits = t.format() instanceof BlockFormat f && plain(f) && !graph.yielded(v) && !by.isEmpty() && by.stream().allMatch(op -> panel(op, v).isPresent());
        if (!fits) {
            return Optional.empty();
        }
        List<Format> weights = by.stream().map(op -> panel(op, v).orElseThrow()).toList();
        OptionalInt sums = weights.stream().filter(ActivationForms::shifted).mapToInt(w -> CodeAtom.common((BlockFormat) t.format(), w)).min();
        return Optional.of(t.withFormat(form((BlockFormat) t.format(), bits((BlockFormat) t.format(), weights), sums, apart(weights))));
    }

    /** A lane multiplies integers in 16 bits; where all weights are multiplied as floats, a whole word is read for all lanes at once and need not be cut out. */
    private int bits(BlockFormat f, List<Format> weights) {
        boolean floats = weights.stream().allMatch(w -> CodeAtom.of(form(f, WORD, OptionalInt.empty(), 0), w, lanes).map(CodeAtom::ofRows).filter(a -> a.sum() == DType.F32).isPresent());
        return floats ? WORD : HALF;
    }

    /** Groups of integers with a scale, as the rule of conversions makes them without the least code. */
    private static boolean plain(BlockFormat f) {
        return QuantizeRule.SINGLE.knows(f) && f.rows() == 1 && f.rotation().isEmpty() && f.fields().size() == 2 && f.code().type() instanceof IntType i && i.signed()
                && i.bits() <= Byte.SIZE && f.code().centre() == 0;
    }

    private Optional<Format> panel(Op op, Value v) {
        boolean reads = op instanceof TensorOp.Contract c && c.a().equals(v) && c.b().type() instanceof TensorType t && RowPanel.is(t.format(), lanes);
        return reads ? Optional.of(((TensorType) ((TensorOp.Contract) op).b().type()).format()) : Optional.empty();
    }

    /** Whether products need the sums of what is multiplied. */
    private static boolean shifted(Format w) {
        return w instanceof BlockFormat f && (f.fields(Role.CODE).stream().anyMatch(c -> c.centre() != 0) || !f.fields(Role.ZERO).isEmpty() || !f.fields(Role.MIN).isEmpty());
    }

    /** How far apart the codes lie that two tables of sums read together; 0 where not all products want the same. */
    private int apart(List<Format> weights) {
        List<Integer> wanted = weights.stream().map(w -> tables ? apart((BlockFormat) w) : 0).distinct().toList();
        return wanted.size() == 1 ? wanted.getFirst() : 0;
    }

    private int apart(BlockFormat panel) {
        int halves = 2 * lanes;
        return SumTablePlan.columns(panel.code().type().bits(), halves, panel.rows() / halves);
    }

    private static Format form(BlockFormat f, int bits, OptionalInt sums, int apart) {
        Field code = f.code();
        Field scale = f.fields(Role.SCALE).getFirst();
        long most = ((IntType) code.type()).maxLong();
        String name = new IntType(bits, true, (int) most) + "g" + scale.granularity() + "_s" + scale.type();
        boolean pairs = apart > 0 && scale.granularity() % (2 * apart) == 0;
        return Format.parse(name + (sums.isEmpty() ? "" : "_sum" + sums.getAsInt()) + (pairs ? "/pairs" + apart : ""));
    }
}
