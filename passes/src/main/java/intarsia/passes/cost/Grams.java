package intarsia.passes.cost;

import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.Stmt;

/**
 * Pairs and triples of statements that follow one another in a straight piece, hashed to few buckets: what part of all that runs in a block is such. A statement is its
 * mnemonic, form and the types of its results; names and numbers are left out. After learned cost models on the text of an IR: D. Das and S. Mannarswamy, "ML-driven hardware
 * cost model for MLIR" (arXiv 2302.11405); hashing as in K. Weinberger and others, "Feature hashing for large scale multitask learning", ICML 2009.
 */
final class Grams {
    /** Begins the names of features. */
    static final String PREFIX = "gram.";
    static final int BUCKETS = 64;
    private static final int LONGEST = 3;
    /** FNV-1a, 32 bits. */
    private static final int BASIS = 0x811c9dc5;
    private static final int PRIME = 0x01000193;

    private final double[] buckets = new double[BUCKETS];
    private double all;

    Grams(Course course) {
        int[] recent = new int[LONGEST];
        int length = 0, piece = -1;
        for (Visit v : course.visits) {
            if (v.piece() != piece) length = 0;
            piece = v.piece();
            System.arraycopy(recent, 0, recent, 1, LONGEST - 1);
            recent[0] = hash(v.stmt());
            length = Math.min(LONGEST, length + 1);
            for (int n = 2; n <= length; n++) add(recent, n, v.times());
        }
    }

    private void add(int[] recent, int n, double times) {
        int h = BASIS ^ n;
        for (int i = n - 1; i >= 0; i--) h = (h ^ recent[i]) * PRIME;
        buckets[(h ^ h >>> 15) & BUCKETS - 1] += times;
        all += times;
    }

    private static int hash(Stmt s) {
        int h = hash(BASIS, Ops.mnemonic(s.op()));
        if (s.op() instanceof LaneOp.Ld ld) h = hash(h, ld.at().form().text() + ld.at().space().text() + ld.bits());
        if (s.op() instanceof LaneOp.St st) h = hash(h, st.at().form().text() + st.at().space().text() + st.bits());
        for (var r : s.results()) h = hash(h, r.type().toString());
        return h;
    }

    private static int hash(int from, String text) {
        int h = from;
        for (int i = 0; i < text.length(); i++) h = (h ^ text.charAt(i)) * PRIME;
        return h;
    }

    void put(Vector out) {
        for (int i = 0; i < BUCKETS; i++) out.share(PREFIX + i, buckets[i], all);
    }
}
