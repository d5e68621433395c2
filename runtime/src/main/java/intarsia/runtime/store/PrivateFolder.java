package intarsia.runtime.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** A folder whose files nobody else can have written. Where the file system knows no users, every folder is. */
public final class PrivateFolder {
    /** Write permission of the group and of all others. */
    private static final int WRITABLE_BY_OTHERS = 022;
    /** A folder of this process, so that its owner is the process's user. */
    private static final Path SELF = Path.of("/proc/self");

    private PrivateFolder() {
    }

    /** Makes it, for its owner alone, and folders above it as usual; one that exists stays as it is. */
    public static void create(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Path above = folder.toAbsolutePath().getParent();
        if (above != null) {
            Files.createDirectories(above);
        }
        try {
            Files.createDirectory(folder, ofOwner(folder, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
    }

    /** What a file in it is to be made with. */
    public static FileAttribute<?>[] ofFile(Path file) {
        return ofOwner(file, "rw-------");
    }

    private static FileAttribute<?>[] ofOwner(Path place, String permissions) {
        return hasUsers(place) ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }

    /** Why what lies there is not to be trusted, in words; empty where it is this user's and only this user may write it. */
    public static Optional<String> fault(Path place, LinkOption... links) throws IOException {
        if (!hasUsers(place)) {
            return Optional.empty();
        }
        long owner = number(place, "unix:uid", links);
        long mode = number(place, "unix:mode", links);
        if (owner != self()) {
            return Optional.of("it belongs to user " + owner + " and this process to user " + self());
        }
        return (mode & WRITABLE_BY_OTHERS) == 0 ? Optional.empty() : Optional.of("others may write it: mode " + Long.toOctalString(mode & 0777));
    }

    private static boolean hasUsers(Path place) {
        return place.getFileSystem().supportedFileAttributeViews().contains("unix");
    }

    private static long number(Path place, String attribute, LinkOption... links) throws IOException {
        return ((Number) Files.getAttribute(place, attribute, links)).longValue();
    }

    /** The number of the user whose files this process makes: names may be absent or shared. */
    private static long self() throws IOException {
        if (Files.isDirectory(SELF)) {
            return number(SELF, "unix:uid");
        }
        Path probe = Files.createTempFile("intarsia", ".owner");
        try {
            return number(probe, "unix:uid");
        } finally {
            Files.delete(probe);
        }
    }
}
