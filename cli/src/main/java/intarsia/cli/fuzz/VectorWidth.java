package intarsia.cli.fuzz;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
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
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        // Modules and native access are as this JVM was told.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream().filter(a -> a.startsWith("--")).forEach(command::add);
        command.addAll(List.of(flag, "-cp", System.getProperty("java.class.path"), "intarsia.cli.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
