package intarsia.ir.eval;

import intarsia.ir.Consts;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.Symbols;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A kernel of the tensor level. Its body takes the values of all parameters, of which those of OUT parameters have none;
 * it yields one value an OUT parameter, in order, then one an INOUT parameter, in order: the last version of that state.
 */
final class TensorEvaluator extends Interpreter {
    TensorEvaluator(Kernel kernel, Symbols symbols, Stepper stepper) {
        super(kernel, symbols, stepper);
    }

    Map<String, double[]> run(Map<String, MemorySegment> buffers, Map<String, double[]> inputBounds) {
        Frame f = new Frame(kernel, 0);
        for (Param p : kernel.params()) {
            if (p.access().reads()) {
                f.set(p.value(), TensorData.read(p, Evaluator.memory(buffers, p), inputBounds.get(p.name()), symbols));
            }
        }
        for (Stmt s : kernel.body().body()) {
            step(s, f);
        }
        List<Param> written = Stream.of(Param.Access.OUT, Param.Access.INOUT)
                .flatMap(a -> kernel.params().stream().filter(p -> p.access() == a)).toList();
        if (written.size() != kernel.body().yields().size()) {
            throw EvaluationException.of(kernel, "yields " + kernel.body().yields().size() + " values; wanted one for each of "
                    + written.stream().map(Param::name).toList());
        }
        Map<String, double[]> bounds = new LinkedHashMap<>();
        for (int i = 0; i < written.size(); i++) {
            Param p = written.get(i);
            bounds.put(p.name(), tensor(kernel.body().yields().get(i), f).write(p, Evaluator.memory(buffers, p)));
        }
        return bounds;
    }

    private static TensorData tensor(Value v, Frame f) {
        if (f.get(v) instanceof TensorData t) {
            return t;
        }
        throw new IllegalArgumentException(v + " is a " + v.type() + "; wanted a tensor");
    }

    @Override
    List<? extends Datum> tensor(TensorOp op, Frame f) {
        return List.of(switch (op) {
            case TensorOp.Contract c -> contract(c, tensor(c.a(), f), tensor(c.b(), f));
            case TensorOp.Map m -> map(m, f);
            case TensorOp.Index(TensorType type) -> {
                int n = TensorData.shape(type, symbols)[0];
                yield TensorData.encode(type, symbols, Elements.of(DType.I32, IntStream.range(0, n).asLongStream().toArray()));
            }
            case TensorOp.Fold(Value a, var kind, String dim) -> {
                TensorData t = tensor(a, f);
                yield TensorData.encode(result(op), symbols, Tiles.reduce(kind, t.scalars(), t.shape(), t.type().indexOf(dim)));
            }
            case TensorOp.Scan(Value a, var kind, String dim) -> {
                TensorData t = tensor(a, f);
                yield TensorData.encode(result(op), symbols, Orders.scan(kind, t.scalars(), t.shape(), t.type().indexOf(dim)));
            }
            case TensorOp.Gather g -> gather(g, tensor(g.table(), f), tensor(g.index(), f));
            case TensorOp.Append a -> append(tensor(a.state(), f), tensor(a.value(), f), a.indices().stream().map(i -> tensor(i, f)).toList());
            case TensorOp.Rename(Value a, String _, String _) -> tensor(a, f).as(result(op), symbols);
            case TensorOp.Split(Value a, String _, List<String> _, var _) -> tensor(a, f).as(result(op), symbols);
            case TensorOp.Merge(Value a, List<String> _, String _) -> tensor(a, f).as(result(op), symbols);
            case TensorOp.Flip(Value a, String dim) -> {
                TensorData t = tensor(a, f);
                int extent = t.shape()[t.type().indexOf(dim)];
                yield along(t, dim, result(op), i -> extent - 1 - i);
            }
            case TensorOp.Slice(Value a, String dim, long from, var size) -> {
                TensorData t = tensor(a, f);
                long end = from + size.eval(symbols);
                if (from < 0 || end > t.shape()[t.type().indexOf(dim)]) {
                    throw new IndexOutOfBoundsException("elements " + from + " to " + (end - 1) + " along " + dim + " of extent " + t.shape()[t.type().indexOf(dim)]);
                }
                yield along(t, dim, result(op), i -> i + (int) from);
            }
            case TensorOp.Rope r -> rope(r);
            case TensorOp.Rotate(Value a, int size) -> rotated(tensor(a, f), new Hadamard(size));
            case TensorOp.Convert(Value a, TensorType type) -> TensorData.encode(type, symbols, tensor(a, f).elements());
        });
    }

    private static TensorType result(TensorOp op) {
        return (TensorType) op.resultTypes().getFirst();
    }

    private TensorData rotated(TensorData t, Hadamard h) {
        return t.rotated(h, TensorOp.Rotate.type(t.type(), h));
    }

    private TensorData contract(TensorOp.Contract op, TensorData a, TensorData b) {
        return op.rotation().map(h -> product(op, rotated(a, h), rotated(b, h))).orElseGet(() -> product(op, a, b));
    }

    private TensorData product(TensorOp.Contract op, TensorData a, TensorData b) {
        List<String> kept = op.type().names();
        List<String> summed = Stream.concat(a.type().names().stream(), b.type().names().stream()).distinct().filter(n -> !kept.contains(n)).toList();
        int[] shape = TensorData.shape(op.type(), symbols);
        int[] sums = summed.stream().mapToInt(n -> extent(n, a, b)).toArray();
        int[] outA = Tiles.positions(shape, a.strides(kept));
        int[] outB = Tiles.positions(shape, b.strides(kept));
        int[] sumA = Tiles.positions(sums, a.strides(summed));
        int[] sumB = Tiles.positions(sums, b.strides(summed));
        long[] codes = new long[outA.length];
        double[] err = new double[codes.length];
        boolean parted = a.blocks() != null || b.blocks() != null;
        BlockParts partsA = a.parts().orElseGet(() -> BlockParts.plain(a.elements()));
        BlockParts partsB = b.parts().orElseGet(() -> BlockParts.plain(b.elements()));
        for (int o = 0; o < codes.length; o++) {
            Sum sum = new Sum(Codec.of(DType.F32)).fromZero();
            for (int s = 0; s < sumA.length; s++) {
                if (parted) {
                    sum.addProduct(a.elements(), outA[o] + sumA[s], partsA, b.elements(), outB[o] + sumB[s], partsB);
                } else {
                    sum.addProduct(a.elements(), outA[o] + sumA[s], b.elements(), outB[o] + sumB[s]);
                }
            }
            codes[o] = sum.code();
            err[o] = sum.bound();
        }
        return TensorData.encode(op.type(), symbols, new Elements(Codec.of(DType.F32), codes, err));
    }

    private static int extent(String name, TensorData a, TensorData b) {
        int i = a.type().indexOf(name);
        return i >= 0 ? a.shape()[i] : b.shape()[b.type().indexOf(name)];
    }

    /** The body runs once, on all elements. */
    private TensorData map(TensorOp.Map op, Frame f) {
        int[] shape = TensorData.shape(op.type(), symbols);
        List<Elements> args = new ArrayList<>();
        for (Value v : op.inputs()) {
            TensorData t = tensor(v, f);
            Elements all = t.elements().pick(Tiles.positions(shape, t.strides(op.type().names())));
            args.add(t.scalars(all));
        }
        Region body = op.body();
        return run(body, args, f).getFirst() instanceof Elements e ? TensorData.encode(op.type(), symbols, e) : tensor(body.yields().getFirst(), f);
    }

    private TensorData gather(TensorOp.Gather op, TensorData table, TensorData index) {
        int at = table.type().indexOf(op.dim());
        List<String> rest = table.type().names().stream().filter(n -> !n.equals(op.dim())).toList();
        int[] restShape = IntStream.range(0, table.shape().length).filter(d -> d != at).map(d -> table.shape()[d]).toArray();
        int[] inner = Tiles.positions(restShape, table.strides(rest));
        int step = Tiles.strides(table.shape())[at];
        int[] from = new int[Math.multiplyExact(index.elements().size(), inner.length)];
        for (int i = 0; i < index.elements().size(); i++) {
            int row = row(index.elements(), i, table.shape()[at], op.dim());
            for (int j = 0; j < inner.length; j++) {
                from[i * inner.length + j] = row * step + inner[j];
            }
        }
        return new TensorData(result(op), TensorData.shape(result(op), symbols), table.elements().pick(from), null);
    }

    private static int row(Elements index, int i, int extent, String dim) {
        long row = index.codec.integer(index.code(i));
        if (row < 0 || row >= extent) {
            throw new IndexOutOfBoundsException("index " + row + " along " + dim + ", whose extent is " + extent);
        }
        if (index.err(i) != 0) {
            throw new IllegalArgumentException("index " + row + " along " + dim + " is not exact: it may be off by " + index.err(i));
        }
        return (int) row;
    }

    private TensorData append(TensorData state, TensorData value, List<TensorData> indices) {
        int first = indices.size();
        List<String> rest = state.type().names().subList(first, state.shape().length);
        List<Dim> outer = value.type().dims().stream().filter(d -> !rest.contains(d.name())).toList();
        List<String> outerNames = outer.stream().map(Dim::name).toList();
        int[] outerShape = outer.stream().mapToInt(d -> value.shape()[value.type().indexOf(d.name())]).toArray();
        int[] restShape = java.util.Arrays.copyOfRange(state.shape(), first, state.shape().length);
        int[] outerAt = Tiles.positions(outerShape, value.strides(outerNames));
        int[] innerAt = Tiles.positions(restShape, value.strides(rest));
        List<int[]> indexAt = indices.stream().map(i -> Tiles.positions(outerShape, i.strides(outerNames))).toList();
        int[] strides = Tiles.strides(state.shape());
        StateWriter writer = new StateWriter(state);
        for (int o = 0; o < outerAt.length; o++) {
            int to = 0;
            for (int d = 0; d < first; d++) {
                to += strides[d] * row(indices.get(d).elements(), indexAt.get(d)[o], state.shape()[d], state.type().names().get(d));
            }
            int[] from = innerAt.clone();
            for (int j = 0; j < from.length; j++) {
                from[j] += outerAt[o];
            }
            writer.put(to, value.elements().pick(from));
        }
        return writer.state();
    }

    /** Elements along one dimension from other places of it. */
    private TensorData along(TensorData t, String dim, TensorType type, java.util.function.IntUnaryOperator from) {
        int[] shape = TensorData.shape(type, symbols);
        int at = type.indexOf(dim);
        int step = Tiles.strides(shape)[at];
        int oldStep = Tiles.strides(t.shape())[at];
        int[] now = Tiles.positions(shape, Tiles.strides(t.shape()));
        for (int i = 0; i < now.length; i++) {
            int index = i / step % shape[at];
            now[i] += (from.applyAsInt(index) - index) * oldStep;
        }
        return new TensorData(type, shape, t.elements().pick(now), null);
    }

    /** Off by a unit in the last place: which of the operations below come first is left open. */
    private TensorData rope(TensorOp.Rope op) {
        int[] shape = TensorData.shape(op.type(), symbols);
        int pairs = shape[shape.length - 1];
        boolean signed = op.part() == TensorOp.Rope.Part.SIGNED_SIN;
        if (shape.length != (signed ? 3 : 2) || signed && shape[1] != 2 || !op.divisors().isEmpty() && op.divisors().size() != pairs) {
            throw new IllegalArgumentException("rope table " + op.type() + " with " + op.divisors().size()
                    + " divisors; wanted positions, signs (2) where it is signed, pairs; one divisor a pair or none");
        }
        Codec f32 = Codec.of(DType.F32);
        long[] codes = new long[Tiles.size(shape)];
        double[] err = new double[codes.length];
        for (int e = 0; e < codes.length; e++) {
            int i = e % pairs;
            int sign = signed && e / pairs % 2 == 0 ? -1 : 1;
            int position = e / (signed ? 2 * pairs : pairs);
            double divisor = op.divisors().isEmpty() ? 1 : op.divisors().get(i);
            double angle = position * StrictMath.pow(op.base(), -(double) i / pairs) / divisor;
            codes[e] = f32.encode(signed ? sign * StrictMath.sin(angle) : StrictMath.cos(angle));
            err[e] = position == 0 ? 0 : f32.ulp(codes[e]) + Math.abs(angle) * 0x1p-50;
        }
        return TensorData.encode(op.type(), symbols, new Elements(f32, codes, err));
    }
}
