package intarsia.tuning;

import intarsia.runtime.store.AtomicFile;
import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.PrivateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, unpacked once into a folder of the user alone. The driver itself unpacks it into the shared temporary folder in every process, and what a
 * process that is killed leaves there stays.
 */
final class SqliteLibrary {
    private static final String PATH = "org.sqlite.lib.path", NAME = "org.sqlite.lib.name";
    /** As for the other native libraries. */
    private static final String FOLDER_PROPERTY = "intarsia.native.dir";

    private SqliteLibrary() {
    }

    /** Tells the driver of the copy. Where there can be none, or somebody has named another, the driver does as it would. */
    static synchronized void prepare() {
        Optional<Path> folder = folder();
        if (System.getProperty(PATH) == null && System.getProperty("org.sqlite.tmpdir") == null && folder.isPresent()) {
            unpacked(folder.get()).ifPresent(name -> {
                System.setProperty(PATH, folder.get().toAbsolutePath().toString());
                System.setProperty(NAME, name);
            });
        }
    }

    private static Optional<Path> folder() {
        String named = System.getProperty(FOLDER_PROPERTY);
        if (named != null) {
            return Optional.of(Path.of(named));
        }
        return CacheFolder.isOff() ? Optional.empty() : Optional.of(CacheFolder.ofUser().resolve("native"));
    }

    /** The name of the copy in a folder. */
    private static Optional<String> unpacked(Path folder) {
        String name = LibraryLoaderUtil.getNativeLibName();
        try (InputStream in = SQLiteJDBCLoader.class.getResourceAsStream(LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name)) {
            if (in == null) {
                return Optional.empty(); // the driver says what it looked for
            }
            byte[] content = in.readAllBytes();
            PrivateFolder.create(folder);
            String copy = "sqlite-" + SQLiteJDBCLoader.getVersion() + "-" + name;
            return PrivateFolder.fault(folder).isEmpty() && there(folder.resolve(copy), content) ? Optional.of(copy) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Whether the file has that content, which it is given where it had another. */
    private static boolean there(Path file, byte[] content) throws IOException {
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) != content.length || !Arrays.equals(Files.readAllBytes(file), content)) {
            AtomicFile.write(file, content);
        }
        return PrivateFolder.fault(file, LinkOption.NOFOLLOW_LINKS).isEmpty();
    }
}
