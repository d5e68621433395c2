package intarsia.cli.quality;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Sums over the tokens of a text what two models say of the next one; in float64. */
public final class Comparison {
    private final float[] reference;
    private final int words;
    private int tokens;
    private int predicted;
    private int agreed;
    private double divergence;
    private double surprise;

    /**
     * A comparison with the logits of a reference.
     *
     * @param reference a row of {@code words} logits a token
     */
    public Comparison(float[] reference, int words) {
        this.reference = reference;
        this.words = words;
    }

    /** Copies {@code count} logits, f32 in native order, to an array from {@code at} on. */
    public static void copy(MemorySegment logits, float[] to, int at, int count) {
        MemorySegment.copy(logits, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, to, at, count);
    }

    /**
     * Adds the next token.
     *
     * @param logits f32 in native order, from byte {@code offset} on
     * @param next   the token that follows in the text; −1 at its end
     */
    public void add(MemorySegment logits, long offset, int next) {
        float[] found = new float[words];
        MemorySegment.copy(logits, ValueLayout.JAVA_FLOAT_UNALIGNED, offset, found, 0, words);
        add(found, 0, next);
    }

    /** The same of an array from {@code at} on. */
    void add(float[] logits, int at, int next) {
        int row = tokens++ * words;
        double logP = logSum(reference, row);
        double logQ = logSum(logits, at);
        int bestP = 0;
        int bestQ = 0;
        for (int i = 0; i < words; i++) {
            double p = reference[row + i] - logP;
            divergence += Math.exp(p) * (p - (logits[at + i] - logQ));
            bestP = reference[row + i] > reference[row + bestP] ? i : bestP;
            bestQ = logits[at + i] > logits[at + bestQ] ? i : bestQ;
        }
        agreed += bestP == bestQ ? 1 : 0;
        if (next >= 0) {
            surprise += logQ - logits[at + next];
            predicted++;
        }
    }

    private double logSum(float[] logits, int from) {
        double most = Double.NEGATIVE_INFINITY;
        for (int i = from; i < from + words; i++) most = Math.max(most, logits[i]);
        double sum = 0;
        for (int i = from; i < from + words; i++) sum += Math.exp(logits[i] - most);
        return most + Math.log(sum);
    }

    /** Tokens added. */
    public int tokens() {
        return tokens;
    }

    /** The mean Kullback-Leibler divergence from the reference, in nats a token. */
    public double divergence() {
        return divergence / tokens;
    }

    /** The share of tokens after which both find the same one most probable. */
    public double agreement() {
        return (double) agreed / tokens;
    }

    /** exp of the mean surprise at the tokens of the text. */
    public double perplexity() {
        return Math.exp(surprise / predicted);
    }
}
