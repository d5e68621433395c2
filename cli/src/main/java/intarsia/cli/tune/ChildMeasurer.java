package intarsia.cli.tune;

import static java.nio.charset.StandardCharsets.UTF_8;

import intarsia.cli.child.JavaCommand;
import intarsia.ir.Point;
import intarsia.tuning.Outcome;
import intarsia.tuning.Problem;
import intarsia.tuning.search.Measurer;
import intarsia.tuning.search.SearchSpace;
import intarsia.tuning.search.Trial;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Measures in a JVM of its own: a kernel that crashes or hangs takes that one with it, which is recorded, and another is started. It also starts afresh after so many points, for what
 * is compiled stays.
 */
public final class ChildMeasurer implements Measurer {
    private static final Duration OPEN = Duration.ofMinutes(3), MEASURE = Duration.ofSeconds(60);
    private static final int MOST_POINTS = 75;
    /** Processes that end one after the other, none of which has measured anything. */
    private static final int MOST_DEATHS = 8;
    /** Flags of ours that a child must not have, or has of its own. */
    private static final List<String> NOT_HANDED_ON = List.of("-javaagent", "-agent", "-Dintarsia.cache");

    private final List<String> command;
    private final Duration open, measure;
    private Optional<Conversation> child = Optional.empty();
    private Optional<Problem> opened = Optional.empty();
    private int points, deaths;
    private volatile boolean closed;

    /** @param command starts a process that answers as {@link MeasureKernels} does */
    ChildMeasurer(List<String> command, Duration open, Duration measure) {
        this.command = command;
        this.open = open;
        this.measure = measure;
    }

    /** Kernels of engine {@code jvm} on so many threads. */
    public static ChildMeasurer ofJvm(int threads) throws IOException {
        List<String> flags = new ArrayList<>(JavaCommand.flagsOfLauncher());
        flags.addAll(JavaCommand.flagsOfThis(f -> NOT_HANDED_ON.stream().noneMatch(f::startsWith)));
        flags.add("-Dintarsia.cache=off");
        flags.add("-XX:-UseOnStackReplacement"); // C2 would compile a kernel once more for the loop that practises it
        return new ChildMeasurer(JavaCommand.of(flags, MeasureKernels.class.getName(), List.of(Integer.toString(threads))), OPEN, MEASURE);
    }

    @Override public Outcome measure(SearchSpace space, Point point, Trial trial) throws IOException, InterruptedException {
        if (child.filter(Conversation::alive).isEmpty() || points >= MOST_POINTS) start();
        try {
            Outcome o = Answer.parse(prepared(space.problem()).ask(new Request(point, trial).line(), measure));
            deaths = 0;
            return o;
        } catch (IOException | IllegalArgumentException e) {
            end();
            if (closed) throw new InterruptedException("the measurer was closed");
            String why = "the process that measured it: " + e.getMessage();
            if (++deaths >= MOST_DEATHS) throw new IOException(why + "; so did " + (MOST_DEATHS - 1) + " before it", e);
            return new Outcome.Failed(why);
        }
    }

    /** The process, which has the problem. */
    private Conversation prepared(Problem p) throws IOException, InterruptedException {
        Conversation c = child.orElseThrow(() -> new IOException("it was closed"));
        if (!opened.equals(Optional.of(p))) {
            int bytes = p.text().getBytes(UTF_8).length;
            String answer = c.ask(MeasureKernels.PROBLEM + bytes + "\n" + p.text(), open);
            if (!answer.equals(MeasureKernels.READY)) throw new IOException("it does not take the problem: " + answer);
            opened = Optional.of(p);
        }
        points++;
        return c;
    }

    private synchronized void start() throws IOException, InterruptedException {
        end();
        if (closed) throw new InterruptedException("the measurer is closed");
        child = Optional.of(Conversation.start(command));
        points = 0;
    }

    private synchronized void end() {
        child.ifPresent(Conversation::close);
        child = Optional.empty();
        opened = Optional.empty();
    }

    @Override public synchronized void close() {
        closed = true;
        child.ifPresent(Conversation::close);
    }
}
