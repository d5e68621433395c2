package intarsia.cli.asm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Texts that tools wrote: JDK 25 and objdump 2.40, of the sample kernel {@code add} on a machine with AVX-512. */
final class Stored {
    private Stored() { }

    static String text(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Stored.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
