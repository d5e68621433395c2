package intarsia.decoder;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.Vocabularies;
import intarsia.decoder.model.Weight;
import intarsia.decoder.tokenizer.Tokenizer;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model file, opened and checked, that can be run: its sizes, its vocabulary, its weights where they lie in the file.
 * Any thread may use it. Close it after its sessions.
 */
public final class Model implements AutoCloseable {
    private final Gguf file;
    private final ModelConfig config;
    private final Map<String, Format> formats;
    private final Tokenizer tokenizer;

    private Model(Gguf file) {
        this.file = file;
        config = ModelConfig.of(file);
        formats = Weight.formats(file, config);
        tokenizer = Vocabularies.tokenizer(file);
        int known = tokenizer.vocabulary().size();
        if (known != config.words()) {
            throw new ModelFileException(file.path(), "tokenizer", config.words() + " tokens, a row of the embedding each", Integer.toString(known));
        }
    }

    /**
     * Opens a GGUF file. No weight is read yet.
     *
     * @throws ModelFileException if it cannot be read, is damaged, or is no model that runs here
     */
    public static Model open(Path path) {
        return of(Gguf.open(path));
    }

    /** The model in an open file, which it closes with itself, or at once if it throws. */
    public static Model of(Gguf file) {
        try {
            return new Model(file);
        } catch (RuntimeException | Error e) {
            file.close();
            throw e;
        }
    }

    public Gguf file() {
        return file;
    }

    public ModelConfig config() {
        return config;
    }

    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /** How each weight is stored, by name. */
    public Map<String, Format> formats() {
        return formats;
    }

    /**
     * The weights by name: views of the mapped file, or copies where the engine reads memory of its own.
     *
     * @param arena ends views and copies; to be closed before this model
     */
    public Map<String, Tensor> weights(Engine engine, TensorArena arena) {
        var weights = new LinkedHashMap<String, Tensor>();
        formats.forEach((name, format) -> {
            GgufTensor stored = file.tensor(name);
            long[] shape = shape(stored);
            Tensor view = arena.view(stored.data(), format, shape);
            if (engine.sharesMemory()) {
                weights.put(name, view);
            } else {
                Tensor copy = arena.allocate(engine, format, shape);
                view.copyTo(copy);
                weights.put(name, copy);
            }
        });
        return weights;
    }

    /** Extents with the row last; GGUF has it first. */
    static long[] shape(GgufTensor stored) {
        long[] shape = new long[stored.rank()];
        for (int i = 0; i < shape.length; i++) shape[i] = stored.dim(shape.length - 1 - i);
        return shape;
    }

    /** Bytes of weights that one token's run reads: all but the embedding, of which it reads a row where another matrix makes the logits. */
    public long bytesPerToken() {
        long bytes = 0;
        for (String name : formats.keySet()) bytes += file.tensor(name).byteSize();
        return config.tied() ? bytes : bytes - file.tensor(Weight.EMBEDDING).byteSize() / config.words() * (config.words() - 1);
    }

    /** Unmaps the file. */
    @Override public void close() {
        file.close();
    }
}
