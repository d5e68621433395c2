package intarsia.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the command line of the JVM that does the work is made of. */
final class Jvm {
    private Jvm() {
    }

    static boolean onWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }

    /** The file or folder that this class was loaded from: intarsia.jar. */
    static Path jar() throws IOException {
        try {
            return Paths.get(Jvm.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toRealPath();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    static List<String> flags() throws IOException {
        return flags(Runtime.getRuntime().availableProcessors());
    }

    static List<String> flags(int cores) throws IOException {
        List<String> flags = new ArrayList<>(Lines.of("jvm-flags"));
        if (cores == 2 || cores == 3) flags.addAll(Lines.of("jvm-flags-few-cores"));
        return flags;
    }

    /** INTARSIA_JAVA_OPTS, split at blanks. */
    static List<String> optionsOfUser() {
        List<String> options = new ArrayList<>();
        String given = System.getenv("INTARSIA_JAVA_OPTS");
        if (given != null) for (String option : given.trim().split("\\s+")) if (!option.isEmpty()) options.add(option);
        return options;
    }
}
