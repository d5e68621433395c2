package intarsia.decoder;

import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.DType;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Engine;
import intarsia.runtime.Program;
import intarsia.runtime.ProgramCache;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A model at work on an engine: its compiled plans, and the keys and values of some sequences. One thread at a time, but
 * for {@link #cancel} and {@link #reschedule}.
 *
 * <p>Each sequence is a text of tokens at positions 0, 1, …; {@link #length} of them are known. Logits are f32 in native
 * order, a row of them one a token of the vocabulary, in memory that the next call writes over.
 */
public final class Session implements AutoCloseable {
    /** Rows of logits that one run makes at most: a row of a large vocabulary is half a megabyte. */
    private static final int MOST_ROWS = 16;

    /**
     * Prompts of so many tokens go through the program for one token, one after the other: a second set of kernels has to be
     * made or read, and runs slowly until the JIT has compiled it, which takes longer than these runs.
     */
    private static final int FEW_TOKENS = 8;
    /** The same of a large model, whose kernels for prompts the JIT compiles in the time of as many tokens. */
    private static final int FEW_OF_LARGE = 64;

    private final Model model;
    private final Options options;
    private final TensorArena arena;
    private final Ports ports;
    private final MemorySegment lastLogits;
    private final int rows;
    private final int[] lengths;
    private final AtomicBoolean cancelled = new AtomicBoolean();
    private final Succession succession;
    private volatile Programs programs;
    /** Whether a run is in progress: others leave it the cores. */
    private volatile boolean atWork;

    private Session(Compiled compiled, TensorArena arena) {
        model = compiled.model();
        options = compiled.options();
        this.arena = arena;
        rows = Math.min(options.maxTokens(), Math.max(MOST_ROWS, options.sequences()));
        lengths = new int[options.sequences()];
        Program token = compiled.token();
        ports = new Ports(arena, model.config(), options, rows);
        Map<String, Tensor> tensors = new HashMap<>(token.allocateStates(arena));
        tensors.putAll(ports.tensors());
        compiled.stage().at("binding the weights", 1, 1);
        tensors.putAll(model.weights(compiled.engine(), arena));
        programs = new Programs(compiled, token, tensors);
        succession = new Succession(() -> programs, () -> atWork);
        lastLogits = ports.logits(1);
    }

    /**
     * Makes a model ready on an engine, with programs from the user's cache where they are there, and takes memory for its
     * states. The weights stay where they are in the file, on an engine that shares memory.
     *
     * @throws IllegalArgumentException where the options ask for more than the model can do
     * @throws IllegalStateException    where states and scratch do not fit in what is free; names the size to lower
     */
    public static Session open(Model model, Engine engine, Options options, Stage stage) {
        return open(model, engine, options, stage, ProgramCache.ofUser());
    }

    /** The same with another cache. */
    public static Session open(Model model, Engine engine, Options options, Stage stage, ProgramCache cache) {
        return open(model, engine, options, ScheduleChoice.RULES, stage, cache);
    }

    /** The same with kernels that are scheduled as a choice says; programs are kept where the choice has a key. */
    public static Session open(Model model, Engine engine, Options options, ScheduleChoice choice, Stage stage, ProgramCache cache) {
        TensorArena arena = TensorArena.open();
        try {
            return new Session(new Compiled(model, engine, options, choice, stage, cache), arena);
        } catch (RuntimeException | Error e) {
            arena.close();
            throw e;
        }
    }

    public Model model() {
        return model;
    }

    public Options options() {
        return options;
    }

    /** Tokens of a sequence that are known. */
    public int length(int sequence) {
        return lengths[checked(sequence)];
    }

    private int checked(int sequence) {
        if (sequence < 0 || sequence >= lengths.length) {
            throw new IllegalArgumentException("sequence " + sequence + "; this session was opened for " + lengths.length + ", counted from 0");
        }
        return sequence;
    }

    /** Lets a sequence begin anew: none of its tokens are known, and a {@link #cancel} that met no call is void. */
    public void forget(int sequence) {
        lengths[checked(sequence)] = 0;
        cancelled.set(false);
    }

    /**
     * Puts tokens into a sequence from a position on, and forgets what stood there and after. Long prompts take several runs.
     *
     * @param position at most the sequence's length
     * @return the logits after the last token, [words]
     * @throws IllegalArgumentException where the tokens do not fit in the context, or one is not in the vocabulary
     * @throws CancellationException after {@link #cancel}
     */
    public MemorySegment prefill(int[] tokens, int sequence, int position) {
        check(tokens, sequence, position);
        takeOver(sequence);
        int most = inOneRun(tokens.length);
        for (int from = 0; from < tokens.length; from += most) {
            int count = Math.min(most, tokens.length - from);
            write(tokens, from, count, sequence, position);
            ports.row(0, count - 1);
            run(count, 1, sequence, position + from);
        }
        return lastLogits;
    }

    /** The tokens that one run takes of a prompt. */
    private int inOneRun(int prompt) {
        return prompt <= (model.bytesPerToken() < Programs.LARGE ? FEW_TOKENS : FEW_OF_LARGE) ? 1 : options.maxTokens();
    }

    /**
     * Makes, where it is not there, all that {@link #prefill} needs for a prompt of so many tokens; otherwise the first such
     * prompt waits for it. Throws what {@link #open} throws.
     */
    public void prepare(int prompt) {
        programs.prepare(Math.min(prompt, inOneRun(prompt)), 1);
    }

    /** Receives rows of logits. */
    @FunctionalInterface
    public interface Rows {
        /**
         * The next rows, in order.
         *
         * @param first  index of the token of the first row
         * @param count  how many rows
         * @param logits [count, words], valid until this returns
         */
        void accept(int first, int count, MemorySegment logits);
    }

    /** As {@link #prefill}; gives the logits after every token. */
    public void score(int[] tokens, int sequence, int position, Rows each) {
        check(tokens, sequence, position);
        takeOver(sequence);
        for (int from = 0; from < tokens.length; from += rows) {
            int count = Math.min(rows, tokens.length - from);
            write(tokens, from, count, sequence, position);
            for (int i = 0; i < count; i++) ports.row(i, i);
            run(count, count, sequence, position + from);
            each.accept(from, count, ports.logits(count));
        }
    }

    private void check(int[] tokens, int sequence, int position) {
        if (tokens.length == 0) throw new IllegalArgumentException("no tokens; wanted at least one, the beginning-of-text token for example");
        if (position < 0 || position > length(sequence)) {
            throw new IllegalArgumentException("position " + position + " of sequence " + sequence + ", of which " + length(sequence) + " tokens are known");
        }
        if (tokens.length > options.context() - position) {
            throw new IllegalArgumentException(tokens.length + " tokens from position " + position + "; the context has room for " + options.context());
        }
        for (int t : tokens) checkToken(t);
    }

    private void checkToken(int token) {
        if (token < 0 || token >= model.config().words()) {
            throw new IllegalArgumentException("token " + token + "; the vocabulary has ids 0 to " + (model.config().words() - 1));
        }
    }

    private void write(int[] tokens, int from, int count, int sequence, int position) {
        for (int i = 0; i < count; i++) ports.token(i, tokens[from + i], sequence, position + from + i);
    }

    /** One run on what the ports say; a run that does not end well leaves of the sequence what it did not touch. */
    private void run(int count, int rowsWanted, int sequence, int position) {
        lengths[sequence] = position;
        run(count, rowsWanted);
        lengths[sequence] = position + count;
    }

    private void run(int count, int rowsWanted) {
        programs.prepare(count, rowsWanted); // may take seconds, in which somebody cancels
        programs.settle(count, rowsWanted, cancelled);
        if (cancelled.getAndSet(false)) {
            throw new CancellationException("cancelled before a run");
        }
        atWork = true;
        try {
            programs.run(count, rowsWanted);
        } catch (CancellationException e) {
            cancelled.set(false);
            throw e;
        } finally {
            atWork = false;
        }
    }

    /**
     * Puts one more token into a sequence. Allocates nothing on an engine that shares memory.
     *
     * @return the logits after it, [words]
     * @throws IllegalStateException    where the context is full
     * @throws IllegalArgumentException where the token is not in the vocabulary
     * @throws CancellationException after {@link #cancel}
     */
    public MemorySegment step(int token, int sequence) {
        int position = length(sequence);
        checkToken(token);
        if (position == options.context()) {
            throw new IllegalStateException("sequence " + sequence + " is full: its " + position + " tokens are the whole context");
        }
        ports.token(0, token, sequence, position);
        ports.row(0, 0);
        run(1, 1, sequence, position);
        return lastLogits;
    }

    /**
     * Puts one more token into each of some sequences, in one run that reads the weights once.
     *
     * @param tokens    one a sequence
     * @param sequences without repeats, at most as many as {@link Options#maxTokens}
     * @return the logits after each, [sequences, words]
     */
    public MemorySegment step(int[] tokens, int[] sequences) {
        Objects.checkIndex(sequences.length - 1, rows);
        if (tokens.length != sequences.length) throw new IllegalArgumentException(tokens.length + " tokens for " + sequences.length + " sequences");
        for (int i = 0; i < tokens.length; i++) {
            checkToken(tokens[i]);
            if (length(sequences[i]) == options.context()) throw new IllegalStateException("sequence " + sequences[i] + " is full");
            for (int j = 0; j < i; j++) if (sequences[i] == sequences[j]) throw new IllegalArgumentException("sequence " + sequences[i] + " twice");
        }
        for (int i = 0; i < tokens.length; i++) {
            ports.token(i, tokens[i], sequences[i], lengths[sequences[i]]);
            ports.row(i, i);
        }
        run(tokens.length, tokens.length);
        for (int s : sequences) lengths[s]++;
        return ports.logits(tokens.length);
    }

    /** Bytes that a token at a position reads: all weights, and the keys and values before it. */
    public long bytesPerToken(int position) {
        var c = model.config();
        DType kv = options.kvFormat();
        return model.bytesPerToken() + (long) c.layers() * position * (kv.bytes(c.keyRows()) + kv.bytes(c.valueRows()));
    }

    /**
     * Waits until steps run at full speed: kernels do so only after the JIT has compiled them, in the background from the
     * moment the session opens. Steps before that are slower and give the same logits.
     *
     * @return whether it was in time
     */
    public boolean awaitWarm(long time, TimeUnit unit) throws InterruptedException {
        return programs.awaitWarm(time, unit);
    }

    /**
     * Has kernels scheduled by another choice. They are compiled and brought to full speed in the background and take over at the beginning of a {@link #prefill} or {@link #score}: of the
     * next one that finds them ready and no tokens in other sequences ({@link #forget}), so never while a text is being generated; where {@link Options#deterministic} is asked for, bits
     * stay the same, and other sequences do not matter. Weights, states and context stay as they are: a prefill that goes on with a sequence does so with the keys and values that are
     * there. Where the choice makes the same kernels nothing is compiled; where others cannot be made, those at work stay, and a line in the log says why. A later call takes the place
     * of an earlier one. From any thread.
     *
     * @return whether other kernels will take over, once they are ready
     */
    public CompletableFuture<Boolean> reschedule(ScheduleChoice choice) {
        return succession.begin(choice);
    }

    private void takeOver(int sequence) {
        if (options.deterministic() || alone(sequence)) {
            succession.take().ifPresent(next -> {
                Programs before = programs;
                programs = next;
                before.close();
            });
        }
    }

    private boolean alone(int sequence) {
        for (int i = 0; i < lengths.length; i++) if (i != sequence && lengths[i] > 0) return false;
        return true;
    }

    /** Ends the call in progress before its next step, or else the next call; from any thread. */
    public void cancel() {
        cancelled.set(true);
        programs.cancel();
    }

    /** Frees states and scratch; the model stays open. */
    @Override public void close() {
        succession.close();
        programs.close();
        arena.close();
    }
}
