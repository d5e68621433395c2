package intarsia.runtime.cuda;

import intarsia.runtime.store.CacheFolder;
import intarsia.runtime.store.PrivateFolder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A shared library of JCuda's natives jar, and its unpacked copy. JCuda itself unpacks to a fixed name in the shared
 * temporary folder and loads whatever lies there; here the folder belongs to the user alone (0700), is named by the
 * content, and every load checks size and SHA-256 against the release pinned below.
 *
 * @param bytes size of the file
 * @param sha256 its digest, in lower-case hex
 */
record NativeFile(String name, long bytes, String sha256) {
    static final NativeFile PTX_COMPILER = new NativeFile("libJNvPTXCompiler-12.6.0-linux-x86_64.so", 24_063_816,
            "6bce6925256b2456ab9521372a3a6ae76438488d0394dd467e32f3c0a32efa18");
    static final NativeFile JCUDA_DRIVER = new NativeFile("libJCudaDriver-12.6.0-linux-x86_64.so", 1_201_712,
            "fdc3b4b4fca4f0fab54ff12c0b4d6ad1c5e8d55015b4950834c705e5db301255");

    /** Where copies are kept; default: {@code intarsia/native} in the user's cache folder. */
    static final String FOLDER_PROPERTY = "intarsia.native.dir";

    /** A missing or unusable library; the message is a plain sentence for the user. */
    static final class Absent extends Exception {
        Absent(String message) {
            super(message);
        }
    }

    static void requirePlatform() throws Absent {
        String os = System.getProperty("os.name", "?");
        String arch = System.getProperty("os.arch", "?");
        if (!os.equals("Linux") || !arch.equals("amd64")) throw new Absent("JCuda's natives are for Linux on x86-64, this is " + os + " on " + arch);
    }

    static Path defaultFolder() {
        String named = System.getProperty(FOLDER_PROPERTY);
        return named != null ? Path.of(named) : CacheFolder.ofUser().resolve("native");
    }

    /** The path of a checked copy under {@code folder}, unpacked from the class path unless it is there already. */
    Path unpack(Path folder) throws Absent {
        requirePlatform();
        try {
            Path home = privateFolder(folder.resolve(sha256));
            Path file = home.resolve(name);
            if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || !matches(file)) write(home, file);
            return file.toAbsolutePath();
        } catch (IOException e) {
            throw new Absent("cannot unpack " + name + " under " + folder + ": " + e + "; -D" + FOLDER_PROPERTY + "=FOLDER names another place");
        }
    }

    private static Path privateFolder(Path folder) throws IOException, Absent {
        PrivateFolder.create(folder);
        Optional<String> fault = PrivateFolder.fault(folder, LinkOption.NOFOLLOW_LINKS);
        if (fault.isPresent()) {
            throw new Absent("folder " + folder + " is not private, " + fault.get() + "; native code is loaded only from a folder of one's own");
        }
        return folder;
    }

    /** Written aside, checked, then moved: another process sees either no file or the whole one. */
    private void write(Path home, Path file) throws IOException, Absent {
        Path aside = Files.createTempFile(home, "unpack", ".tmp");
        try (InputStream in = NativeFile.class.getClassLoader().getResourceAsStream("lib/" + name)) {
            if (in == null) throw new Absent(name + " not found on the class path; org.jcuda:jcuda-natives:12.6.0:linux-x86_64 holds it");
            Files.copy(in, aside, StandardCopyOption.REPLACE_EXISTING);
            if (!matches(aside)) throw new Absent(name + " on the class path is not the one of JCuda 12.6.0: its SHA-256 is not " + sha256);
            Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(aside);
        }
    }

    private boolean matches(Path file) throws IOException {
        if (Files.size(file) != bytes) return false;
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] part = new byte[1 << 16];
            for (int n; (n = in.read(part)) > 0; ) digest.update(part, 0, n);
            return HexFormat.of().formatHex(digest.digest()).equals(sha256);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
