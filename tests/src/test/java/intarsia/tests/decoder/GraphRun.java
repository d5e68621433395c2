package intarsia.tests.decoder;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.ModelGraph;
import intarsia.decoder.model.Options;
import intarsia.decoder.model.Weight;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType;
import intarsia.ir.eval.Evaluator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A model's tensor graph in the evaluator, its states kept from run to run. */
final class GraphRun implements AutoCloseable {
    private final Gguf file;
    private final Arena arena = Arena.ofConfined();
    private final Kernel kernel;
    private final Map<String, MemorySegment> buffers = new HashMap<>();
    private final int words;

    /** A token of a run. */
    record Token(int id, int position, int sequence) { }

    GraphRun(Path path, Options options) {
        this(Gguf.open(path), options);
    }

    /** Of an open file, which it closes with itself. */
    GraphRun(Gguf file, Options options) {
        this.file = file;
        ModelConfig config = ModelConfig.of(file);
        words = config.words();
        kernel = ModelGraph.build(config, Weight.formats(file, config), options);
        for (Param p : kernel.params()) {
            file.findTensor(p.name()).ifPresent(t -> buffers.put(p.name(), t.data()));
            if (p.access() == Param.Access.INOUT) buffers.put(p.name(), arena.allocate(bytes((TensorType) p.type()), Long.BYTES));
        }
    }

    /** Bytes of a tensor without symbols in its type. */
    private static long bytes(TensorType t) {
        return t.format().bytes(t.shape().stream().mapToLong(e -> e.constant()).reduce(1, Math::multiplyExact));
    }

    /** The logits after each of the tokens {@code rows}, which are indices into {@code tokens}. */
    float[][] logits(int[] rows, Token... tokens) {
        MemorySegment logits = arena.allocate((long) rows.length * words * Float.BYTES, Long.BYTES);
        ints("token", Arrays.stream(tokens).mapToInt(Token::id).toArray());
        ints("position", Arrays.stream(tokens).mapToInt(Token::position).toArray());
        ints("sequence", Arrays.stream(tokens).mapToInt(Token::sequence).toArray());
        ints("row", rows);
        buffers.put("logits", logits);
        Map<String, Long> sizes = Map.of("T", (long) tokens.length, "R", (long) rows.length);
        Evaluator.run(kernel, buffers, Symbols.of(sizes));
        var found = new float[rows.length][];
        for (int r = 0; r < rows.length; r++) {
            found[r] = logits.asSlice((long) r * words * Float.BYTES, (long) words * Float.BYTES).toArray(ValueLayout.JAVA_FLOAT);
        }
        return found;
    }

    private void ints(String name, int... values) {
        buffers.put(name, arena.allocateFrom(ValueLayout.JAVA_INT, values));
    }

    @Override
    public void close() {
        arena.close();
        file.close();
    }
}
