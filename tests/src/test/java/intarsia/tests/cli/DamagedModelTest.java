package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged model file ends every command in the same way: exit 1, one line that names file and field, no stack. */
class DamagedModelTest {
    /** Where the counts of tensors and keys stand, after magic and version. */
    private static final int TENSOR_COUNT = 8, KEY_COUNT = 16;

    @TempDir private Path folder;

    private void assertRefused(byte[] damaged) throws IOException {
        Path file = Files.write(folder.resolve("damaged.gguf"), damaged);
        for (String[] args : new String[][] {{"run", "--model", "", "--prompt", "a"}, {"logits", "--model", "", "--prompt", "a", "--out", "x.npy"},
            {"models", ""}, {"tokens", "--model", "", "--text", "a"}, {"tensor", "", "output_norm.weight", "--out", "x.npy"}}) {
            for (int i = 0; i < args.length; i++) if (args[i].isEmpty()) args[i] = file.toString();
            var c = Command.run((Object[]) args);
            assertEquals(1, c.exit(), args[0] + ": " + c.err());
            assertEquals(1, c.err().lines().count(), args[0] + ": " + c.err());
            assertTrue(c.err().startsWith("intarsia: " + file + ": ") && c.err().contains("wanted") && c.err().contains("found"), c.err());
            assertEquals("", c.out(), args[0]);
            assertFalse(Files.exists(Path.of("x.npy")));
        }
    }

    private static byte[] changed(Consumer<ByteBuffer> change) throws IOException {
        byte[] bytes = Files.readAllBytes(Stories.model("f32"));
        change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.000003, 0.00002, 0.001, 0.01, 0.5, 0.99999})
    void cutShort(double share) throws IOException {
        byte[] whole = Files.readAllBytes(Stories.model("f32"));
        assertRefused(java.util.Arrays.copyOf(whole, (int) (whole.length * share)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MAX_VALUE, 1L << 40, 1000})
    void ofAbsurdCounts(long count) throws IOException {
        assertRefused(changed(b -> b.putLong(TENSOR_COUNT, count)));
        assertRefused(changed(b -> b.putLong(KEY_COUNT, count)));
    }

    @Test
    void ofAnotherKindOrVersion() throws IOException {
        assertRefused(changed(b -> b.putInt(0, 0x21212121)));
        assertRefused(changed(b -> b.putInt(4, 99)));
    }
}
