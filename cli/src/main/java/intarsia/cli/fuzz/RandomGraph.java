package intarsia.cli.fuzz;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.dsl.Element;
import intarsia.dsl.Size;
import intarsia.dsl.State;
import intarsia.dsl.Tensor;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.Symbol;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A tensor graph drawn from a seed: tensors of one to three named dimensions, one of them symbolic, in plain and block formats, and a chain of ops that
 * the seed picks: maps, contractions, folds, gathers, views, conversions, an attention, a state. Every draw comes from the seed alone.
 */
public final class RandomGraph {
    private static final List<Format> PLAIN = List.of(DType.F32, DType.F16, DType.BF16, DType.I32, DType.parse("i8"));
    private static final List<Format> BLOCKS = formats("Q8_0", "Q4_0", "u4g32", "u3g32_sf16_zu3", "i8g32_sf32", "nf4g32_sf32", "f4e2m1g32_se8m0", "Q4_1", "Q5_0");
    /** What results are converted to. */
    private static final List<Format> QUANTISED = formats("i8g32_sf32", "Q8_0", "i8g32_sf32_sum", "f16", "bf16");
    private static final int[] EXTENTS = {1, 2, 3, 5, 8, 16, 17, 32, 33, 64};
    private static final int MOST_ROWS = 6;
    private static final int MOST_ELEMENTS = 4096;

    private final SplittableRandom random;
    private final TensorGraph g;
    private final List<Tensor> live = new ArrayList<>();
    private final Dim rows;
    private int names;

    private RandomGraph(TensorGraph g, long seed) {
        this.g = g;
        random = new SplittableRandom(seed);
        rows = dim("t", g.size(Symbol.runtime("T", 1, MOST_ROWS)));
    }

    private static List<Format> formats(String... names) {
        return java.util.Arrays.stream(names).map(Format::parse).toList();
    }

    /** The graph of a seed, with sizes and data. */
    public static Launch of(long seed) {
        Kernel kernel = TensorGraph.define("graph" + seed, g -> new RandomGraph(g, seed).write());
        SplittableRandom sizes = new SplittableRandom(~seed);
        Map<String, Distribution> kinds = new HashMap<>();
        List<Distribution> all = List.of(Distribution.ORDINARY, Distribution.SMALL, Distribution.POSITIVE, Distribution.CHANNEL, Distribution.ZERO);
        kernel.params().forEach(p -> kinds.put(p.name(), all.get(sizes.nextInt(all.size()))));
        return new Launch(kernel, Map.of("T", (long) sizes.nextInt(1, MOST_ROWS + 1)), kinds, seed);
    }

    private void write() {
        live.add(input());
        int ops = random.nextInt(1, 7);
        for (int i = 0; i < ops; i++) {
            live.add(step());
        }
        Tensor last = live.getLast();
        g.out("y", plain(last) ? last : last.convert(DType.F32)); // codes of inexact numbers may be others
        Tensor other = live.get(random.nextInt(live.size()));
        if (random.nextInt(4) == 0 && other != last && computed(other) && plain(other)) {
            g.out("z", other);
        }
    }

    private boolean computed(Tensor t) {
        return live.indexOf(t) > 0;
    }

    private Tensor pick() {
        int from = random.nextBoolean() ? live.size() / 2 : 0;
        return live.get(random.nextInt(from, live.size()));
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String name(String begin) {
        return begin + names++;
    }

    private Dim dimension() {
        return dim(name("d"), EXTENTS[random.nextInt(EXTENTS.length)]);
    }

    /** A matrix of the rows that are symbolic, or a tensor of constant extents. */
    private Tensor input() {
        List<Dim> dims = new ArrayList<>();
        if (random.nextInt(3) > 0) {
            dims.add(rows);
        }
        int more = random.nextInt(1, 3);
        for (int i = 0; i < more; i++) {
            dims.add(dimension());
        }
        return in(any(PLAIN), dims);
    }

    private Tensor in(Format f, List<Dim> dims) {
        return g.in(name("x"), f, dims.toArray(Dim[]::new));
    }

    private Tensor step() {
        return switch (random.nextInt(14)) {
            case 0, 1 -> single(pick());
            case 2 -> pair(pick(), pick());
            case 3, 4 -> contracted(pick());
            case 5 -> folded(pick());
            case 6 -> gathered();
            case 7 -> viewed(pick());
            case 8 -> converted(pick());
            case 9 -> softmax(pick());
            case 10 -> kept(pick());
            case 11 -> attention();
            case 12 -> scanned(pick());
            default -> scaled(pick());
        };
    }

    private static long elements(Dim d) {
        return d.size().isConst() ? d.size().constant() : MOST_ROWS;
    }

    private static boolean plain(Tensor t) {
        return t.type().format() instanceof DType;
    }

    private static boolean real(Tensor t) {
        return !(t.type().format() instanceof DType d) || d.isFloat();
    }

    private Tensor single(Tensor a) {
        int ops = random.nextInt(1, 4);
        return a.map(e -> {
            Element at = e;
            for (int i = 0; i < ops; i++) {
                at = real(a) ? function(at) : whole(at);
            }
            return at;
        });
    }

    private Element function(Element e) {
        return switch (random.nextInt(9)) {
            case 0 -> e.abs();
            case 1 -> e.neg();
            case 2 -> e.times(0.5);
            case 3 -> e.plus(1);
            case 4 -> e.abs().sqrt();
            case 5 -> e.max(0);
            case 6 -> e.lt(e.constant(0)).select(e.times(0.25), e);
            case 7 -> e.max(-8).min(e.constant(8)).exp();
            default -> e.div(e.neg().min(e.constant(8)).exp().plus(1));
        };
    }

    private Element whole(Element e) {
        return switch (random.nextInt(4)) {
            case 0 -> e.plus(e.constant(3L));
            case 1 -> e.times(e.constant(5L));
            case 2 -> e.neg();
            default -> e.max(e.constant(2L));
        };
    }

    /** Of one element type; dimensions broadcast by name. */
    private Tensor pair(Tensor a, Tensor other) {
        Tensor b = real(a) == real(other) && fits(a, other) ? other : a;
        return a.map(b, (x, y) -> switch (random.nextInt(4)) {
            case 0 -> x.plus(y);
            case 1 -> x.minus(y);
            case 2 -> x.times(y);
            default -> x.max(y);
        });
    }

    private static boolean fits(Tensor a, Tensor b) {
        long all = 1;
        for (Dim d : a.type().dims()) {
            all *= elements(d);
        }
        for (Dim d : b.type().dims()) {
            if (a.type().indexOf(d.name()) >= 0 && !a.type().dim(d.name()).equals(d)) {
                return false;
            }
            all *= a.type().indexOf(d.name()) >= 0 ? 1 : elements(d);
        }
        return all <= MOST_ELEMENTS && java.util.stream.Stream.concat(a.type().names().stream(), b.type().names().stream()).distinct().count() <= 3;
    }

    /** Rows times a matrix of weights over the last dimension. */
    private Tensor contracted(Tensor t) {
        Tensor a = real(t) ? t : t.convert(DType.F32);
        if (a.type().dims().size() != 2) {
            return single(t);
        }
        Dim m = a.type().dims().get(0);
        Dim k = a.type().dims().get(1);
        Dim n = dimension();
        boolean blocks = k.size().isConst() && k.size().constant() % 32 == 0;
        Tensor w = in(blocks && random.nextInt(3) > 0 ? any(BLOCKS) : any(PLAIN.subList(0, 3)), List.of(n, k));
        Tensor x = blocks && plain(a) && random.nextInt(3) == 0 ? a.convert(QUANTISED.getFirst()) : a;
        return x.contract(w, m.name(), n.name());
    }

    private Tensor folded(Tensor t) {
        Tensor a = plain(t) ? t : t.convert(DType.F32);
        return a.type().dims().isEmpty() ? single(t) : a.fold(combination(a), any(a.type().dims()).name());
    }

    private ReduceOp combination(Tensor a) {
        return any(real(a) ? List.of(ReduceOp.SUM, ReduceOp.MAX, ReduceOp.MIN)
                : List.of(ReduceOp.SUM, ReduceOp.PROD, ReduceOp.MAX, ReduceOp.MIN, ReduceOp.AND, ReduceOp.OR, ReduceOp.XOR));
    }

    private Tensor scanned(Tensor t) {
        Tensor a = plain(t) ? t : t.convert(DType.F32);
        return a.type().dims().isEmpty() ? single(t) : a.scan(combination(a), any(a.type().dims()).name());
    }

    private Tensor gathered() {
        int from = any(List.of(4, 9, 32));
        Tensor table = in(any(PLAIN.subList(0, 3)), List.of(dim(name("v"), from), dim(name("d"), 32)));
        Tensor index = g.in(name("i"), 0, from - 1, rows);
        return table.gather(index, table.type().dims().getFirst().name());
    }

    private Tensor viewed(Tensor t) {
        List<Dim> dims = t.type().dims();
        if (dims.isEmpty() || !plain(t)) {
            return single(t);
        }
        Dim d = any(dims);
        boolean constant = d.size().isConst();
        return switch (random.nextInt(5)) {
            case 0 -> t.rename(d.name(), name("r"));
            case 1 -> constant ? t.flip(d.name()) : t;
            case 2 -> constant && d.size().constant() > 2 ? t.slice(d.name(), 1, Size.of(d.size().constant() - 2)) : t;
            case 3 -> constant && d.size().constant() % 2 == 0 && dims.size() < 3
                    ? t.split(d.name(), dim(name("s"), 2), dim(name("s"), d.size().constant() / 2)) : t;
            default -> dims.size() > 1 ? t.merge(name("m"), dims.get(dims.size() - 2).name(), dims.getLast().name()) : t;
        };
    }

    private Tensor converted(Tensor t) {
        List<Dim> dims = t.type().dims();
        boolean blocks = real(t) && !dims.isEmpty() && dims.getLast().size().isConst() && dims.getLast().size().constant() % 32 == 0;
        Format to = any(QUANTISED);
        return blocks || to instanceof DType ? t.convert(to) : t.convert(DType.F32);
    }

    private Tensor softmax(Tensor t) {
        Tensor a = real(t) && plain(t) ? t : t.convert(DType.F32);
        if (a.type().dims().isEmpty()) {
            return single(t);
        }
        String last = a.type().dims().getLast().name();
        Tensor e = a.map(a.max(last), (x, top) -> x.minus(top).exp());
        return e.map(e.sum(last), Element::div);
    }

    /** The mean square to one, times a weight an element, as a model's norm. */
    private Tensor scaled(Tensor t) {
        Tensor a = real(t) && plain(t) ? t : t.convert(DType.F32);
        if (a.type().dims().isEmpty()) {
            return single(t);
        }
        Dim last = a.type().dims().getLast();
        Tensor mean = a.map(x -> x.times(x)).sum(last.name()).map(x -> x.div((double) elements(last)).plus(1e-5).sqrt());
        return g.map(a, mean, in(DType.F32, List.of(last)), (x, m, w) -> x.div(m).times(w));
    }

    /** One row of a tensor written to a state, which is read whole. */
    private Tensor kept(Tensor t) {
        Dim width = dim(name("d"), 8);
        Dim one = dim(name("o"), 1);
        Dim positions = dim(name("p"), 9);
        State s = g.state(name("s"), any(PLAIN.subList(0, 3)), positions, width);
        Tensor value = in(DType.F32, List.of(one, width));
        Tensor now = s.append(value, g.in(name("i"), 0, 8, one));
        return real(t) && t.type().dims().size() == 1 ? now.map(t, Element::plus) : now.map(x -> x.times(2));
    }

    /** softmax(QKᵀ)V, the scores scaled. */
    private Tensor attention() {
        Dim heads = dim(name("h"), any(List.of(1, 2, 3)));
        Dim positions = dim(name("p"), any(List.of(1, 5, 16, 17)));
        Dim width = dim(name("d"), any(List.of(8, 16)));
        Tensor q = in(DType.F32, List.of(rows, heads, width));
        Tensor k = in(any(PLAIN.subList(0, 3)), List.of(positions, heads, width));
        Tensor v = in(any(PLAIN.subList(0, 3)), List.of(positions, heads, width));
        Tensor scores = q.contract(k, rows.name(), heads.name(), positions.name()).map(x -> x.times(0.25));
        Tensor e = scores.map(scores.max(positions.name()), (x, top) -> x.minus(top).exp());
        return e.contract(v, rows.name(), heads.name(), width.name()).map(e.sum(positions.name()), Element::div);
    }
}
