package intarsia.ir.type;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Which stored value of a field an element of the block takes, and which component of it where the value is a vector
 * (see {@link VectorBook}). Runs cover the elements of the block in order.
 */
public record FieldIndex(List<Run> runs) {
    /**
     * Successive elements: their index in the run is split into digits, each of which moves the value and the component.
     *
     * @param firstValue value of the run's first element, whose component is 0
     * @param digits most significant first
     */
    public record Run(int firstValue, List<Digit> digits) {
        public Run {
            digits = List.copyOf(digits);
        }

        int elements() {
            int all = 1;
            for (Digit digit : digits) {
                all *= digit.extent;
            }
            return all;
        }
    }

    /** One digit of the index: how many values it takes, and how far a step moves the stored value and the component. */
    public record Digit(int extent, int valueStride, int componentStride) {
        public Digit {
            if (extent < 1) {
                throw new IllegalArgumentException("a digit takes at least 1 value, found extent " + extent);
            }
        }
    }

    public FieldIndex {
        runs = List.copyOf(runs);
        if (runs.isEmpty()) {
            throw new IllegalArgumentException("a field index has at least 1 run, found none");
        }
    }

    /** Every {@code granularity} successive elements share a value. */
    public static FieldIndex every(int granularity, int values) {
        return new FieldIndex(List.of(new Run(0, List.of(new Digit(values, 1, 0), new Digit(granularity, 0, 0)))));
    }

    /** Every {@code length} successive elements are the components of a value. */
    public static FieldIndex vectors(int length, int values) {
        return new FieldIndex(List.of(new Run(0, List.of(new Digit(values, 1, 0), new Digit(length, 0, 1)))));
    }

    /** The same of so many blocks that follow one another, each with so many values. */
    FieldIndex repeated(int times, int values) {
        if (isRegular()) {
            Digit value = runs.getFirst().digits.getFirst();
            return new FieldIndex(List.of(new Run(0, List.of(new Digit(value.extent * times, value.valueStride, value.componentStride), runs.getFirst().digits.getLast()))));
        }
        return new FieldIndex(IntStream.range(0, times).boxed().flatMap(t -> runs.stream().map(r -> new Run(r.firstValue + t * values, r.digits))).toList());
    }

    /** Elements of the block. */
    public int elements() {
        return runs.stream().mapToInt(Run::elements).reduce(0, Math::addExact);
    }

    /** Refuses what takes values or components that are not there: the extremes of a run are the sums of those of its digits. */
    void check(int values, int components, String what) {
        for (Run run : runs) {
            int[] least = {run.firstValue, 0};
            int[] most = {run.firstValue, 0};
            for (Digit digit : run.digits) {
                int[] far = {(digit.extent - 1) * digit.valueStride, (digit.extent - 1) * digit.componentStride};
                for (int i = 0; i < 2; i++) {
                    least[i] += Math.min(0, far[i]);
                    most[i] += Math.max(0, far[i]);
                }
            }
            if (least[0] < 0 || most[0] >= values || least[1] < 0 || most[1] >= components) {
                throw new IllegalArgumentException(what + ": elements take values " + least[0] + " to " + most[0] + " and components " + least[1] + " to "
                    + most[1] + "; there are " + values + " values of " + components);
            }
        }
    }

    /** The stored value that element {@code e} of the block takes. */
    public int value(int e) {
        return at(e, true);
    }

    /** The component of its stored value that element {@code e} of the block takes. */
    public int component(int e) {
        return at(e, false);
    }

    private int at(int element, boolean value) {
        int rest = element;
        for (Run run : runs) {
            if (rest < run.elements()) {
                int at = value ? run.firstValue : 0;
                for (int d = run.digits.size() - 1; d >= 0; d--) {
                    Digit digit = run.digits.get(d);
                    at += rest % digit.extent * (value ? digit.valueStride : digit.componentStride);
                    rest /= digit.extent;
                }
                return at;
            }
            rest -= run.elements();
        }
        throw new IndexOutOfBoundsException("element " + element + " of a block of " + elements());
    }

    /** Whether every so many successive elements take the next value, as {@link #every} and {@link #vectors} make it. */
    public boolean isRegular() {
        Run run = runs.getFirst();
        return runs.size() == 1 && run.firstValue == 0 && run.digits.size() == 2 && run.digits.getFirst().valueStride == 1
            && run.digits.getLast().valueStride == 0;
    }
}
