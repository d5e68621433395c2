package intarsia.decoder;

import intarsia.decoder.model.ModelGraph;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.util.Map;

/** Both programs of a model, bound to the same states. */
final class Programs implements AutoCloseable {
    private final Run token;
    private final Run prompt;
    private final int tokens, rows;

    Programs(Compiled compiled, Map<String, Tensor> tensors) {
        token = compiled.token().bind(tensors);
        try {
            prompt = compiled.prompt().bind(tensors);
        } catch (RuntimeException | Error e) {
            token.close();
            throw e;
        }
        tokens = prompt.symbol(ModelGraph.TOKENS);
        rows = prompt.symbol(ModelGraph.ROWS);
    }

    /** Runs what the ports say. */
    void run(int count, int rowsWanted) {
        if (count == 1 && rowsWanted == 1) token.run();
        else prompt.set(tokens, count).set(rows, rowsWanted).run();
    }

    void cancel() {
        token.cancel();
        prompt.cancel();
    }

    @Override public void close() {
        token.close();
        prompt.close();
    }
}
