package intarsia.cli.fuzz;

import intarsia.cli.child.JavaCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What a JVM can be told about its vectors when it starts. */
public enum VectorWidth {
    BITS_128("128", "-XX:MaxVectorSize=16"),
    BITS_256("256", "-XX:MaxVectorSize=32"),
    AVX2("avx2", "-XX:UseAVX=2");

    private final String word;
    private final String flag;

    VectorWidth(String word, String flag) {
        this.word = word;
        this.flag = flag;
    }

    /** The width of that name. */
    public static Optional<VectorWidth> named(String word) {
        return Arrays.stream(values()).filter(w -> w.word.equals(word)).findFirst();
    }

    /** All names. */
    public static List<String> names() {
        return Arrays.stream(values()).map(w -> w.word).toList();
    }

    /** Runs the command line with these arguments in a JVM of this width, on the same streams; its exit code. */
    public int run(List<String> arguments) throws IOException, InterruptedException {
        // Modules and native access are as this JVM was told.
        List<String> flags = new ArrayList<>(JavaCommand.flagsOfThis(a -> a.startsWith("--")));
        flags.add(flag);
        return new ProcessBuilder(JavaCommand.of(flags, "intarsia.cli.Main", arguments)).inheritIO().start().waitFor();
    }
}
