package intarsia.decoder;

import intarsia.decoder.model.ModelGraph;
import intarsia.ir.plan.Plan;
import intarsia.passes.ScheduleChoice;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import intarsia.runtime.cpu.Warming;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Both programs of a model, bound to the same states; the one for prompts is made when it is first needed. */
final class Programs implements AutoCloseable {
    /** The program for prompts and the symbols that it is told. */
    private record Prompt(Warm warm, int tokens, int rows) {
        static Prompt of(Warm warm) {
            return new Prompt(warm, warm.run.symbol(ModelGraph.TOKENS), warm.run.symbol(ModelGraph.ROWS));
        }
    }

    /**
     * A program at work, whose kernels come to full speed meanwhile.
     *
     * @param awaited whether a run has waited for that, which is done once, however it ended
     */
    private record Warm(Run run, Optional<Warming> warming, AtomicBoolean awaited) implements AutoCloseable {
        static Warm of(Program program, Map<String, Tensor> tensors, Duration delay) {
            Optional<Warming> warming = OFF ? Optional.empty() : Intarsia.warm(program, delay);
            try {
                return new Warm(program.bind(tensors), warming, new AtomicBoolean());
            } catch (RuntimeException | Error e) {
                warming.ifPresent(Warming::close);
                throw e;
            }
        }

        @Override public void close() {
            warming.ifPresent(Warming::close);
            run.close();
        }
    }

    /** {@code -Dintarsia.warm=off}: kernels run as they are from the first call, for measurements and tests. */
    private static final boolean OFF = "off".equals(System.getProperty("intarsia.warm"));
    /** Bytes of weights up to which cold kernels write a text as fast as people read. */
    private static final long LITTLE = 8L << 20;
    /** Bytes of weights from which on a token by cold kernels takes longer than the JIT does to compile them. */
    static final long LARGE = 64L << 20;
    private static final long PATIENCE_NANOS = 20_000_000_000L, SLICE_MILLIS = 20;
    /** How long a short text by a little model takes: the JIT would only slow it down. */
    private static final Duration SHORT_TEXT = Duration.ofSeconds(3);

    private final Compiled compiled;
    private final Duration delay;
    private final Map<String, Tensor> tensors;
    private final Warm token;
    private volatile @Nullable Prompt prompt;

    /** @param token the program for one token, of {@code compiled} */
    Programs(Compiled compiled, Program token, Map<String, Tensor> tensors) {
        this(compiled, token, tensors, compiled.model().bytesPerToken() < LITTLE ? SHORT_TEXT : Duration.ZERO);
    }

    private Programs(Compiled compiled, Program token, Map<String, Tensor> tensors, Duration delay) {
        this.compiled = compiled;
        this.tensors = Map.copyOf(tensors);
        this.delay = delay;
        this.token = Warm.of(token, this.tensors, delay);
    }

    /**
     * The same by another choice of schedules, at full speed, bound to the same states and weights; what is not made here will be made by it. Takes seconds.
     *
     * @param givenUp whether they are not wanted any more
     * @param atWork  whether somebody runs the others, who is not to be slowed
     * @return nothing where the choice makes the same kernels, or it was given up meanwhile
     */
    Optional<Programs> rescheduled(ScheduleChoice choice, BooleanSupplier givenUp, BooleanSupplier atWork) {
        Compiled other = compiled.by(choice);
        Prompt old = prompt;
        if (choice.key().isPresent() && choice.key().equals(compiled.choice().key())) return Optional.empty();
        Plan one = other.tokenPlan();
        Optional<Plan> many = old == null ? Optional.empty() : Optional.of(other.promptPlan());
        if (alike(token, one) && (old == null || alike(old.warm, many.orElseThrow()))) return Optional.empty();
        Programs next = new Programs(other, other.token(() -> one), tensors, Duration.ZERO);
        try {
            many.ifPresent(p -> next.prompt(other.prompt(() -> p)));
            next.awaitAll(givenUp, atWork);
            if (!givenUp.getAsBoolean()) return Optional.of(next);
        } catch (RuntimeException | Error e) {
            next.close();
            throw e;
        }
        next.close();
        return Optional.empty();
    }

    private static boolean alike(Warm made, Plan plan) {
        return made.run.program().plan().steps().equals(plan.steps());
    }

    /** Until kernels are at full speed, or are known not to get there. */
    private void awaitAll(BooleanSupplier givenUp, BooleanSupplier atWork) {
        Prompt p = prompt;
        try {
            if (token.warming.isPresent()) await(token.warming.get(), givenUp, atWork);
            if (p != null && p.warm.warming.isPresent()) await(p.warm.warming.get(), givenUp, atWork);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Warm-ups go on at full tilt while somebody waits for them. */
    private static void await(Warming warming, BooleanSupplier givenUp, BooleanSupplier atWork) throws InterruptedException {
        for (boolean done = false; !done && !givenUp.getAsBoolean();) {
            boolean pause = atWork.getAsBoolean();
            done = warming.await(pause ? 0 : SLICE_MILLIS, TimeUnit.MILLISECONDS);
            if (pause) Thread.sleep(SLICE_MILLIS);
        }
    }

    /** Whether a run takes the program for one token. */
    private static boolean single(int count, int rowsWanted) {
        return count == 1 && rowsWanted == 1;
    }

    /** Makes what {@link #run} needs for so much. */
    void prepare(int count, int rowsWanted) {
        if (!single(count, rowsWanted)) prompt();
    }

    /** Before the first such run of a large model waits until the kernels of such a run are at full speed, for some seconds, or until somebody has cancelled. */
    void settle(int count, int rowsWanted, AtomicBoolean cancelled) {
        Warm w = single(count, rowsWanted) ? token : prompt().warm;
        if (w.warming.isPresent() && compiled.model().bytesPerToken() >= LARGE && !w.awaited.getAndSet(true)) {
            await(w.warming.get(), cancelled::get);
        }
    }

    private static void await(Warming warming, BooleanSupplier givenUp) {
        long begin = System.nanoTime();
        try {
            while (!givenUp.getAsBoolean() && System.nanoTime() - begin < PATIENCE_NANOS && !warming.await(SLICE_MILLIS, TimeUnit.MILLISECONDS)) { }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs what the ports say. */
    void run(int count, int rowsWanted) {
        if (single(count, rowsWanted)) {
            token.run.run();
        } else {
            Prompt p = prompt();
            p.warm.run.set(p.tokens, count).set(p.rows, rowsWanted).run();
        }
    }

    private Prompt prompt() {
        Prompt p = prompt;
        return p == null ? prompt(compiled.prompt()) : p;
    }

    private Prompt prompt(Program made) {
        Prompt p = Prompt.of(Warm.of(made, tensors, delay));
        prompt = p;
        return p;
    }

    /** Waits until the program for one token is at full speed, or is known not to get there; whether it was in time. */
    boolean awaitWarm(long time, TimeUnit unit) throws InterruptedException {
        return token.warming.isEmpty() || token.warming.get().await(time, unit);
    }

    void cancel() {
        token.run.cancel();
        Prompt p = prompt;
        if (p != null) p.warm.run.cancel();
    }

    @Override public void close() {
        token.close();
        Prompt p = prompt;
        if (p != null) p.warm.close();
    }
}
