package intarsia.runtime.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The folder of this user for what took time to find out. */
public final class DataFolder {
    private DataFolder() {}

    /** {@code $XDG_DATA_HOME/intarsia}, or the platform's own place; it need not exist. */
    public static Path ofUser() {
        return of(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name"));
    }

    /** The same for an environment, a home folder and the name of an operating system. */
    public static Path of(Map<String, String> environment, String home, String system) {
        var xdg = environment.get("XDG_DATA_HOME");
        if (xdg != null && Path.of(xdg).isAbsolute()) return Path.of(xdg, "intarsia"); // relative ones are void, says XDG
        var name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) return Path.of(home, "Library", "Application Support", "intarsia");
        var local = environment.get("LOCALAPPDATA");
        if (name.startsWith("windows") && local != null) return Path.of(local, "intarsia", "data");
        return Path.of(home, ".local", "share", "intarsia");
    }
}
