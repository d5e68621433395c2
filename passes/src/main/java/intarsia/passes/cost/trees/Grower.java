package intarsia.passes.cost.trees;

import java.util.ArrayList;
import java.util.List;

/** Grows one tree: the leaf whose split gains most is split next. */
final class Grower {
    private final Bins bins;
    private final byte[][] binned;
    private final Growth growth;
    private final int[] starts;
    private final double[] first;
    private final double[] second;
    private final int[] order;
    private final int[] columns;

    /** Rows of the order from one place to before another, their histogram and best split; once it is split, its two parts. */
    private final class Leaf {
        final int from;
        final int to;
        final Histogram histogram;
        final Split.Sum sum;
        final Split split;
        final List<Leaf> parts = new ArrayList<>();

        Leaf(int from, int to, Histogram histogram) {
            this.from = from;
            this.to = to;
            this.histogram = histogram;
            this.sum = sum();
            this.split = from < to ? best() : Split.NONE;
        }

        private Split.Sum sum() {
            Split.Sum all = new Split.Sum(0, 0, 0);
            for (int b = 0; b < bins.of(columns[0]); b++) all = all.plus(Split.sum(histogram, columns[0], b));
            return all;
        }

        private Split best() {
            Split best = Split.NONE;
            for (int c : columns) best = Split.better(best, histogram, bins, c, sum, growth);
            return best;
        }
    }

    /** @param rows that it is grown on, in any order; {@code columns} that it may ask for, at least one */
    Grower(Bins bins, byte[][] binned, Growth growth, double[] first, double[] second, int[] rows, int[] columns) {
        this.bins = bins;
        this.binned = binned;
        this.growth = growth;
        this.starts = Histogram.starts(bins);
        this.first = first;
        this.second = second;
        this.order = rows.clone();
        this.columns = columns;
    }

    Tree grow() {
        Leaf root = new Leaf(0, order.length, histogram(0, order.length));
        List<Leaf> leaves = new ArrayList<>(List.of(root));
        while (leaves.size() < growth.leaves()) {
            Leaf next = leaves.stream().reduce((a, b) -> b.split.gain() > a.split.gain() ? b : a).orElseThrow();
            if (!next.split.found()) break;
            split(next);
            leaves.remove(next);
            leaves.addAll(next.parts);
        }
        return new Writing().tree(root);
    }

    private Histogram histogram(int from, int to) {
        double[] f = new double[to - from];
        double[] s = new double[to - from];
        for (int i = from; i < to; i++) {
            f[i - from] = first[order[i]];
            s[i - from] = second[order[i]];
        }
        Histogram h = new Histogram(starts);
        for (int c : columns) h.add(c, binned[c], order, from, to, f, s);
        return h;
    }

    /** Of the two parts the smaller is counted, the other is what is left. */
    private void split(Leaf leaf) {
        int middle = partition(leaf);
        boolean smaller = middle - leaf.from < leaf.to - middle;
        Histogram counted = smaller ? histogram(leaf.from, middle) : histogram(middle, leaf.to);
        Histogram rest = leaf.histogram.minus(counted);
        leaf.parts.add(new Leaf(leaf.from, middle, smaller ? counted : rest));
        leaf.parts.add(new Leaf(middle, leaf.to, smaller ? rest : counted));
    }

    /** Puts the rows that go left before the others, each in their order; where the others begin. */
    private int partition(Leaf leaf) {
        int[] others = new int[leaf.to - leaf.from];
        int middle = leaf.from, n = 0;
        for (int i = leaf.from; i < leaf.to; i++) {
            if (left(leaf.split, order[i])) order[middle++] = order[i];
            else others[n++] = order[i];
        }
        System.arraycopy(others, 0, order, middle, n);
        return middle;
    }

    private boolean left(Split s, int row) {
        int b = binned[s.column()][row] & 0xff;
        return b == 0 ? s.missing() : b <= s.bin();
    }

    /** Lays the nodes out. */
    private final class Writing {
        private final List<Leaf> nodes = new ArrayList<>();
        private final List<Integer> rights = new ArrayList<>();

        Tree tree(Leaf root) {
            visit(root);
            int n = nodes.size();
            Tree t = new Tree(new int[n], new float[n], new boolean[n], new int[n]);
            for (int i = 0; i < n; i++) node(t, i, nodes.get(i));
            return t;
        }

        private void visit(Leaf l) {
            int at = nodes.size();
            nodes.add(l);
            rights.add(0);
            if (l.parts.isEmpty()) return;
            visit(l.parts.getFirst());
            rights.set(at, nodes.size());
            visit(l.parts.getLast());
        }

        private void node(Tree t, int i, Leaf l) {
            boolean leaf = l.parts.isEmpty();
            t.column()[i] = leaf ? -1 : l.split.column();
            t.number()[i] = leaf ? value(l.sum) : bins.cut(l.split.column(), l.split.bin());
            t.missing()[i] = !leaf && l.split.missing();
            t.right()[i] = rights.get(i);
        }

        private float value(Split.Sum s) {
            return (float) (-growth.shrinkage() * s.first() / Math.max(s.second() + growth.penalty(), Double.MIN_NORMAL));
        }
    }
}
