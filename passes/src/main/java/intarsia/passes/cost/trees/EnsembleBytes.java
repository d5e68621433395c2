package intarsia.passes.cost.trees;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;

/**
 * Ensembles as bytes, big-endian: columns (2 bytes), base (8), trees (2), and of each tree its nodes (2) in their order. A node begins with 2 bytes: 65535 is a leaf,
 * whose value follows (f32); otherwise bit 15 says that missing values go left, the rest is the column, and its cut (f32) and right child (2 bytes) follow.
 */
public final class EnsembleBytes {
    private static final int LEAF = 0xffff;
    private static final int MISSING = 0x8000;
    /** Columns that the form can name. */
    public static final int MOST_COLUMNS = MISSING - 1;

    private EnsembleBytes() {
    }

    /** Writes one. */
    public static void write(Ensemble e, DataOutput out) throws IOException {
        if (e.columns() > MOST_COLUMNS) throw new IllegalArgumentException("an ensemble of " + e.columns() + " columns; wanted at most " + MOST_COLUMNS);
        out.writeShort(e.columns());
        out.writeDouble(e.base());
        out.writeShort(e.trees().size());
        for (Tree t : e.trees()) write(t, out);
    }

    private static void write(Tree t, DataOutput out) throws IOException {
        out.writeShort(t.nodes());
        for (int i = 0; i < t.nodes(); i++) {
            boolean leaf = t.column()[i] < 0;
            out.writeShort(leaf ? LEAF : t.column()[i] | (t.missing()[i] ? MISSING : 0));
            out.writeFloat(t.number()[i]);
            if (!leaf) out.writeShort(t.right()[i]);
        }
    }

    /**
     * Reads one.
     *
     * @throws IOException where the bytes are none, whatever they are
     */
    public static Ensemble read(DataInput in) throws IOException {
        int columns = in.readUnsignedShort();
        double base = in.readDouble();
        expect(columns > 0 && columns <= MOST_COLUMNS && Double.isFinite(base), "an ensemble of " + columns + " columns that begins at " + base);
        int trees = in.readUnsignedShort();
        List<Tree> all = new ArrayList<>();
        for (int i = 0; i < trees; i++) all.add(tree(in, columns));
        return new Ensemble(columns, base, all);
    }

    private static Tree tree(DataInput in, int columns) throws IOException {
        int n = in.readUnsignedShort();
        Tree t = new Tree(new int[n], new float[n], new boolean[n], new int[n]);
        for (int i = 0; i < n; i++) node(in, t, i, columns);
        expect(n > 0 && end(t, 0) == n, "a tree of " + n + " nodes that are not in order");
        return t;
    }

    private static void node(DataInput in, Tree t, int i, int columns) throws IOException {
        int head = in.readUnsignedShort();
        t.column()[i] = head == LEAF ? -1 : head & ~MISSING;
        t.missing()[i] = head != LEAF && (head & MISSING) != 0;
        t.number()[i] = in.readFloat();
        expect(t.column()[i] < columns && !Float.isNaN(t.number()[i]), "a node that asks for column " + t.column()[i] + " of " + columns);
        if (head != LEAF) t.right()[i] = in.readUnsignedShort();
    }

    /** Where the nodes of a subtree end; −1 where a right child does not stand where it says, or there are too few nodes. */
    private static int end(Tree t, int root) {
        java.util.ArrayDeque<Integer> rights = new java.util.ArrayDeque<>();
        int at = root;
        while (at < t.nodes()) {
            if (t.column()[at] >= 0) {
                rights.push(t.right()[at++]);
            } else {
                at++;
                if (rights.isEmpty()) return at;
                if (rights.pop() != at) return -1;
            }
        }
        return -1;
    }

    private static void expect(boolean holds, String found) throws IOException {
        if (!holds) throw new InvalidObjectException("no ensemble of trees: " + found);
    }
}
