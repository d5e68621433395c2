package intarsia.runtime.store;

import java.nio.file.Path;
import java.util.Map;

/** The folder of this user for what can be made again. */
public final class CacheFolder {
    /** The variable, and in lower case with a dot the property, that says {@code off}. */
    private static final String SWITCH = "INTARSIA_CACHE";

    private static final UserFolder FOLDER = new UserFolder("XDG_CACHE_HOME", Path.of("Library", "Caches", "intarsia"), Path.of("intarsia", "cache"), Path.of(".cache", "intarsia"));

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
        return FOLDER.in(environment, home, system);
    }
}
