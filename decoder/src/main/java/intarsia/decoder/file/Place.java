package intarsia.decoder.file;

import java.nio.file.Path;

/**
 * A field of a file, for messages about it.
 *
 * @param file  the file as the user named it
 * @param field where in it, already {@linkplain ModelFileException#printable printable}
 */
public record Place(Path file, String field) {
    /** The exception that says what was wanted here and what was found. */
    public ModelFileException fail(String wanted, String found) {
        return new ModelFileException(file, field, wanted, found);
    }

    /** A part of this field: {@code place.part("[3]")}. */
    public Place part(String suffix) {
        return new Place(file, field + suffix);
    }
}
