package intarsia.runtime.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** The folder of this user for what can be made again. */
public final class CacheFolder {
    /** The variable, and in lower case with a dot the property, that says {@code off}. */
    private static final String SWITCH = "INTARSIA_CACHE";

    private CacheFolder() {}

    /** Whether this process is to keep nothing there and use nothing: {@code INTARSIA_CACHE} or {@code -Dintarsia.cache} is {@code off}. */
    public static boolean isOff() {
        return "off".equals(System.getProperty("intarsia.cache", System.getenv(SWITCH)));
    }

    /** {@code $XDG_CACHE_HOME/intarsia}, or the platform's own place; it need not exist. */
    public static Path ofUser() {
        return of(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name"));
    }

    /** The same for an environment, a home folder and the name of an operating system. */
    public static Path of(Map<String, String> environment, String home, String system) {
        var xdg = environment.get("XDG_CACHE_HOME");
        if (xdg != null && Path.of(xdg).isAbsolute()) return Path.of(xdg, "intarsia"); // relative ones are void, says XDG
        var name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) return Path.of(home, "Library", "Caches", "intarsia");
        var local = environment.get("LOCALAPPDATA");
        if (name.startsWith("windows") && local != null) return Path.of(local, "intarsia", "cache");
        return Path.of(home, ".cache", "intarsia");
    }
}
