package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.tests.oracle.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Truffle costs a start nothing until its language is asked for. */
class LazyLanguageTest {
    private static final String NINE = """
            intarsia 1
            tile kernel nine {
              out y %0: global i32[1]
              grid []
              %1: i64 = const 0
              %2: i32[1] = const 9
              store %0, "value", [0], [%1], [], [], %2
            }
            """;

    @TempDir private Path folder;

    @ParameterizedTest
    @CsvSource({"reference, false", "polyglot, true"})
    void classesOfTruffleAreLoadedForItsLanguageOnly(String engine, boolean loaded) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("nine.tile"), NINE);
        ChildJvm child = ChildJvm.run(EvalOnce.class, "-Xlog:class+load", "-D" + EvalOnce.FILE + "=" + file, "-D" + EvalOnce.ENGINE + "=" + engine);
        assertEquals(0, child.exit(), child.said());
        assertEquals(loaded, child.said().contains("com.oracle.truffle"), engine);
        assertEquals(loaded, child.said().contains("org.graalvm"), engine);
    }
}
