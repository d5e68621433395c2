package intarsia.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a folder must be to count as a JDK of the wanted version. */
final class Jdk {
    static final int WANTED = 25;
    private static final Pattern IN_RELEASE_FILE = Pattern.compile("JAVA_VERSION=\"?([^\"]*)\"?");
    private static final Pattern SAID = Pattern.compile(".*version \"([^\"]*)\".*");
    private static final Pattern RIGHT = Pattern.compile(WANTED + "([.+-].*)?");

    private Jdk() {
    }

    /** The program that starts a JVM. */
    static Path java(Path home) {
        return tool(home, "java");
    }

    static Path tool(Path home, String name) {
        return home.resolve("bin").resolve(name + (Jvm.onWindows() ? ".exe" : ""));
    }

    /** True if the folder is a whole JDK of the wanted version; its release file answers without starting a JVM. */
    static boolean isWanted(Path home) {
        if (!Files.isExecutable(java(home)) || !Files.isExecutable(tool(home, "javac"))) return false;
        try {
            Path release = home.resolve("release");
            return RIGHT.matcher(Files.isReadable(release) ? versionIn(release) : versionSaidBy(java(home))).matches();
        } catch (IOException e) {
            return false; // unreadable, or no program: not a JDK to use
        }
    }

    private static String versionIn(Path release) throws IOException {
        try (InputStream in = Files.newInputStream(release)) {
            return first(IN_RELEASE_FILE, Lines.all(in));
        }
    }

    private static String versionSaidBy(Path java) throws IOException {
        return first(SAID, said(java.toString(), "-version"));
    }

    /** What a program writes. */
    static List<String> said(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        try (InputStream in = process.getInputStream()) {
            return Lines.all(in);
        }
    }

    private static String first(Pattern pattern, List<String> lines) {
        for (String line : lines) {
            Matcher m = pattern.matcher(line);
            if (m.matches()) return m.group(1);
        }
        return "";
    }
}
