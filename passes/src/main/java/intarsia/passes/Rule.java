package intarsia.passes;

import intarsia.ir.Op;
import intarsia.ir.Value;
import java.util.Optional;
import java.util.function.Function;

/**
 * A law that goes one way, to something no worse.
 *
 * @param law   the law, as algebra: its name in traces
 * @param apply what an op becomes: a value that exists, or an op; empty where the law does not fit
 */
record Rule(String law, Apply apply) {
    /** The other side of a law. */
    @FunctionalInterface
    interface Apply {
        Optional<Result> to(Op op, Function<Value, Optional<Op>> def);
    }

    /** A value that is there already, or an op that computes it. */
    sealed interface Result {
        record Same(Value value) implements Result {
        }

        record Instead(Op op) implements Result {
        }
    }

    static Optional<Result> same(Value v) {
        return Optional.of(new Result.Same(v));
    }

    static Optional<Result> instead(Op op) {
        return Optional.of(new Result.Instead(op));
    }
}
