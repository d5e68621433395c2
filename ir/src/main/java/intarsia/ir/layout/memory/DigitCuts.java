package intarsia.ir.layout.memory;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/** All ways to cut the digits of a tile into run, lanes, slots and warps. */
final class DigitCuts {
    private static final int WORD = 32;
    private static final long SYMBOLIC = 1L << 61;
    private static final long REPEATED = 1L << 62;

    private final AccessLayouts choice;
    private final List<RegisterDigit> digits;
    private final List<List<Cut>> found = new ArrayList<>();

    /** A digit of memory in four parts, from the lowest: extents. Below the lanes lies a run, or what aligns the lanes' stride. */
    private record Cut(RegisterDigit digit, int run, int lane, int slots, int warp) {}

    DigitCuts(AccessLayouts choice) {
        this.choice = choice;
        this.digits = digits(choice.memory());
        cut(0, choice.memory().bits(), choice.model().lanes(), choice.warps(), List.of());
    }

    /** By stride: the smallest first, then symbolic ones, then those that repeat a place. */
    private static List<RegisterDigit> digits(MemoryLayout memory) {
        List<RegisterDigit> all = new ArrayList<>();
        for (int d = memory.rank() - 1; d >= 0; d--) {
            int weight = 1;
            for (MemoryDigit m : memory.digits(d).reversed()) {
                all.add(new RegisterDigit(Axis.M, 1, (int) m.count(), d, weight, m.stride()));
                weight *= (int) m.count();
            }
        }
        all.sort(Comparator.comparingLong(DigitCuts::distance));
        return all;
    }

    private static long distance(RegisterDigit d) {
        if (!d.stride().isConst()) return SYMBOLIC;
        return d.stride().constant() == 0 ? REPEATED : Math.abs(d.stride().constant());
    }

    private void cut(int i, long width, int lanes, int warps, List<Cut> cuts) {
        if (i == digits.size()) {
            found.add(cuts);
            return;
        }
        RegisterDigit d = digits.get(i);
        long widest = (long) WORD * choice.model().mostWords();
        for (int run : divisors(distance(d) == width || distance(d) % widest != 0 ? d.extent() : 1)) {
            for (int lane : divisors(Congruence.gcd(d.extent() / run, lanes))) {
                for (int warp : divisors(Congruence.gcd(d.extent() / run / lane, warps))) {
                    List<Cut> more = new ArrayList<>(cuts);
                    more.add(new Cut(d, run, lane, d.extent() / run / lane / warp, warp));
                    cut(i + 1, distance(d) == width && run == d.extent() ? width * run : width, lanes / lane, warps / warp, more);
                }
            }
        }
    }

    private static List<Integer> divisors(long n) {
        List<Integer> all = new ArrayList<>();
        for (int d = 1; d <= n; d++) {
            if (n % d == 0) all.add(d);
        }
        return all;
    }

    /** Those that do as is wished, then fill the lanes and then the warps best. */
    Set<Layout> layouts() {
        List<List<Cut>> left = found;
        if (choice.keep().isPresent()) left = kept(left, choice.keep().get());
        left = most(left, cuts -> product(cuts, Cut::lane));
        left = most(left, cuts -> product(cuts, Cut::warp));
        Set<Layout> all = new LinkedHashSet<>();
        left.forEach(cuts -> all.add(layout(cuts)));
        return all;
    }

    private static List<List<Cut>> kept(List<List<Cut>> all, Keep keep) {
        if (keep.axis().equals(Axis.LANE)) return most(all, cuts -> product(of(cuts, keep.dim()), Cut::lane));
        return all.stream().filter(cuts -> of(cuts, keep.dim()).stream().allMatch(c -> c.lane() * c.warp() == 1)).toList();
    }

    private static List<Cut> of(List<Cut> cuts, int dim) {
        return cuts.stream().filter(c -> c.digit().dim() == dim).toList();
    }

    private static List<List<Cut>> most(List<List<Cut>> all, ToIntFunction<List<Cut>> of) {
        int most = all.stream().mapToInt(of).max().orElse(0);
        return all.stream().filter(cuts -> of.applyAsInt(cuts) == most).toList();
    }

    private static int product(List<Cut> cuts, ToIntFunction<Cut> part) {
        return cuts.stream().mapToInt(part).reduce(1, (a, b) -> a * b);
    }

    private Layout layout(List<Cut> cuts) {
        Map<Axis, List<Entry>> axes = new HashMap<>();
        int[] shape = choice.memory().counts();
        int[][] extents = new int[shape.length][];
        for (int d = 0; d < shape.length; d++) extents[d] = extents(of(cuts, d));
        axes.put(Axis.LANE, entries(cuts, Cut::lane, 1, choice.model().lanes()));
        axes.put(Axis.WARP, entries(cuts, Cut::warp, 3, choice.warps()));
        List<Entry> v = entries(cuts, Cut::slots, 2, 0);
        v.addAll(entries(cuts, Cut::run, 0, 0));
        axes.put(Axis.V, v);
        return Layout.of(shape, extents, axes);
    }

    /** The four parts of each digit of a dimension, most significant first. */
    private static int[] extents(List<Cut> dim) {
        return dim.stream().sorted(Comparator.comparingInt((Cut c) -> c.digit().weight()).reversed())
                .flatMapToInt(c -> IntStream.of(c.warp(), c.slots(), c.lane(), c.run())).toArray();
    }

    /** One part of every digit, the nearest in memory lowest, above them as many copies as fill the size. */
    private static List<Entry> entries(List<Cut> cuts, ToIntFunction<Cut> part, int index, int size) {
        List<Entry> entries = new ArrayList<>();
        if (size > 0) entries.add(new Entry.Replica(size / product(cuts, part)));
        for (Cut c : cuts.reversed()) {
            long above = of(cuts, c.digit().dim()).stream().filter(o -> o.digit().weight() > c.digit().weight()).count();
            entries.add(new Entry.Digit(c.digit().dim(), (int) above * 4 + 3 - index));
        }
        return entries;
    }
}
