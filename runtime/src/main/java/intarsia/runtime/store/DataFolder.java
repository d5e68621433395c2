package intarsia.runtime.store;

import java.nio.file.Path;
import java.util.Map;

/** The folder of this user for what took time to find out. */
public final class DataFolder {
    private static final UserFolder FOLDER = new UserFolder("XDG_DATA_HOME", Path.of("Library", "Application Support", "intarsia"), Path.of("intarsia", "data"), Path.of(".local", "share", "intarsia"));

    private DataFolder() {}

    /** {@code $XDG_DATA_HOME/intarsia}, or the platform's own place; it need not exist. */
    public static Path ofUser() {
        return of(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name"));
    }

    /** The same for an environment, a home folder and the name of an operating system. */
    public static Path of(Map<String, String> environment, String home, String system) {
        return FOLDER.in(environment, home, system);
    }
}
