package intarsia.ir.layout;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A layout as it was written down, not canonical, with a placement of its own straight from the definition: the
 * oracle of the property tests.
 */
record RawLayout(List<List<Integer>> digits, Map<Axis, List<Entry>> axes) {
    static final List<Axis> AXES = List.of(Axis.LANE, Axis.V, Axis.WARP, new Axis("core"));
    private static final int[] PRIMES = {1, 2, 2, 2, 3, 3, 5, 7};

    /** A random layout of at most {@code maxDigits} digits and replicas, of extents that need not be powers of two. */
    static RawLayout random(SplittableRandom random, int rank, int maxDigits) {
        List<List<Integer>> digits = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (int d = 0; d < rank; d++) digits.add(new ArrayList<>());
        int count = random.nextInt(maxDigits + 1);
        for (int i = 0; i < count; i++) {
            if (rank == 0 || random.nextInt(5) == 0) {
                entries.add(new Entry.Replica(1 + random.nextInt(3)));
            } else {
                int d = random.nextInt(rank);
                entries.add(new Entry.Digit(d, digits.get(d).size()));
                digits.get(d).add(PRIMES[random.nextInt(PRIMES.length)]);
            }
        }
        if (random.nextBoolean()) shuffle(entries, random);
        Map<Axis, List<Entry>> axes = new TreeMap<>();
        int used = 1 + random.nextInt(AXES.size());
        for (Entry e : entries) axes.computeIfAbsent(AXES.get(random.nextInt(used)), _ -> new ArrayList<>()).add(e);
        return new RawLayout(digits, axes);
    }

    private static void shuffle(List<Entry> entries, SplittableRandom random) {
        for (int i = entries.size(); i > 1; i--) Collections.swap(entries, i - 1, random.nextInt(i));
    }

    int[] shape() {
        return digits.stream().mapToInt(d -> d.stream().reduce(1, (a, b) -> a * b)).toArray();
    }

    Layout layout() {
        int[][] factorisations = digits.stream().map(d -> d.stream().mapToInt(e -> e).toArray()).toArray(int[][]::new);
        return Layout.of(shape(), factorisations, axes);
    }

    /** Every index of a shape, row-major. */
    static List<int[]> indices(int[] shape) {
        List<int[]> out = new ArrayList<>();
        out.add(new int[shape.length]);
        for (int d = 0; d < shape.length; d++) {
            var next = new ArrayList<int[]>();
            for (int[] x : out) {
                for (int i = 0; i < shape[d]; i++) {
                    int[] y = x.clone();
                    y[d] = i;
                    next.add(y);
                }
            }
            out = next;
        }
        return out;
    }

    /** All coordinates of an element on an axis, from the definition: the entries as digits of a mixed-radix number. */
    List<Integer> place(Axis axis, int[] x) {
        List<Integer> out = List.of(0);
        for (Entry e : axes.getOrDefault(axis, List.of())) {
            var next = new ArrayList<Integer>();
            for (int high : out) {
                switch (e) {
                    case Entry.Replica(int r) -> {
                        for (int i = 0; i < r; i++) next.add(high * r + i);
                    }
                    case Entry.Digit(int dim, int pos) -> {
                        var extents = digits.get(dim);
                        int rest = x[dim];
                        for (int i = extents.size() - 1; i > pos; i--) rest /= extents.get(i);
                        next.add(high * extents.get(pos) + rest % extents.get(pos));
                    }
                }
            }
            out = next;
        }
        return out;
    }

    int size(Axis axis) {
        return axes.getOrDefault(axis, List.of()).stream().mapToInt(e -> switch (e) {
            case Entry.Replica(int r) -> r;
            case Entry.Digit(int dim, int pos) -> digits.get(dim).get(pos);
        }).reduce(1, (a, b) -> a * b);
    }

    /** All that a layout means, as text: shape, axis sizes and every place of every element. */
    String table() {
        var out = new StringBuilder(Arrays.toString(shape()));
        for (Axis axis : AXES) {
            out.append(axis).append(size(axis));
            for (int[] x : indices(shape())) out.append(place(axis, x));
        }
        return out.toString();
    }

    /** The same map, written with a digit or replica split in two, or with a unit entry more. */
    RawLayout rewritten(SplittableRandom random) {
        if (axes.isEmpty()) return new RawLayout(digits, Map.of(Axis.V, List.of(new Entry.Replica(1))));
        Map<Axis, List<Entry>> out = new TreeMap<>();
        axes.forEach((axis, list) -> out.put(axis, new ArrayList<>(list)));
        List<Axis> keys = List.copyOf(out.keySet());
        List<Entry> list = out.getOrDefault(keys.get(random.nextInt(keys.size())), List.of());
        int at = random.nextInt(list.size());
        return switch (list.get(at)) {
            case Entry.Replica(int r) -> {
                list.add(at, new Entry.Replica(r % 2 == 0 ? 2 : 1));
                list.set(at + 1, new Entry.Replica(r % 2 == 0 ? r / 2 : r));
                yield new RawLayout(digits, out);
            }
            case Entry.Digit(int dim, int pos) -> split(out, list, at, dim, pos);
        };
    }

    private RawLayout split(Map<Axis, List<Entry>> out, List<Entry> list, int at, int dim, int pos) {
        List<List<Integer>> cut = new ArrayList<>(digits);
        List<Integer> extents = new ArrayList<>(digits.get(dim));
        int extent = extents.get(pos);
        int low = extent % 2 == 0 ? 2 : extent % 3 == 0 ? 3 : 1;
        extents.set(pos, extent / low);
        extents.add(pos + 1, low);
        cut.set(dim, extents);
        out.values().forEach(l -> l.replaceAll(e ->
                e instanceof Entry.Digit(int d, int p) && d == dim && p > pos ? new Entry.Digit(d, p + 1) : e));
        list.add(at + 1, new Entry.Digit(dim, pos + 1));
        return new RawLayout(cut, out);
    }

    /** Layouts with an entry less, a smaller entry, an axis less or a dimension less. */
    Stream<RawLayout> smaller() {
        Stream<RawLayout> out = IntStream.range(0, digits.size()).boxed().filter(d -> digits.get(d).isEmpty()).map(this::withoutDim);
        for (Axis axis : axes.keySet()) {
            List<Entry> list = axes.getOrDefault(axis, List.of());
            for (int i = 0; i < list.size(); i++) out = Stream.concat(out, smaller(axis, i));
            if (!axis.equals(Axis.LANE)) out = Stream.concat(out, Stream.of(onLane(axis)));
        }
        return out;
    }

    private Stream<RawLayout> smaller(Axis axis, int at) {
        List<Entry> list = axes.getOrDefault(axis, List.of());
        Map<Axis, List<Entry>> out = new TreeMap<>(axes);
        List<Entry> rest = new ArrayList<>(list);
        Entry entry = rest.remove(at);
        out.put(axis, rest);
        if (rest.isEmpty()) out.remove(axis);
        return switch (entry) {
            case Entry.Replica(int r) -> Stream.concat(Stream.of(new RawLayout(digits, out)),
                    IntStream.range(2, r).mapToObj(n -> {
                        List<Entry> fewer = new ArrayList<>(list);
                        fewer.set(at, new Entry.Replica(n));
                        Map<Axis, List<Entry>> less = new TreeMap<>(axes);
                        less.put(axis, fewer);
                        return new RawLayout(digits, less);
                    }));
            case Entry.Digit(int dim, int pos) -> Stream.concat(Stream.of(new RawLayout(digits, out).withoutDigit(dim, pos)),
                    IntStream.range(2, digits.get(dim).get(pos)).mapToObj(n -> withExtent(dim, pos, n)));
        };
    }

    private RawLayout withExtent(int dim, int pos, int extent) {
        List<List<Integer>> out = new ArrayList<>(digits);
        List<Integer> extents = new ArrayList<>(digits.get(dim));
        extents.set(pos, extent);
        out.set(dim, extents);
        return new RawLayout(out, axes);
    }

    private RawLayout withoutDigit(int dim, int pos) {
        List<List<Integer>> out = new ArrayList<>(digits);
        List<Integer> extents = new ArrayList<>(digits.get(dim));
        extents.remove(/* index */ pos);
        out.set(dim, extents);
        return new RawLayout(out, renamed(d -> d.dim() == dim && d.pos() > pos ? new Entry.Digit(dim, d.pos() - 1) : d));
    }

    private RawLayout withoutDim(int dim) {
        List<List<Integer>> out = new ArrayList<>(digits);
        out.remove(dim);
        return new RawLayout(out, renamed(d -> d.dim() > dim ? new Entry.Digit(d.dim() - 1, d.pos()) : d));
    }

    private RawLayout onLane(Axis axis) {
        Map<Axis, List<Entry>> out = new TreeMap<>(axes);
        List<Entry> moved = new ArrayList<>(axes.getOrDefault(Axis.LANE, List.of()));
        moved.addAll(axes.getOrDefault(axis, List.of()));
        out.remove(axis);
        out.put(Axis.LANE, moved);
        return new RawLayout(digits, out);
    }

    private Map<Axis, List<Entry>> renamed(UnaryOperator<Entry.Digit> name) {
        Map<Axis, List<Entry>> out = new TreeMap<>();
        axes.forEach((axis, list) -> out.put(axis, new ArrayList<>(
                list.stream().map(e -> e instanceof Entry.Digit d ? name.apply(d) : e).toList())));
        return out;
    }

    /** A random layout with these axis sizes. */
    static RawLayout withSizes(SplittableRandom random, int rank, Map<Axis, Integer> sizes) {
        List<List<Integer>> digits = new ArrayList<>();
        for (int d = 0; d < rank; d++) digits.add(new ArrayList<>());
        Map<Axis, List<Entry>> axes = new TreeMap<>();
        sizes.forEach((axis, size) -> {
            var list = new ArrayList<Entry>();
            for (int factor : factors(random, size)) {
                if (random.nextInt(4) == 0 || rank == 0) {
                    list.add(new Entry.Replica(factor));
                } else {
                    int d = random.nextInt(rank);
                    list.add(new Entry.Digit(d, digits.get(d).size()));
                    digits.get(d).add(factor);
                }
            }
            if (!list.isEmpty()) axes.put(axis, list);
        });
        return new RawLayout(digits, axes);
    }

    private static List<Integer> factors(SplittableRandom random, int size) {
        var out = new ArrayList<Integer>();
        int rest = size;
        while (rest > 1) {
            int n = rest;
            int[] divisors = IntStream.rangeClosed(2, n).filter(f -> n % f == 0).toArray();
            int factor = divisors[random.nextInt(divisors.length)];
            out.add(factor);
            rest /= factor;
        }
        return out;
    }

    /** As the text form has it, digits as they were written. */
    @Override
    public String toString() {
        var out = new StringBuilder(Sizes.text(shape()));
        axes.forEach((axis, list) -> out.append(list.stream().map(e -> switch (e) {
            case Entry.Replica(int r) -> "*" + r;
            case Entry.Digit(int dim, int pos) -> dim + "." + pos + ":" + digits.get(dim).get(pos);
        }).collect(Collectors.joining(" ", " " + axis + "[", "]"))));
        return out.toString();
    }
}
