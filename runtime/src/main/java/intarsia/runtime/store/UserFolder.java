package intarsia.runtime.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Where a platform has the files of a user of one kind.
 *
 * @param variable of XDG, which names the folder above where it is set
 * @param mac      below the home folder
 * @param windows  below {@code %LOCALAPPDATA%}
 * @param other    below the home folder
 */
record UserFolder(String variable, Path mac, Path windows, Path other) {
    /** The folder for an environment, a home folder and the name of an operating system. */
    Path in(Map<String, String> environment, String home, String system) {
        var xdg = environment.get(variable);
        if (xdg != null && Path.of(xdg).isAbsolute()) return Path.of(xdg, "intarsia"); // relative ones are void, says XDG
        var name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) return Path.of(home).resolve(mac);
        var local = environment.get("LOCALAPPDATA");
        return name.startsWith("windows") && local != null ? Path.of(local).resolve(windows) : Path.of(home).resolve(other);
    }
}
