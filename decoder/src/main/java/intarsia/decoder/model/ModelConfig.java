package intarsia.decoder.model;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.Gguf;
import java.util.List;

/**
 * The sizes and constants of a model.
 *
 * @param layers       blocks of attention and feed-forward net
 * @param width        elements of the residual stream
 * @param hidden       elements inside the feed-forward net
 * @param heads        query heads
 * @param groups       key and value heads, each read by {@code heads / groups} query heads
 * @param keyDim       elements of a query or key head, even
 * @param valueDim     elements of a value head
 * @param epsilon      added to the mean square in norms
 * @param ropeBase     base of the rotary angles
 * @param ropeDivisors of the angles, one a pair, or empty: all 1
 * @param context      positions the model was trained for
 * @param words        ids of the vocabulary
 * @param tied         whether the token embedding is the output matrix too
 */
public record ModelConfig(Architecture architecture, int layers, int width, int hidden, int heads, int groups, int keyDim, int valueDim,
                          float epsilon, float ropeBase, List<Double> ropeDivisors, int context, int words, boolean tied) {
    public ModelConfig {
        ropeDivisors = List.copyOf(ropeDivisors);
        if (heads % groups != 0) throw new IllegalArgumentException(heads + " query heads over " + groups + " key heads; wanted a multiple");
        if (keyDim % 2 != 0) throw new IllegalArgumentException("heads of " + keyDim + " elements; rotary pairs want an even number");
        if (!ropeDivisors.isEmpty() && ropeDivisors.size() != keyDim / 2) {
            throw new IllegalArgumentException(ropeDivisors.size() + " rotary divisors; wanted " + keyDim / 2 + ", one a pair, or none");
        }
    }

    /**
     * Reads a file's hyper-parameters, and checks that every tensor is there in its shape and that no other is.
     *
     * @throws ModelFileException that names the key or the tensors, what was wanted and what was found
     */
    public static ModelConfig of(Gguf file) {
        ModelConfig config = new ConfigReader(file).read();
        Weight.check(file, config);
        return config;
    }

    /** Query heads that read one key head. */
    public int headsPerGroup() {
        return heads / groups;
    }

    /** Rows of the query projection. */
    public int queryRows() {
        return heads * keyDim;
    }

    /** Rows of the key projection. */
    public int keyRows() {
        return groups * keyDim;
    }

    /** Rows of the value projection. */
    public int valueRows() {
        return groups * valueDim;
    }

    /** Columns of the attention's output projection: the values of all query heads. */
    public int attended() {
        return heads * valueDim;
    }
}
