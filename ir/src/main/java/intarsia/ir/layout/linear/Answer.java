package intarsia.ir.layout.linear;

import java.util.Optional;
import java.util.function.Function;

/**
 * What was asked for, or why there is none. Operations whose answer is a layout say so by
 * {@link intarsia.ir.layout.Attempt}, which also names the digit at fault.
 */
public sealed interface Answer<T> {
    /** It exists. */
    record Found<T>(T value) implements Answer<T> {}

    /**
     * It does not exist.
     *
     * @param reason what was wanted, what stands against it and what would work
     */
    record Refused<T>(String reason) implements Answer<T> {}

    static <T> Answer<T> found(T value) {
        return new Found<>(value);
    }

    static <T> Answer<T> refused(String reason) {
        return new Refused<>(reason);
    }

    /**
     * The value.
     *
     * @throws IllegalArgumentException with the reason where there is none
     */
    default T orThrow() {
        return switch (this) {
            case Found<T>(T value) -> value;
            case Refused<T>(String reason) -> throw new IllegalArgumentException(reason);
        };
    }

    /** The value, where the reason does not matter. */
    default Optional<T> asOptional() {
        return switch (this) {
            case Found<T>(T value) -> Optional.of(value);
            case Refused<T> _ -> Optional.empty();
        };
    }

    /** The next question, asked of the value; a refusal stays. */
    default <U> Answer<U> then(Function<T, Answer<U>> next) {
        return switch (this) {
            case Found<T>(T value) -> next.apply(value);
            case Refused<T>(String reason) -> new Refused<>(reason);
        };
    }
}
