package intarsia.ir.device;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which code this is: changes with any class in the jars or folders that some classes came from. Of a jar its directory is
 * read, which has the name, size and CRC of every entry and is one read of some kilobytes; of a folder every file.
 */
public final class CodeVersion {
    /** APPNOTE.TXT - .ZIP File Format Specification, 4.3.16: the end of the directory, without the comment. */
    private static final int END_BYTES = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final int MOST_COMMENT = 0xffff;

    private static final ConcurrentHashMap<Path, String> KNOWN = new ConcurrentHashMap<>();
    private CodeVersion() {
    }

    /** The version of the jars and folders of these classes; the same classes give the same text as long as nothing changed. */
    public static String of(Class<?>... parts) {
        Digest all = new Digest();
        for (Class<?> c : parts) {
            all.add(Sections.of(of(c)));
        }
        return all.text();
    }

    private static String of(Class<?> part) {
        CodeSource source = part.getProtectionDomain().getCodeSource();
        try {
            return source == null ? nowhere() : of(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
            return nowhere();
        }
    }

    /** Of code that came from no file: what no other process says, so that nothing it keeps is ever found. */
    private static String nowhere() {
        return "code of process " + ProcessHandle.current().pid() + " at " + System.nanoTime();
    }

    /** The version of a jar or a folder. */
    static String of(Path place) {
        return KNOWN.computeIfAbsent(place, CodeVersion::read);
    }

    /** The same, read now. */
    static String read(Path place) {
        try {
            Digest d = new Digest();
            if (Files.isDirectory(place)) {
                folder(place, d);
                return d.text();
            }
            byte @Nullable [] directory = directory(place);
            if (directory == null) {
                return nowhere();
            }
            d.add(directory);
            return d.text();
        } catch (IOException e) {
            return nowhere();
        }
    }

    private static void folder(Path root, Digest d) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(root)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path f : files) {
            d.add(Sections.of(root.relativize(f).toString()));
            d.add(Files.readAllBytes(f));
        }
    }

    /** The directory of a zip file; null where it is none. */
    private static byte @Nullable [] directory(Path jar) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(jar.toFile(), "r")) {
            byte[] tail = new byte[(int) Math.min(in.length(), END_BYTES + MOST_COMMENT)];
            in.seek(in.length() - tail.length);
            in.readFully(tail);
            ByteBuffer end = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
            for (int at = tail.length - END_BYTES; at >= 0; at--) {
                if (end.getInt(at) == END_MAGIC) {
                    return read(in, end.getInt(at + 16) & 0xffffffffL, end.getInt(at + 12) & 0xffffffffL);
                }
            }
            return null;
        }
    }

    /** Null where the directory does not lie in the file, as in one of 4 GB and more. */
    private static byte @Nullable [] read(RandomAccessFile in, long from, long bytes) throws IOException {
        if (bytes > Integer.MAX_VALUE - 8 || from + bytes > in.length()) {
            return null;
        }
        byte[] found = new byte[(int) bytes];
        in.seek(from);
        in.readFully(found);
        return found;
    }
}
