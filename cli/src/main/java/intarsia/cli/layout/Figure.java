package intarsia.cli.layout;

import org.jspecify.annotations.Nullable;

/** An answer about layouts in each of its forms. */
public interface Figure {
    /** For people: lines. */
    String text();

    /** For programs: a value that {@link intarsia.cli.figure.Json#text} writes. */
    @Nullable Object json();

    /**
     * A picture.
     *
     * @throws IllegalArgumentException where it would be too large, with what would work
     */
    String svg();

    /** Whether what was asked holds; false of a view that is refused. */
    default boolean holds() {
        return true;
    }
}
