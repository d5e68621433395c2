package intarsia.decoder;

import intarsia.decoder.model.ModelGraph;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Both programs of a model, bound to the same states; the one for prompts is made when it is first needed. */
final class Programs implements AutoCloseable {
    /** The program for prompts and the symbols that it is told. */
    private record Prompt(Run run, int tokens, int rows) {
        static Prompt of(Run run) {
            return new Prompt(run, run.symbol(ModelGraph.TOKENS), run.symbol(ModelGraph.ROWS));
        }
    }

    private final Compiled compiled;
    private final Map<String, Tensor> tensors;
    private final Run token;
    private volatile @Nullable Prompt prompt;

    /** @param token the program for one token, of {@code compiled} */
    Programs(Compiled compiled, Run token, Map<String, Tensor> tensors) {
        this.compiled = compiled;
        this.tensors = Map.copyOf(tensors);
        this.token = token;
    }

    /** Whether a run takes the program for one token. */
    private static boolean single(int count, int rowsWanted) {
        return count == 1 && rowsWanted == 1;
    }

    /** Makes what {@link #run} needs for so much. */
    void prepare(int count, int rowsWanted) {
        if (!single(count, rowsWanted)) prompt();
    }

    /** Runs what the ports say. */
    void run(int count, int rowsWanted) {
        if (single(count, rowsWanted)) {
            token.run();
        } else {
            Prompt p = prompt();
            p.run.set(p.tokens, count).set(p.rows, rowsWanted).run();
        }
    }

    private Prompt prompt() {
        Prompt p = prompt;
        if (p == null) {
            p = Prompt.of(compiled.prompt().bind(tensors));
            prompt = p;
        }
        return p;
    }

    void cancel() {
        token.cancel();
        Prompt p = prompt;
        if (p != null) p.run.cancel();
    }

    @Override public void close() {
        token.close();
        Prompt p = prompt;
        if (p != null) p.run.close();
    }
}
