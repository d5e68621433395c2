package intarsia.decoder.model;

import intarsia.ir.type.DType;

/**
 * How a model is to be run.
 *
 * @param maxTokens most tokens of one run, of all sequences together
 * @param context   positions that each sequence has room for
 * @param sequences sequences that are kept at once
 * @param kvFormat  how keys and values are kept: f32 or f16
 * @param activations what contractions with weights read
 * @param decoded   whether rounded activations are decoded once where weights are plain: for runs of many tokens; a single token is faster
 *                  through products that decode as they read
 * @param deterministic whether logits have the same bits on any number of threads, and however many tokens a run takes; not with {@code decoded},
 *                  which makes long runs differ
 */
public record Options(int maxTokens, int context, int sequences, DType kvFormat, Activations activations, boolean decoded, boolean deterministic) {
    /** Activations that products decode as they read them. */
    public Options(int maxTokens, int context, int sequences, DType kvFormat, Activations activations) {
        this(maxTokens, context, sequences, kvFormat, activations, false, false);
    }

    /** Activations as they are computed, in f32. */
    public Options(int maxTokens, int context, int sequences, DType kvFormat) {
        this(maxTokens, context, sequences, kvFormat, Activations.F32);
    }

    /** The same, deterministic where that is asked for. */
    public Options deterministic(boolean wanted) {
        return new Options(maxTokens, context, sequences, kvFormat, activations, decoded, wanted);
    }

    public Options {
        positive("tokens of a run", maxTokens);
        positive("positions of a sequence", context);
        positive("sequences", sequences);
        if (!kvFormat.equals(DType.F32) && !kvFormat.equals(DType.F16)) {
            throw new IllegalArgumentException("keys and values kept as " + kvFormat + "; wanted f32 or f16");
        }
        if (decoded && deterministic) {
            throw new IllegalArgumentException("rounded activations that long runs decode, deterministic; wanted one of the two");
        }
    }

    private static void positive(String what, int n) {
        if (n < 1) throw new IllegalArgumentException(n + " " + what + "; wanted at least 1");
    }
}
