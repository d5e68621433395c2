package intarsia.cli.tune;

import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A program bound to each of several copies of what it reads, run with one after the other. */
final class Rotation implements AutoCloseable {
    private final List<Run> runs = new ArrayList<>();
    private int next;
    private long launches;

    private Rotation() { }

    static Rotation of(List<Map<String, Tensor>> copies, Function<Map<String, Tensor>, Run> bind) {
        Rotation r = new Rotation();
        try {
            copies.forEach(c -> r.runs.add(bind.apply(c)));
            return r;
        } catch (RuntimeException e) {
            r.close();
            throw e;
        }
    }

    /** Runs it with the next copy. */
    void run() {
        runs.get(next).run();
        next = (next + 1) % runs.size();
        launches++;
    }

    /** How often it was run. */
    long launches() {
        return launches;
    }

    @Override public void close() {
        runs.forEach(Run::close);
    }
}
