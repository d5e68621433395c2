package intarsia.passes.check;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Evaluator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * {@code --check-passes}: runs the kernel that the passes were given, and what each of them made of it, on small random
 * inputs, and compares within the evaluator's bounds.
 */
public final class PassCheck {
    private static final long SEED = 20260101;
    /** Elements of all tensors together; above it the evaluator takes minutes. */
    private static final long MOST_ELEMENTS = 1 << 20;
    private static final long MOST_SIZE = 40;
    private static final int WANTED = 2;
    private static final int TRIES = 12;

    private final Kernel input;
    private final List<Sample> samples = new ArrayList<>();
    private String skipped = "no random sizes were such that the kernel runs";

    /** One launch: what goes in, what came out of the input kernel. */
    private record Sample(Symbols symbols, Map<String, MemorySegment> before, Map<String, MemorySegment> after, Map<String, double[]> bounds) {
    }

    /** Evaluates a tile kernel on inputs of its own. */
    public PassCheck(Kernel tile) {
        input = tile;
        RandomGenerator random = new SplittableRandom(SEED);
        for (int i = 0; i < TRIES && samples.size() < WANTED; i++) {
            try {
                sample(random.nextLong(), sizes(random)).ifPresent(samples::add);
            } catch (EvaluationException e) {
                skipped = "it does not run on random inputs: " + e.getMessage();
            }
        }
    }

    private Symbols sizes(RandomGenerator random) {
        Map<String, Long> values = new HashMap<>();
        for (Symbol s : input.symbols()) {
            long first = Math.ceilDiv(s.min(), s.divisor());
            long last = Math.max(first, Math.min(s.max(), Math.max(s.min(), MOST_SIZE)) / s.divisor());
            values.put(s.name(), random.nextLong(first, last + 1) * s.divisor());
        }
        return Symbols.of(values);
    }

    private Optional<Sample> sample(long seed, Symbols symbols) {
        long elements = 0;
        for (Param p : input.params()) {
            elements += Places.of((BufferType) p.type(), symbols).count();
        }
        if (elements > MOST_ELEMENTS) {
            skipped = "its tensors have " + elements + " elements; more than " + MOST_ELEMENTS + " take too long to evaluate";
            return Optional.empty();
        }
        Arena arena = Arena.ofAuto();
        Map<String, MemorySegment> before = Inputs.of(input, symbols, Map.of(), seed, arena);
        Map<String, MemorySegment> after = Inputs.copy(before, arena);
        Map<String, double[]> bounds = Evaluator.runWithBounds(input, after, symbols);
        return Optional.of(new Sample(symbols, before, after, bounds));
    }

    /** Why nothing is compared; empty where something is. */
    public Optional<String> skipped() {
        return samples.isEmpty() ? Optional.of(skipped) : Optional.empty();
    }

    /**
     * Compares what a pass made of the kernel.
     *
     * @throws IllegalStateException where it computes something else; names pass, parameter and element
     */
    public void after(String pass, Kernel now) {
        if (now.level() == Level.TILE && now.lanes() > 0) {
            return; // what one warp does is evaluated as lane code
        }
        for (Sample s : samples) {
            try (Arena arena = Arena.ofConfined()) {
                Map<String, MemorySegment> found = Inputs.copy(s.before(), arena);
                run(pass, now, found, s.symbols());
                Agreement.difference(input, s.symbols(), s.after(), s.bounds(), found).ifPresent(d -> {
                    throw new IllegalStateException("pass " + pass + " changes what kernel " + input.name() + " means: " + d + described(s.symbols()));
                });
            }
        }
    }

    private void run(String pass, Kernel now, Map<String, MemorySegment> memory, Symbols symbols) {
        try {
            if (now.level() == Level.LANE) {
                LaneRun.evaluate(now, memory, symbols);
            } else {
                Evaluator.run(now, memory, symbols);
            }
        } catch (EvaluationException e) {
            throw new IllegalStateException("kernel " + input.name() + " stops after pass " + pass + ": " + e.getMessage() + described(symbols), e);
        }
    }

    private String described(Symbols symbols) {
        return input.symbols().isEmpty() ? "" : ", with " + String.join(", ",
                input.symbols().stream().map(s -> s.name() + " = " + symbols.value(s.name())).toList());
    }
}
