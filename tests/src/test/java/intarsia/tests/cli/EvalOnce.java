package intarsia.tests.cli;

import intarsia.cli.Main;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** {@code intarsia eval FILE --engine ENGINE} in a JVM of its own, for {@link LazyLanguageTest}. */
public final class EvalOnce {
    static final String FILE = "intarsia.test.file";
    static final String ENGINE = "intarsia.test.engine";

    private EvalOnce() {
    }

    /** Runs the command that the properties name. */
    public static void main(String[] args) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        System.exit(Main.execute(out, out, "eval", System.getProperty(FILE, ""), "--engine", System.getProperty(ENGINE, "")));
    }
}
