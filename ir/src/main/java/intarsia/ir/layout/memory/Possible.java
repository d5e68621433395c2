package intarsia.ir.layout.memory;

import java.util.function.Function;

/** What an operation gives that not every layout admits: a value, or the reason why there is none. */
public sealed interface Possible<T> {
    /** It exists. */
    record Done<T>(T value) implements Possible<T> {}

    /**
     * It does not exist.
     *
     * @param reason what was wanted, what stands against it and what would work
     */
    record Refused<T>(String reason) implements Possible<T> {}

    /**
     * The value.
     *
     * @throws IllegalArgumentException with the reason where there is none
     */
    default T orThrow() {
        return switch (this) {
            case Done<T>(T value) -> value;
            case Refused<T>(String reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /** What follows from the value, or the same refusal. */
    default <U> Possible<U> then(Function<T, Possible<U>> next) {
        return switch (this) {
            case Done<T>(T value) -> next.apply(value);
            case Refused<T>(String reason) -> new Refused<>(reason);
        };
    }
}
