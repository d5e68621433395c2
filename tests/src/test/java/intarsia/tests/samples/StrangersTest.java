package intarsia.tests.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Kernel;
import intarsia.ir.text.Printer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kernels of {@code examples/}: their text is that of the kernels written in Java; {@code CasesTest} runs them on every engine. */
class StrangersTest {
    static List<Map.Entry<Kernel, List<String>>> kernels() {
        return List.copyOf(Strangers.ALL.entrySet());
    }

    /** With {@code -Dintarsia.bless} the files are written. */
    @ParameterizedTest
    @MethodSource("kernels")
    void theFileHoldsTheKernel(Map.Entry<Kernel, List<String>> stranger) throws IOException {
        Path file = Path.of("..", "examples", stranger.getKey().name().replace('_', '-') + ".tile");
        String text = String.join("", stranger.getValue().stream().map(l -> l.startsWith("#") ? "//" + l + "\n" : "// " + l + "\n").toList())
                + Printer.print(stranger.getKey());
        if (Boolean.getBoolean("intarsia.bless")) {
            Files.writeString(file, text);
        }
        assertEquals(text, Files.readString(file), () -> file + ": write it again with -Dintarsia.bless=true");
    }
}
