package intarsia.cli.fuzz;

import intarsia.dsl.Global;
import intarsia.dsl.Mask;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.AtomicOp;
import intarsia.ir.BinaryOp;
import intarsia.ir.CompareOp;
import intarsia.ir.ReduceOp;
import intarsia.ir.SortOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A kernel drawn from a seed: tiles of one to three dimensions out of tensors of symbolic size, ops that the seed picks,
 * loops and branches in one another, and stores of what came out. Every draw comes from the seed alone.
 */
@SuppressWarnings("EnumOrdinal") // draws any constant by its number
public final class RandomKernel {
    private static final List<DType> TYPES = List.of(DType.F32, DType.I32, DType.parse("u8"), DType.parse("i5"), DType.parse("u3"), DType.F16, DType.BF16,
            DType.parse("u32"), DType.parse("u1"), DType.parse("i16"), DType.parse("i3"), DType.parse("u7"), DType.parse("i8"), DType.parse("i11"));
    /** Types that can be read and cast to f32, and nothing else. */
    private static final List<DType> CODED = types("f8e4m3fn", "f8e5m2", "f6e3m2", "f6e2m3", "f4e2m1", "nf4", "bipolar4", "posit8_0", "ternary", "f7e4m2");
    private static final List<Format> BLOCKS = List.of(Format.parse("Q8_0"), Format.parse("Q4_0"), Format.parse("Q4_K"), Format.parse("Q6_K"), Format.parse("u4g32"),
            Format.parse("u3g32_sf16_zu3"), Format.parse("f4e2m1g32_se8m0"), Format.parse("nf4g32_sf32"), Format.parse("u5g32_sf16_mf16"), Format.parse("ternaryg32"));
    private static final String[][] PRODUCTS = {{"f16", "f32"}, {"bf16", "f32"}, {"i8", "i32"}, {"u8", "i32"}};
    private static final List<Distribution> KINDS = List.of(Distribution.values());
    private static final int MOST_ELEMENTS = 64;
    /** Longer sorts are much code. */
    private static final int MOST_SORTED = 8;
    private static final int MOST_DEPTH = 2;

    private final SplittableRandom random;
    private final TileKernel k;
    private final List<Tile> live = new ArrayList<>();
    private final Size n;
    private final Size m;
    private final Scalar block;
    private int params;

    private RandomKernel(TileKernel k, long seed) {
        this.k = k;
        random = new SplittableRandom(seed);
        n = k.size("n");
        m = k.size("m");
        block = k.grid(n.ceilDiv(4));
    }

    /** The kernel of a seed, with sizes and data. */
    public static Launch of(long seed) {
        var kernel = TileKernel.define("random" + seed, k -> new RandomKernel(k, seed).write());
        SplittableRandom sizes = new SplittableRandom(~seed);
        Map<String, Distribution> kinds = new HashMap<>();
        kernel.params().forEach(p -> kinds.put(p.name(), KINDS.get(sizes.nextInt(KINDS.size()))));
        return new Launch(kernel, Map.of("n", (long) sizes.nextInt(14), "m", (long) sizes.nextInt(20)), kinds, seed);
    }

    private void write() {
        int loads = random.nextInt(1, 4);
        for (int i = 0; i < loads; i++) {
            live.add(load());
        }
        int ops = random.nextInt(2, 12);
        for (int i = 0; i < ops; i++) {
            live.add(step(0));
        }
        if (random.nextInt(3) == 0) {
            atomic(pick(), cast(pick(), DType.parse("u3")));
        }
        int stores = random.nextInt(1, 3);
        for (int i = 0; i < stores; i++) {
            store(i == 0 ? live.getLast() : pick());
        }
    }

    private static List<DType> types(String... names) {
        return Arrays.stream(names).map(DType::parse).toList();
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private Tile pick() {
        // The newest half is taken more often, so that chains grow.
        int from = random.nextBoolean() ? live.size() / 2 : 0;
        return live.get(random.nextInt(from, live.size()));
    }

    private DType type() {
        return TYPES.get(random.nextInt(TYPES.size()));
    }

    private int[] shape(int rank) {
        int[] extents = {1, 2, 3, 4, 5, 7, 8, 12, 16};
        int[] shape = new int[rank];
        do {
            for (int d = 0; d < rank; d++) {
                shape[d] = extents[random.nextInt(extents.length)];
            }
        } while (Arrays.stream(shape).reduce(1, (a, b) -> a * b) > MOST_ELEMENTS);
        return shape;
    }

    /** From the corner of a tensor of constant size, or from a place that depends on the block in one of symbolic size. */
    private Tile load() {
        switch (random.nextInt(8)) {
            case 0 -> {
                return coded();
            }
            case 1 -> {
                return dequantized();
            }
            default -> { }
        }
        DType d = type();
        String name = "x" + params++;
        boolean whole = d.bits() % 8 != 0 || random.nextBoolean();
        if (whole) {
            int[] shape = shape(random.nextInt(4));
            Size[] sizes = Arrays.stream(shape).mapToObj(s -> Size.of(s + random.nextInt(3))).toArray(Size[]::new);
            return k.in(name, d, sizes).at(corner(shape)).load(shape);
        }
        Global x = k.in(name, d, n, m);
        int[] shape = {random.nextInt(1, 6), random.nextInt(1, 18)};
        return x.at(block.times(4), k.index(random.nextInt(3))).load(shape);
    }

    /** A type without arithmetic of its own, as f32. */
    private Tile coded() {
        int[] shape = shape(random.nextInt(1, 3));
        Size[] sizes = Arrays.stream(shape).mapToObj(Size::of).toArray(Size[]::new);
        return k.in("x" + params++, any(CODED), sizes).at(corner(shape)).load(shape).cast(DType.F32);
    }

    /** The values of part of a block. */
    private Tile dequantized() {
        Format f = any(BLOCKS);
        Global x = k.in("x" + params++, f, n.plus(2), Size.of(f.blockColumns() * 2L));
        return x.at(block, k.index(f.blockColumns() * random.nextLong(2))).dequantize(random.nextInt(1, 3), 32);
    }

    private Scalar[] corner(int[] shape) {
        return Arrays.stream(shape).mapToObj(_ -> k.index(0)).toArray(Scalar[]::new);
    }

    private void store(Tile t) {
        Tile s = Storable.of(t);
        int[] shape = s.type().dims();
        String name = "y" + params++;
        if (shape.length == 2 && random.nextBoolean()) {
            Scalar at = k.grid(Size.of(1)).plus(block.times(shape[0]));
            k.out(name, s.type().elem(), n.ceilDiv(4).times(shape[0]), m).at(at, k.index(0)).store(s);
            return;
        }
        List<Size> sizes = new ArrayList<>(List.of(n.ceilDiv(4)));
        List<Scalar> at = new ArrayList<>(List.of(block));
        List<Integer> dims = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            sizes.add(Size.of(shape[d]));
            at.add(k.index(0));
            dims.add(d + 1);
        }
        k.out(name, s.type().elem(), sizes.toArray(Size[]::new)).at(at.toArray(Scalar[]::new)).storeAlong(dims, s);
    }

    /** Every block to the same few places. */
    private void atomic(Tile a, Tile at) {
        DType d = List.of(DType.I32, DType.parse("u32"), DType.F32).get(random.nextInt(3));
        List<AtomicOp> ops = Arrays.stream(AtomicOp.values()).filter(o -> o.floats() || !d.isFloat()).toList();
        Tile index = fit(a, at);
        Global sums = k.inout("s" + params++, d, Size.of(5));
        sums.elements(index.broadcast(a.plus(index.cast(a.type().elem())).type().dims())).atomic(ops.get(random.nextInt(ops.size())), cast(a, d));
    }

    private Tile step(int depth) {
        return switch (random.nextInt(depth < MOST_DEPTH ? 21 : 17)) {
            case 0, 1 -> binary(pick(), pick());
            case 2 -> unary(pick());
            case 3 -> cast(pick(), type());
            case 4 -> reduce(pick());
            case 5 -> transposed(pick());
            case 6 -> reshaped(pick());
            case 7 -> compared(pick(), pick());
            case 8 -> selected(pick(), pick());
            case 9 -> lookup(pick());
            case 10 -> item(pick());
            case 11 -> load();
            case 12 -> product();
            case 13 -> fma(pick(), pick());
            case 14 -> pick().convert();
            case 15 -> pinned(pick());
            case 16 -> elements(pick());
            case 17 -> loop(depth);
            case 18 -> branch(depth);
            default -> binary(pick(), constant(pick()));
        };
    }

    private Tile constant(Tile like) {
        return k.full(like.type().elem(), random.nextInt(-3, 9), like.type().dims());
    }

    /** The same type, shapes that broadcast: else one with itself. */
    private Tile fit(Tile a, Tile b) {
        List<Integer> x = a.type().shape();
        List<Integer> y = b.type().shape();
        boolean fits = true;
        int elements = 1;
        for (int i = 0; i < Math.max(x.size(), y.size()); i++) {
            int p = i < x.size() ? x.get(x.size() - 1 - i) : 1;
            int q = i < y.size() ? y.get(y.size() - 1 - i) : 1;
            fits &= p == q || p == 1 || q == 1;
            elements *= Math.max(p, q);
        }
        return fits && elements <= MOST_ELEMENTS ? cast(b, a.type().elem()) : constant(a);
    }

    /** A product of two tiles that are read for it, added to what is there where that fits. */
    private Tile product() {
        String[] types = PRODUCTS[random.nextInt(PRODUCTS.length)];
        int m = 1 + random.nextInt(4);
        int[] n = {1, 2, 4, 8};
        int columns = n[random.nextInt(n.length)];
        int depth = n[random.nextInt(n.length)] * 2;
        Tile a = operand(types[0], m, depth);
        Tile b = operand(types[0], columns, depth);
        return a.dot(b, k.full(DType.parse(types[1]), random.nextInt(3), m, columns));
    }

    private Tile operand(String type, int rows, int columns) {
        return k.in("x" + params++, DType.parse(type), Size.of(rows), Size.of(columns)).at(k.index(0), k.index(0)).load(rows, columns);
    }

    private Tile fma(Tile t, Tile other) {
        Tile a = t.type().elem().equals(DType.F32) || t.type().elem().equals(DType.I32) ? t : t.cast(DType.F32);
        Tile b = fit(a, other);
        Tile sum = a.times(b);
        int[] shape = sum.type().dims();
        return a.broadcast(padded(a, shape)).fma(b.broadcast(padded(b, shape)), sum);
    }

    /** The extents of a tile, or the shape where it is of its rank. */
    private static int[] padded(Tile t, int[] shape) {
        return t.type().rank() == shape.length ? shape : t.type().dims();
    }

    /** A demand where lanes of every number can have it: all elements in every lane. */
    private Tile pinned(Tile a) {
        String shape = a.type().shape().stream().map(String::valueOf).collect(java.util.stream.Collectors.joining("x"));
        return a.type().rank() == 1 && a.type().size() <= 8 ? a.pin(Layout.parse("[" + shape + "] v[0.0:" + shape + "]")) : a;
    }

    private static boolean integer(DType d) {
        return d instanceof IntType && !d.equals(DType.U1);
    }

    private Tile binary(Tile a, Tile other) {
        DType d = a.type().elem();
        Tile b = fit(a, other);
        List<BinaryOp> ops = Arrays.stream(BinaryOp.values()).filter(o -> !o.isShift() && !(o.divides() && integer(d)))
                .filter(o -> o.operands().takes(d)).toList();
        if (integer(d) && random.nextInt(4) == 0) {
            BinaryOp shift = new BinaryOp[] {BinaryOp.SHL, BinaryOp.SHR_S, BinaryOp.SHR_U}[random.nextInt(3)];
            Scalar count = k.constant(random.nextInt(d.bits()));
            return k.wrap(k.emit(_ -> new intarsia.ir.CommonOp.Binary(shift, a.value(), count.value())).getFirst());
        }
        return a.binary(ops.get(random.nextInt(ops.size())), b);
    }

    private Tile unary(Tile a) {
        DType d = a.type().elem();
        List<UnaryOp> ops = Arrays.stream(UnaryOp.values()).filter(o -> o.operands().takes(d)).toList();
        return a.unary(ops.get(random.nextInt(ops.size())));
    }

    private static Tile cast(Tile a, DType d) {
        return a.cast(d);
    }

    private Tile reduce(Tile a) {
        if (a.type().rank() == 0) {
            return unary(a);
        }
        boolean truth = a.type().elem().equals(DType.U1);
        List<ReduceOp> bits = List.of(ReduceOp.MIN, ReduceOp.MAX, ReduceOp.AND, ReduceOp.OR, ReduceOp.XOR);
        List<ReduceOp> ops = truth ? bits : integer(a.type().elem()) ? List.of(ReduceOp.values())
                : List.of(ReduceOp.SUM, ReduceOp.PROD, ReduceOp.MIN, ReduceOp.MAX);
        ReduceOp op = ops.get(random.nextInt(ops.size()));
        int dim = random.nextInt(a.type().rank());
        return switch (random.nextInt(4)) {
            case 0 -> a.scan(op, dim);
            case 1 -> a.type().shape().get(dim) <= MOST_SORTED ? a.sort(SortOp.values()[random.nextInt(SortOp.values().length)], dim) : a.reduce(op, dim);
            default -> a.reduce(op, dim);
        };
    }

    private Tile transposed(Tile a) {
        return switch (a.type().rank()) {
            case 2 -> a.transpose(1, 0);
            case 3 -> random.nextBoolean() ? a.transpose(2, 0, 1) : a.transpose(1, 0, 2);
            default -> a;
        };
    }

    private Tile reshaped(Tile a) {
        int size = a.type().size();
        return switch (random.nextInt(4)) {
            case 0 -> a.reshape(size);
            case 1 -> a.reshape(1, size);
            case 2 -> a.reshape(size, 1);
            default -> size % 2 == 0 ? a.reshape(2, size / 2) : a.reshape(size);
        };
    }

    private Tile compared(Tile a, Tile other) {
        CompareOp[] ops = {CompareOp.EQ, CompareOp.NE, CompareOp.LT, CompareOp.LE, CompareOp.GT, CompareOp.GE};
        return a.compare(ops[random.nextInt(ops.length)], fit(a, other)).tile();
    }

    private Tile selected(Tile a, Tile other) {
        Tile b = fit(a, other);
        Mask mask = a.compare(CompareOp.LE, b);
        int[] shape = mask.type().dims();
        return mask.select(a.broadcast(shape), random.nextBoolean() ? b.broadcast(shape) : k.full(a.type().elem(), 1, shape));
    }

    private Tile lookup(Tile a) {
        DType d = type();
        Tile table = random.nextBoolean() || d.equals(DType.U1) ? k.iota(0, 8) : k.in("x" + params++, d, Size.of(8)).at(k.index(0)).load(8);
        return table.lookup(cast(a, DType.parse("u3")));
    }

    /** Of a tensor whose extent says itself only at launch; most indices lie outside of it. */
    private Tile elements(Tile a) {
        Tile at = cast(a, DType.parse("u3"));
        DType d = type();
        return random.nextBoolean() ? k.in("x" + params++, Integer.bitCount(d.bits()) == 1 ? d : DType.I32, n).elements(at).load() : k.in("x" + params++, DType.F32, m, Size.of(3)).elements(at, at).load();
    }

    private Tile item(Tile a) {
        Tile t = a;
        for (int d = 0; d < a.type().rank(); d++) {
            t = t.reduce(ReduceOp.MAX, d);
        }
        DType e = t.type().elem();
        return (e.isFloat() ? t.cast(DType.F32) : t).item().fill(shape(random.nextInt(3)));
    }

    /** A loop of at most three trips that carries one tile; what its body defines ends with it. */
    private Tile loop(int depth) {
        Tile init = random.nextBoolean() ? pick() : constant(pick());
        int outside = live.size();
        Scalar trips = random.nextBoolean() ? k.size(m).rem(4) : k.index(random.nextInt(4));
        Tile last = k.loop(k.index(0), trips, 1, init, (i, carried) -> {
            live.add(carried);
            live.add(i.cast(intarsia.ir.ScalarType.I32).fill(carried.type().dims()));
            int ops = random.nextInt(1, 4);
            for (int j = 0; j < ops; j++) {
                live.add(step(depth + 1));
            }
            Tile next = like(live.getLast(), carried);
            live.subList(outside, live.size()).clear();
            return next;
        });
        return last;
    }

    private Tile branch(int depth) {
        Tile like = pick();
        int outside = live.size();
        Scalar flag = random.nextBoolean() ? k.size(n).rem(2).eq(k.index(0)) : block.eq(k.index(1));
        return k.choose(flag, () -> side(depth, like, outside), () -> random.nextBoolean() ? side(depth, like, outside) : constant(like));
    }

    private Tile side(int depth, Tile like, int outside) {
        live.add(step(depth + 1));
        Tile t = like(live.getLast(), like);
        live.subList(outside, live.size()).clear();
        return t;
    }

    /** A tile of another's type: by itself where it fits, else combined with it. */
    private Tile like(Tile t, Tile wanted) {
        if (t.type().shape().equals(wanted.type().shape())) {
            return cast(t, wanted.type().elem());
        }
        Tile b = fit(wanted, t);
        Tile c = wanted.type().elem().equals(DType.U1) ? wanted.xor(b) : wanted.plus(b);
        return c.type().equals(wanted.type()) ? c : wanted;
    }
}
