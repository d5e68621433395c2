package intarsia.dsl;

import intarsia.ir.BufferType;
import intarsia.ir.Consts;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Op;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A tensor graph under construction: a kernel that says what to compute on whole tensors with named dimensions.
 * {@link #define} runs the lambda once; each call in it writes a statement.
 *
 * <p>The kernel's parameters stand in the order in which they are declared: what it reads (IN), its states (INOUT), its
 * results (OUT). The arguments of its body are the values of all parameters; that of an OUT parameter is used by nobody.
 * The body yields one value an OUT parameter, in the order of the parameters, then one an INOUT parameter, in their
 * order: the last version of that state.
 */
public final class TensorGraph {
    private final Body body = new Body();
    private final List<Symbol> symbols = new ArrayList<>();
    private final List<Param> params = new ArrayList<>();
    private final Map<String, Value> results = new LinkedHashMap<>();
    private final List<State> states = new ArrayList<>();

    private TensorGraph() {
    }

    /** A scalar function of three values. */
    @FunctionalInterface
    public interface Function3 {
        Element apply(Element x, Element y, Element z);
    }

    /** The kernel that {@code write} describes. */
    public static Kernel define(String name, Consumer<TensorGraph> write) {
        TensorGraph g = new TensorGraph();
        write.accept(g);
        List<Value> yields = new ArrayList<>(g.results.values());
        g.states.forEach(s -> yields.add(s.now().value()));
        List<Value> args = g.params.stream().map(Param::value).toList();
        return new Kernel(name, Level.TENSOR, g.symbols, g.params, List.of(), 0, 0, new Region(args, g.body.statements(), yields));
    }

    /** A dimension of constant extent. */
    public static Dim dim(String name, long extent) {
        return new Dim(name, Expr.of(extent));
    }

    /** A dimension whose extent a symbol or an expression of symbols gives. */
    public static Dim dim(String name, Size extent) {
        return new Dim(name, extent.expr());
    }

    /** A size with its kind and facts. */
    public Size size(Symbol s) {
        if (!symbols.contains(s)) {
            symbols.add(s);
        }
        return new Size(Expr.sym(s.name()));
    }

    /** A tensor that is read. */
    public Tensor in(String name, Format format, Dim... dims) {
        return new Tensor(this, param(name, Param.Access.IN, TensorType.of(format, dims)));
    }

    /** An i32 tensor that is read, whose values lie in {@code min..max}: a device checks it at launch, so a graph may index by them. */
    public Tensor in(String name, long min, long max, Dim... dims) {
        TensorType type = new TensorType(DType.I32, List.of(dims), Optional.of(new BufferType.Range(min, max)));
        return new Tensor(this, param(name, Param.Access.IN, type));
    }

    /** A tensor that stays from run to run, and of which each run makes a new version in the same memory. */
    public State state(String name, Format format, Dim... dims) {
        State s = new State(new Tensor(this, param(name, Param.Access.INOUT, TensorType.of(format, dims))));
        states.add(s);
        return s;
    }

    /** A result: a parameter that is written, of the type of {@code t}. */
    public void out(String name, Tensor t) {
        param(name, Param.Access.OUT, t.type());
        results.put(name, t.value());
    }

    /** The index along a dimension, as i32. */
    public Tensor index(Dim dim) {
        return tensor(() -> new TensorOp.Index(TensorType.of(DType.I32, dim)));
    }

    /**
     * Cosines of the angles of rotary embeddings.
     *
     * @param base     of the angles: position p turns pair i of n by {@code p · base^(-i/n) / divisors[i]}
     * @param divisors one a pair, or none: all 1
     */
    public Tensor ropeCos(float base, List<Double> divisors, Dim position, Dim pair) {
        return rope(TensorOp.Rope.Part.COS, base, divisors, position, pair);
    }

    /** Sines of the same angles, along {@code sign} first negated, then as they are: what the first and the second of a pair are turned by. */
    public Tensor ropeSignedSin(float base, List<Double> divisors, Dim position, Dim sign, Dim pair) {
        return rope(TensorOp.Rope.Part.SIGNED_SIN, base, divisors, position, sign, pair);
    }

    private Tensor rope(TensorOp.Rope.Part part, float base, List<Double> divisors, Dim... dims) {
        Expr pairs = dims[dims.length - 1].size();
        boolean fits = divisors.isEmpty() || pairs.equals(Expr.of(divisors.size()));
        boolean signs = dims.length == 2 || dims[1].size().equals(Expr.of(2));
        return tensor(() -> {
            if (!fits || !signs) {
                throw new IllegalArgumentException("rope table " + Arrays.toString(dims) + " with " + divisors.size()
                        + " divisors; wanted one a pair or none, and 2 signs");
            }
            return new TensorOp.Rope(part, base, divisors, TensorType.of(DType.F32, dims));
        });
    }

    /** A scalar expression of three tensors at every index of their dimensions; each broadcasts over names it lacks. */
    public Tensor map(Tensor a, Tensor b, Tensor c, Function3 f) {
        return map(List.of(a, b, c), e -> f.apply(e.get(0), e.get(1), e.get(2)));
    }

    /**
     * A scalar expression at every index of the inputs' dimensions, in the order in which the names first stand; inputs
     * broadcast over names they lack. An input is seen as f32, or i32 where it holds integers; the result is of the type
     * of the expression.
     */
    public Tensor map(List<Tensor> inputs, Function<List<Element>, Element> f) {
        List<Value> values = inputs.stream().map(Tensor::value).toList();
        List<Value> args = inputs.stream().map(t -> body.define(TensorOp.Names.scalar(t.type()))).toList();
        Region region = body.region(args, () -> {
            var scope = new Element.Scope(body);
            Element result = f.apply(args.stream().map(v -> new Element(scope, v)).toList());
            Value yield = result.in(scope);
            scope.close();
            return List.of(yield);
        });
        return tensor(() -> new TensorOp.Map(values, region, TensorType.of(element(region.yields().getFirst()), union(inputs))));
    }

    private static DType element(Value v) {
        if (v.type() == ScalarType.I1 || !(v.type() instanceof ScalarType)) {
            throw new IllegalArgumentException("a map gives " + v.type() + "; wanted a number: select between two");
        }
        return Consts.elem(v.type());
    }

    private static Dim[] union(List<Tensor> inputs) {
        Map<String, Dim> all = new LinkedHashMap<>();
        inputs.forEach(t -> t.type().dims().forEach(d -> all.putIfAbsent(d.name(), d)));
        return all.values().toArray(Dim[]::new);
    }

    private Value param(String name, Param.Access access, TensorType type) {
        if (params.stream().anyMatch(p -> p.name().equals(name))) {
            throw new TileProgramException(Body.source(), "parameter '" + name + "' is declared twice; names are keys of a launch");
        }
        Value v = body.define(type);
        params.add(new Param(name, access, v));
        return v;
    }

    Tensor tensor(Supplier<Op> op) {
        return new Tensor(this, body.one(op));
    }
}
