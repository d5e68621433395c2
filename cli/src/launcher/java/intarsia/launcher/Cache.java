package intarsia.launcher;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The user's folder for what can be made again: the one of intarsia.runtime.store.CacheFolder, on any Java. */
final class Cache {
    private Cache() {
    }

    /** The folder, made if need be; none where others may write to it, or nobody. */
    static Optional<Path> ofUser() {
        Path folder = of(System.getenv(), System.getProperty("user.home"), System.getProperty("os.name"));
        try {
            return isOurs(make(folder)) ? Optional.of(folder) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // a home that cannot be written to: all works without it
        }
    }

    static Path of(Map<String, String> environment, String home, String system) {
        String xdg = environment.get("XDG_CACHE_HOME");
        if (xdg != null && Paths.get(xdg).isAbsolute()) return Paths.get(xdg, "intarsia");
        String name = system.toLowerCase(Locale.ROOT);
        if (name.startsWith("mac")) return Paths.get(home, "Library", "Caches", "intarsia");
        String local = environment.get("LOCALAPPDATA");
        if (name.startsWith("windows") && local != null) return Paths.get(local, "intarsia", "cache");
        return Paths.get(home, ".cache", "intarsia");
    }

    private static Path make(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return folder;
        Files.createDirectories(folder.getParent());
        return posix() ? Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                : Files.createDirectory(folder);
    }

    /** What lies there is mapped into our JVM: nobody else may have written it. */
    private static boolean isOurs(Path folder) throws IOException {
        if (!posix()) return true;
        Set<PosixFilePermission> may = Files.getPosixFilePermissions(folder);
        Path self = Paths.get("/proc/self");
        Path ours = Files.exists(self) ? self : Paths.get(System.getProperty("user.home"));
        return Files.getOwner(folder).equals(Files.getOwner(ours))
                && !may.contains(PosixFilePermission.GROUP_WRITE) && !may.contains(PosixFilePermission.OTHERS_WRITE);
    }

    private static boolean posix() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
    }
}
