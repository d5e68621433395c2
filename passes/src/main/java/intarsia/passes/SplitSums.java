package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Split-k as a schedule: contractions with a parameter are computed in parts along what they sum, each by blocks of its own, and a second kernel adds
 * the parts in the order of k. For short results of long sums, whose blocks are fewer than the workers. The planner reads a contraction of two
 * tensors that are split alike as one in parts; formats and templates stay what they are.
 */
public final class SplitSums implements Pass {
    private final int parts;
    private final Target target;

    /**
     * @param parts of each sum; contractions stay as they are whose sum does not divide into so many parts of whole vectors and blocks
     */
    public SplitSums(int parts, Target target) {
        if (parts < 2) {
            throw new IllegalArgumentException("sums in " + parts + " parts; wanted at least 2");
        }
        this.parts = parts;
        this.target = target;
    }

    @Override
    public String name() {
        return "split-sums";
    }

    @Override
    public Kernel run(Kernel k) {
        if (k.level() != Level.TENSOR) {
            throw new IllegalArgumentException("kernel " + k.name() + " is at the " + k.level().text() + " level; wanted tensor");
        }
        Rewriting r = new Rewriting(k);
        k.body().body().forEach(r::statement);
        return r.body.size() == k.body().body().size() ? k : k.withBody(new Region(k.body().args(), r.body, k.body().yields()));
    }

    /**
     * A contraction in parts.
     *
     * @param a    the operands before they were split
     * @param part the dimension of the parts, the first of the result
     * @param sum  what is summed, whole
     */
    record Parts(Value a, Value b, Dim part, Dim sum) {
        /** What a contraction of tensors that are split alike along what it sums is; nothing where it is another. */
        static Optional<Parts> of(TensorOp.Contract c, Function<Value, Optional<Op>> definitions) {
            boolean alike = definitions.apply(c.a()).orElse(null) instanceof TensorOp.Split x && definitions.apply(c.b()).orElse(null) instanceof TensorOp.Split y
                    && x.dim().equals(y.dim()) && x.names().equals(y.names()) && x.names().size() == 2
                    && c.type().dims().size() == 3 && c.type().names().getFirst().equals(x.names().getFirst())
                    && c.summed().stream().map(Dim::name).toList().equals(x.names().subList(1, 2));
            if (!alike) {
                return Optional.empty();
            }
            TensorOp.Split x = (TensorOp.Split) definitions.apply(c.a()).orElseThrow();
            TensorOp.Split y = (TensorOp.Split) definitions.apply(c.b()).orElseThrow();
            return Optional.of(new Parts(x.a(), y.a(), c.type().dims().getFirst(), ((TensorType) x.a().type()).dim(x.dim())));
        }

        /** Elements of a part, whole chunks of a loop. */
        Expr length(int chunk) {
            Expr length = sum.size().div(part.size().constant());
            if (!(length instanceof Expr.Const(long n)) || n % chunk != 0) {
                throw new IllegalArgumentException("sum of " + sum + " in " + part + " parts; wanted parts of a multiple of " + chunk + " elements");
            }
            return length;
        }
    }

    /** One graph. */
    private final class Rewriting {
        private final List<Stmt> body = new ArrayList<>();
        private final Kernel k;
        private int next;

        Rewriting(Kernel k) {
            this.k = k;
            this.next = k.nextId();
        }

        void statement(Stmt s) {
            if (s.op() instanceof TensorOp.Contract c && fits(c)) {
                split(s, c);
            } else {
                body.add(s);
            }
        }

        private boolean fits(TensorOp.Contract c) {
            boolean weights = k.params().stream().anyMatch(p -> p.value().equals(c.b()));
            boolean flat = c.type().dims().size() == 2 && c.summed().size() == 1 && c.rotation().isEmpty() && c.order().chunk() == 0;
            if (!weights || !flat || !(c.summed().getFirst().size() instanceof Expr.Const(long n))) {
                return false;
            }
            int whole = Divisors.lcm(target.lanes(), Divisors.lcm(columns(c.a()), columns(c.b())));
            boolean rows = ((TensorType) c.a().type()).format().blockRows() == 1 && ((TensorType) c.b().type()).format().blockRows() == 1;
            return rows && n % ((long) parts * whole) == 0;
        }

        private int columns(Value v) {
            return ((TensorType) v.type()).format().blockColumns();
        }

        private void split(Stmt s, TensorOp.Contract c) {
            Dim sum = c.summed().getFirst();
            String part = sum.name() + ".part";
            List<String> names = List.of(part, sum.name());
            List<Expr> sizes = List.of(Expr.of(parts), sum.size().div(parts));
            Value a = define(new TensorOp.Split(c.a(), sum.name(), names, sizes), s.source());
            Value b = define(new TensorOp.Split(c.b(), sum.name(), names, sizes), s.source());
            List<Dim> dims = new ArrayList<>(List.of(new Dim(part, Expr.of(parts))));
            dims.addAll(c.type().dims());
            Value sums = define(new TensorOp.Contract(a, b, c.order(), c.type().withDims(dims)), s.source());
            String first = c.type().dims().getFirst().name();
            List<Value> each = new ArrayList<>();
            for (int p = 0; p < parts; p++) {
                Value one = define(new TensorOp.Slice(sums, part, p, Expr.of(1)), s.source());
                each.add(define(new TensorOp.Merge(one, List.of(part, first), first), s.source()));
            }
            body.add(s.with(new TensorOp.Map(each, added(s.source()), c.type())));
        }

        /** The sum of so many scalars, the first first. */
        private Region added(Source at) {
            List<Value> args = new ArrayList<>();
            for (int p = 0; p < parts; p++) {
                args.add(new Value(next++, ScalarType.F32));
            }
            List<Stmt> adds = new ArrayList<>();
            Value sum = args.getFirst();
            for (Value v : args.subList(1, args.size())) {
                Value now = new Value(next++, ScalarType.F32);
                adds.add(new Stmt(List.of(now), new CommonOp.Binary(BinaryOp.ADD, sum, v), at));
                sum = now;
            }
            return new Region(args, adds, List.of(sum));
        }

        private Value define(Op op, Source at) {
            Value now = new Value(next++, op.resultTypes().getFirst());
            body.add(new Stmt(List.of(now), op, at));
            return now;
        }
    }
}
