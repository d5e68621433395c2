package intarsia.passes.search;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A sequence of steps on one 32-bit input, as a tree: equal parts are computed once. In text {@code x} is the input and a
 * constant is its bits, {@code mul.f32(and(mul(x, 0x10400000), 0x81c00000), 0x7e800000)}; {@code parse} reads it back.
 */
public sealed interface Formula {
    /** The value for an input. */
    int apply(int x);

    /** Whether float arithmetic in it reads or gives a subnormal f32, which takes some CPUs a hundred cycles. */
    boolean assisted(int x);

    /** The code that is converted. */
    record Input() implements Formula {
        @Override
        public int apply(int x) {
            return x;
        }

        @Override
        public boolean assisted(int x) {
            return false;
        }

        @Override
        public String toString() {
            return "x";
        }
    }

    /** The same bits whatever the input. */
    record Constant(int bits) implements Formula {
        @Override
        public int apply(int x) {
            return bits;
        }

        @Override
        public boolean assisted(int x) {
            return false;
        }

        @Override
        public String toString() {
            return "0x" + Integer.toHexString(bits);
        }
    }

    /** A step and its operands. */
    record Apply(Step step, List<Formula> operands) implements Formula {
        public Apply {
            operands = List.copyOf(operands);
            if (operands.size() != step.operands()) {
                throw new IllegalArgumentException(step.text() + " of " + operands.size() + " operands; wanted " + step.operands());
            }
        }

        @Override
        public int apply(int x) {
            return step.apply(operand(0, x), operand(1, x), operand(2, x));
        }

        @Override
        public boolean assisted(int x) {
            boolean here = step.isFloat() && (subnormal(apply(x)) || operands.stream().anyMatch(o -> subnormal(o.apply(x))));
            return here || operands.stream().anyMatch(o -> o.assisted(x));
        }

        private static boolean subnormal(int bits) {
            return (bits & 0x7f800000) == 0 && (bits & 0x7fffff) != 0;
        }

        private int operand(int i, int x) {
            return i < operands.size() ? operands.get(i).apply(x) : 0;
        }

        @Override
        public String toString() {
            return step.text() + operands.stream().map(Formula::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** Whether that is so for any code of some bits. */
    default boolean assistedIn(int bits) {
        return steps().stream().anyMatch(a -> a.step().isFloat()) && IntStream.range(0, 1 << bits).anyMatch(this::assisted);
    }

    static Formula constant(int bits) {
        return new Constant(bits);
    }

    /** A step on formulas. */
    static Formula of(Step step, Formula... operands) {
        return new Apply(step, List.of(operands));
    }

    /** The sum of {@link Costs} over its different steps. */
    default int cost() {
        return steps().stream().mapToInt(a -> Costs.of(a.step())).sum();
    }

    /** Its different steps. */
    default Set<Apply> steps() {
        Set<Apply> found = new HashSet<>();
        collect(found);
        return found;
    }

    private void collect(Set<Apply> into) {
        if (this instanceof Apply a && into.add(a)) {
            a.operands().forEach(o -> o.collect(into));
        }
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException where it is none; the message says at which character
     */
    static Formula parse(String text) {
        return new FormulaText(text).read();
    }
}
