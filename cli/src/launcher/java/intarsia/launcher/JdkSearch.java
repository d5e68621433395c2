package intarsia.launcher;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Looks for a JDK where {@code ./intarsia} does, and first at the one that runs now. */
final class JdkSearch {
    private static final String MAC_JAVA_HOME = "/usr/libexec/java_home";

    private final Map<String, String> environment;
    private final String home;
    private final String running;
    private final List<String> folders;

    /**
     * A search.
     *
     * @param home    the user's home folder
     * @param running home of the Java that runs now
     * @param folders patterns, as in the file jdk-folders
     */
    JdkSearch(Map<String, String> environment, String home, String running, List<String> folders) {
        this.environment = environment;
        this.home = home;
        this.running = running;
        this.folders = folders;
    }

    static JdkSearch here() throws IOException {
        return new JdkSearch(System.getenv(), System.getProperty("user.home"), System.getProperty("java.home"), Lines.of("jdk-folders"));
    }

    /** The home of the first JDK that will do. */
    Optional<Path> find() throws IOException {
        String given = environment.get("INTARSIA_JDK_PATH");
        if (given != null) return first(split(given));
        List<String> named = new ArrayList<>();
        named.add(running);
        if (environment.get("JAVA_HOME") != null) named.add(environment.get("JAVA_HOME"));
        homeOnPath().ifPresent(named::add);
        Optional<Path> found = first(named);
        return found.isPresent() ? found : inFolders();
    }

    /** Where {@link #find} looks, in words. */
    String places() {
        String given = environment.get("INTARSIA_JDK_PATH");
        if (given != null) return given;
        Set<String> places = new LinkedHashSet<>();
        for (String folder : folders) pattern(folder).ifPresent(p -> places.add(p.replaceFirst("/[^/]*\\*.*", "")));
        return "JAVA_HOME, java on PATH, " + String.join(", ", places);
    }

    private Optional<Path> inFolders() throws IOException {
        for (String folder : folders) {
            Optional<String> pattern = pattern(folder);
            Optional<Path> found = pattern.isPresent() ? first(Glob.expand(pattern.get())) : Optional.empty();
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    /** A line of jdk-folders with the user's names in it; none where a variable is not set. */
    private Optional<String> pattern(String line) {
        if (line.startsWith("~")) return Optional.of(home + line.substring(1));
        if (!line.startsWith("%")) return Optional.of(line);
        int end = line.indexOf('%', 1);
        return Optional.ofNullable(environment.get(line.substring(1, end))).map(value -> value + line.substring(end + 1));
    }

    private static Optional<Path> first(List<String> homes) {
        for (String home : homes) {
            try {
                if (!home.isEmpty() && Jdk.isWanted(Paths.get(home))) return Optional.of(Paths.get(home));
            } catch (InvalidPathException e) {
                continue; // a variable of the environment that is no path
            }
        }
        return Optional.empty();
    }

    /** The home of java on PATH, links followed. What macOS has at /usr/bin asks another program for it. */
    private Optional<String> homeOnPath() throws IOException {
        for (String folder : split(environment.getOrDefault("PATH", ""))) {
            File java = new File(folder, Jvm.onWindows() ? "java.exe" : "java");
            if (!java.canExecute() || java.isDirectory()) continue;
            if (folder.equals("/usr/bin") && Files.isExecutable(Paths.get(MAC_JAVA_HOME))) return saidByMac();
            return Optional.of(java.toPath().toRealPath().getParent().getParent().toString());
        }
        return Optional.empty();
    }

    private static Optional<String> saidByMac() throws IOException {
        return Jdk.said(MAC_JAVA_HOME, "-v", Integer.toString(Jdk.WANTED)).stream().findFirst();
    }

    private static List<String> split(String paths) {
        List<String> parts = new ArrayList<>();
        for (String part : paths.split(File.pathSeparator)) if (!part.isEmpty()) parts.add(part);
        return parts;
    }
}
