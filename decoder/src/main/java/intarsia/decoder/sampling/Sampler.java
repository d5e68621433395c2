package intarsia.decoder.sampling;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Draws one token after the other. Equal logits count as ranked by id, the lower first. All memory is taken at
 * construction. Not for several threads at once.
 */
public final class Sampler {
    /** Logits lie at any offset. */
    private static final ValueLayout.OfFloat LOGIT = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final Sampling sampling;
    private final float[] logits;
    private final Ranking ranking;
    private final Xoshiro256 random;

    /**
     * @param vocabulary the number of logits a draw reads
     */
    public Sampler(Sampling sampling, int vocabulary) {
        if (vocabulary < 1) throw new IllegalArgumentException("vocabulary of " + vocabulary + " tokens, wanted at least 1");
        this.sampling = sampling;
        logits = new float[vocabulary];
        ranking = new Ranking(sampling.greedy() ? 0 : vocabulary);
        random = Xoshiro256.seeded(sampling.seed());
    }

    /** Draws from the f32 logits that begin at byte {@code offset} of {@code from}, in native order. */
    public int pick(MemorySegment from, long offset) {
        MemorySegment.copy(from, LOGIT, offset, logits, 0, logits.length);
        return pick();
    }

    /** Draws from {@code from}, one logit a token. */
    public int pick(float[] from) {
        if (from.length != logits.length) {
            throw new IllegalArgumentException(from.length + " logits, wanted " + logits.length + ", one a token of the vocabulary");
        }
        System.arraycopy(from, 0, logits, 0, from.length);
        return pick();
    }

    private int pick() {
        int best = best();
        return sampling.greedy() ? best : draw(logits[best]);
    }

    private int draw(float max) {
        ranking.load(logits);
        int count = logits.length;
        if (sampling.topK() > 0 && sampling.topK() < count) {
            count = sampling.topK();
            ranking.select(count);
        }
        count = ranking.weigh(count, logits, max, sampling.temperature());
        if (sampling.topP() < 1) count = ranking.prefix(count, sampling.topP() * ranking.mass(0, count));
        // The inverse of the cumulative distribution over falling probability.
        double target = random.nextUnit() * ranking.mass(0, count);
        return ranking.id(ranking.prefix(count, target) - 1);
    }

    /** The lowest id of the largest logit, which must be finite. */
    private int best() {
        int best = 0;
        for (int id = 0; id < logits.length; id++) {
            float l = logits[id];
            if (!(l < Float.POSITIVE_INFINITY)) throw new ArithmeticException("logit of token " + id + " is " + l + ", wanted a number");
            if (l > logits[best]) best = id;
        }
        if (logits[best] == Float.NEGATIVE_INFINITY) throw new ArithmeticException("all " + logits.length + " logits are -Infinity, wanted one number");
        return best;
    }
}
