package intarsia.tests.bench;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Check;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The layout algebra on a layout of eight digits: four warps' tiles of four C operands of mma.m16n8k16. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class LayoutBench {
    private final Layout outer = Layout.on(Axis.WARP, 2, 2).times(Layout.local(2, 2));
    private final Layout atom = Layout.localColumn(2, 2).times(Layout.spatial(8, 4)).times(Layout.local(1, 2));
    private final Layout whole = outer.times(atom);
    private final String text = whole.toString();
    private final int[][] factorisations = {whole.factorisation(0), whole.factorisation(1)};
    private final Map<Axis, List<Entry>> entries = new HashMap<>();
    private int unseen;

    public LayoutBench() {
        for (Axis a : whole.axes()) entries.put(a, whole.entries(a));
    }

    @Benchmark
    public Layout product() {
        return outer.times(atom);
    }

    /** Each product a layout that was not made lately. */
    @Benchmark
    public Layout productUnseen() {
        unseen = unseen % 100_000 + 1;
        return outer.times(Layout.local(unseen, 3));
    }

    /** Each canonical form one of eight digits that was not made lately. */
    @Benchmark
    public Layout canonicalUnseen() {
        unseen = unseen % 100_000 + 1;
        int[] shape = whole.shape();
        shape[0] *= unseen;
        int[] rows = factorisations[0].clone();
        rows[0] *= unseen;
        return Layout.of(shape, new int[][] {rows, factorisations[1]}, entries);
    }

    /** Each quotient by a layout of another extent, of eight digits. */
    @Benchmark
    public Attempt leftUnseen() {
        unseen = unseen % 100_000 + 1;
        return outer.times(Layout.local(unseen, 3)).under(outer);
    }

    @Benchmark
    public Attempt right() {
        return whole.over(atom);
    }

    @Benchmark
    public Attempt left() {
        return whole.under(outer);
    }

    @Benchmark
    public Layout canonical() {
        return Layout.of(whole.shape(), factorisations, entries);
    }

    @Benchmark
    public Attempt reshape() {
        return whole.reshape(2, 32, 8, 8);
    }

    @Benchmark
    public Check cover() {
        return whole.covers(whole);
    }

    @Benchmark
    public Layout parse() {
        return Layout.parse(text);
    }
}
