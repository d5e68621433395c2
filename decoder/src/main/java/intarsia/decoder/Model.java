package intarsia.decoder;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.Storage;
import intarsia.decoder.model.Vocabularies;
import intarsia.decoder.model.Weight;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.decoder.repack.Panel;
import intarsia.decoder.repack.Panels;
import intarsia.decoder.tokenizer.Tokenizer;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
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
    /** What closing the model ends: the file, or memory of its own. */
    private final Runnable end;
    private final ModelConfig config;
    private final Map<String, Stored> weights = new LinkedHashMap<>();
    private final Tokenizer tokenizer;

    private Model(Model of, Map<String, Stored> weights, Runnable end) {
        file = of.file;
        this.end = end;
        config = of.config;
        tokenizer = of.tokenizer;
        this.weights.putAll(weights);
    }

    private Model(Gguf file) {
        this.file = file;
        end = file::close;
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
        return new Model(this, converted, () -> { });
    }

    /**
     * The same model with the matrices that products read in the formats that a storage chooses; the others are read where they lie. The table of the tokens stays as it is
     * for lookups, also where it makes the logits. Close it before this model.
     *
     * @throws IOException              where panels cannot be made; says in words why
     * @throws IllegalArgumentException where a storage chooses what is no other packing of the same fields
     */
    public Model repacked(Storage storage, Panels panels) throws IOException {
        List<Panel> wanted = panels(storage);
        Arena arena = Arena.ofShared();
        try {
            Map<String, MemorySegment> made = wanted.isEmpty() ? Map.of() : panels.of(file, wanted, arena);
            var stored = new LinkedHashMap<>(weights);
            wanted.forEach(p -> stored.put(p.weight(), new Stored(p.to(), List.of(p.storedRows(), p.columns()), Objects.requireNonNull(made.get(p.weight()), p.weight()))));
            return new Model(this, stored, arena::close);
        } catch (IOException | RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    /** The matrices that a storage has in other formats than the file. */
    public List<Panel> panels(Storage storage) {
        var all = new ArrayList<Panel>();
        for (Weight w : Weight.all(config)) {
            boolean table = w.name().equals(Weight.EMBEDDING);
            if (w.dims().size() != 2 || table && !config.tied()) continue;
            String name = table ? Weight.OUTPUT : w.name();
            Stored in = Objects.requireNonNull(weights.get(w.name()), w.name());
            Format to = storage.stored(name, in.format, in.shape);
            if (!to.equals(in.format)) all.add(Panel.of(name, w.name(), in.format, to, in.shape.getFirst(), in.shape.getLast()));
        }
        return all;
    }

    /** The same model with the values of its weights as f32, in memory of its own; close it before this model. */
    public Model decoded(Quantizer quantizer) {
        var own = new LinkedHashMap<String, Stored>();
        weights.forEach((name, w) -> own.put(name, new Stored(DType.F32, w.shape, Arena.ofAuto().allocate(DType.F32.bytes(w.elements()), ALIGNMENT))));
        Model decoded = new Model(this, own, () -> { });
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
        return weights.containsKey(Weight.OUTPUT) ? bytes - bytes(Weight.EMBEDDING) / config.words() * (config.words() - 1) : bytes;
    }

    private long bytes(String name) {
        return Objects.requireNonNull(weights.get(name), name).data.byteSize();
    }

    /** Bytes of all that the model computes with. */
    public long weightBytes() {
        return weights.values().stream().mapToLong(w -> w.data.byteSize()).sum();
    }

    /** Elements of all that the model computes with, rows that fill up boxes among them. */
    public long parameters() {
        return weights.values().stream().mapToLong(Stored::elements).sum();
    }

    /** Ends what it opened: the file, or where it was made of another model the memory that it has besides. */
    @Override public void close() {
        end.run();
    }
}
