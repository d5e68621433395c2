package intarsia.decoder;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.Vocabularies;
import intarsia.decoder.model.Weight;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.decoder.tokenizer.Tokenizer;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A model file, opened and checked, that can be run: its sizes, its vocabulary, its weights where they lie in the file.
 * Any thread may use it. Close it after its sessions.
 */
public final class Model implements AutoCloseable {
    /** A weight as it lies in memory, its extents with the row last. */
    private record Stored(Format format, List<Long> shape, MemorySegment data) {
        static Stored of(GgufTensor t, Format format) {
            return new Stored(format, Arrays.stream(Model.shape(t)).boxed().toList(), t.data());
        }

        long elements() {
            return shape.stream().reduce(1L, (x, y) -> x * y);
        }
    }

    private static final int ALIGNMENT = 64;

    private final Gguf file;
    /** Whether closing the model closes the file. */
    private final boolean owner;
    private final ModelConfig config;
    private final Map<String, Stored> weights = new LinkedHashMap<>();
    private final Tokenizer tokenizer;

    private Model(Model of, Map<String, Stored> weights) {
        file = of.file;
        owner = false;
        config = of.config;
        tokenizer = of.tokenizer;
        this.weights.putAll(weights);
    }

    private Model(Gguf file) {
        this.file = file;
        owner = true;
        config = ModelConfig.of(file);
        Weight.formats(file, config).forEach((name, format) -> weights.put(name, Stored.of(file.tensor(name), format)));
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
        var formats = new LinkedHashMap<String, Format>();
        weights.forEach((name, w) -> formats.put(name, w.format));
        return formats;
    }

    /**
     * The same model with weights in other formats, of which not all need be GGUF's, in memory. It reads the others where they lie: close it before
     * this model.
     *
     * @throws ModelFileException if a weight holds what its format cannot, or no matrix is whole blocks of its format
     */
    public Model converted(Recipe recipe, Quantizer quantizer) {
        Map<String, Format> to = new LinkedHashMap<>();
        weights.keySet().forEach(name -> recipe.format(file, file.tensor(name), config.layers()).ifPresent(f -> to.put(name, f)));
        if (to.isEmpty()) throw new ModelFileException(file.path(), "tensors", "a matrix of whole blocks of " + recipe, "none");
        var converted = new LinkedHashMap<String, Stored>();
        weights.forEach((name, w) -> {
            Format f = to.getOrDefault(name, w.format);
            converted.put(name, f.equals(w.format) ? w : new Stored(f, w.shape, quantizer.convert(file.tensor(name), w.format, f)));
        });
        return new Model(this, converted);
    }

    /** The same model with the values of its weights as f32, in memory of its own; close it before this model. */
    public Model decoded(Quantizer quantizer) {
        var own = new LinkedHashMap<String, Stored>();
        weights.forEach((name, w) -> own.put(name, new Stored(DType.F32, w.shape, Arena.ofAuto().allocate(DType.F32.bytes(w.elements()), ALIGNMENT))));
        Model decoded = new Model(this, own);
        decoded.take(this, quantizer);
        return decoded;
    }

    /**
     * Replaces the values of this model, a {@linkplain #decoded decoded} one, by those of another with the same weights. Its sessions on engines that share
     * memory compute with the new ones: none may be running.
     */
    public void take(Model other, Quantizer quantizer) {
        other.weights.forEach((name, w) -> {
            long columns = w.shape.getLast();
            quantizer.decode(w.format, w.data, w.elements() / columns, columns, Objects.requireNonNull(weights.get(name), name).data);
        });
    }

    /**
     * The weights by name: views of the mapped file, or copies where the engine reads memory of its own.
     *
     * @param arena ends views and copies; to be closed before this model
     */
    public Map<String, Tensor> weights(Engine engine, TensorArena arena) {
        var tensors = new LinkedHashMap<String, Tensor>();
        weights.forEach((name, w) -> {
            long[] shape = w.shape.stream().mapToLong(Long::longValue).toArray();
            Tensor view = arena.view(w.data, w.format, shape);
            if (engine.sharesMemory()) {
                tensors.put(name, view);
            } else {
                Tensor copy = arena.allocate(engine, w.format, shape);
                view.copyTo(copy);
                tensors.put(name, copy);
            }
        });
        return tensors;
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
        for (Stored w : weights.values()) bytes += w.data.byteSize();
        return config.tied() ? bytes : bytes - bytes(Weight.EMBEDDING) / config.words() * (config.words() - 1);
    }

    private long bytes(String name) {
        return Objects.requireNonNull(weights.get(name), name).data.byteSize();
    }

    /** Bytes of all that the model computes with. */
    public long weightBytes() {
        return weights.values().stream().mapToLong(w -> w.data.byteSize()).sum();
    }

    /** Elements of all that the model computes with. */
    public long parameters() {
        return weights.values().stream().mapToLong(Stored::elements).sum();
    }

    /** Unmaps the file, where the model was made of one. */
    @Override public void close() {
        if (owner) file.close();
    }
}
