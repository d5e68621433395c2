package intarsia.decoder;

import intarsia.decoder.model.ModelConfig;
import intarsia.decoder.model.Options;
import intarsia.ir.type.DType;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** What a run of the model graph is told and what it answers; see {@code ModelGraph}. Writing allocates nothing. */
final class Ports {
    private final Map<String, Tensor> tensors;
    private final MemorySegment token, position, sequence, row, logits;
    private final long rowBytes;

    /** @param rows of logits that there is room for */
    Ports(TensorArena arena, ModelConfig c, Options o, int rows) {
        Tensor token = arena.allocate(DType.I32, o.maxTokens());
        Tensor position = arena.allocate(DType.I32, o.maxTokens());
        Tensor sequence = arena.allocate(DType.I32, o.maxTokens());
        Tensor row = arena.allocate(DType.I32, o.maxTokens());
        Tensor logits = arena.allocate(DType.F32, rows, c.words());
        tensors = Map.of("token", token, "position", position, "sequence", sequence, "row", row, "logits", logits);
        this.token = token.segment();
        this.position = position.segment();
        this.sequence = sequence.segment();
        this.row = row.segment();
        this.logits = logits.segment().asReadOnly();
        rowBytes = DType.F32.bytes(c.words());
    }

    /** By the names of the graph's parameters. */
    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** Says what token {@code index} of the run is. */
    void token(int index, int id, int inSequence, int at) {
        token.setAtIndex(ValueLayout.JAVA_INT, index, id);
        sequence.setAtIndex(ValueLayout.JAVA_INT, index, inSequence);
        position.setAtIndex(ValueLayout.JAVA_INT, index, at);
    }

    /** Asks for the logits after token {@code index} as row {@code at}. */
    void row(int at, int index) {
        row.setAtIndex(ValueLayout.JAVA_INT, at, index);
    }

    /** The first {@code rows} rows of logits, read-only. */
    MemorySegment logits(int rows) {
        return logits.asSlice(0, rows * rowBytes);
    }
}
