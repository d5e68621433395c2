package intarsia.tuning.search;

import intarsia.ir.Point;
import intarsia.runtime.store.AtomicFile;
import intarsia.runtime.store.PrivateFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Points of problems as a small text that is read when programs start, where to open a database would take too long: a line that says what it is, then a problem's key and a point
 * on each. A file that says anything else, or is not this user's own, counts as empty, with a line in the log.
 */
record PointFile(Path file, String head) {
    private static final int MOST_BYTES = 1 << 20;
    private static final Pattern KEY = Pattern.compile("[0-9a-f]{32}");

    /** The points by the keys of their problems. */
    Map<String, Point> read() {
        try {
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return Map.of();
            }
            return parsed();
        } catch (IOException | IllegalArgumentException e) {
            System.getLogger("intarsia.tuning").log(System.Logger.Level.WARNING, "{0} is left out: {1}", file, line(e));
            return Map.of();
        }
    }

    private static String line(Exception e) {
        return String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " ");
    }

    private Map<String, Point> parsed() throws IOException {
        Optional<String> fault = PrivateFolder.fault(file, LinkOption.NOFOLLOW_LINKS);
        if (fault.isPresent() || !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
            throw new IOException(fault.orElse("no file of at most " + MOST_BYTES + " bytes"));
        }
        String[] lines = Files.readString(file).split("\n", -1);
        if (!lines[0].equals(head) || !lines[lines.length - 1].isEmpty()) {
            throw new IOException("it begins with another line than '" + head + "', or does not end with one");
        }
        Map<String, Point> points = new TreeMap<>();
        for (int i = 1; i < lines.length - 1; i++) {
            String[] parts = lines[i].split(" ", 2);
            if (parts.length != 2 || !KEY.matcher(parts[0]).matches()) {
                throw new IOException("line " + (i + 1) + "; wanted the key of a problem, then a point");
            }
            points.put(parts[0], Point.parse(parts[1]));
        }
        return points;
    }

    /** Writes all, in place of what was there. */
    void write(Map<String, Point> points) throws IOException {
        StringBuilder text = new StringBuilder(head).append('\n');
        new TreeMap<>(points).forEach((key, p) -> text.append(key).append(' ').append(p).append('\n'));
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > MOST_BYTES) {
            throw new IOException(file + ": " + bytes.length + " bytes of points; wanted at most " + MOST_BYTES);
        }
        PrivateFolder.create(folder());
        AtomicFile.write(file, bytes, PrivateFolder.ofFile(file));
    }

    private Path folder() throws IOException {
        return Optional.ofNullable(file.toAbsolutePath().getParent()).orElseThrow(() -> new NoSuchFileException(file.toString()));
    }

    /** Adds a point, or in place of one. */
    void put(String key, Point p) throws IOException {
        Map<String, Point> all = new LinkedHashMap<>(read());
        all.put(key, p);
        write(all);
    }

    /** Removes a point; whether there was one. */
    boolean remove(String key) throws IOException {
        Map<String, Point> all = new LinkedHashMap<>(read());
        boolean was = all.remove(key) != null;
        write(all);
        return was;
    }
}
