package intarsia.launcher;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Folders that match a path in which {@code *} stands for any characters of one name. */
final class Glob {
    private Glob() {
    }

    /** The folders that are there, by name. */
    static List<String> expand(String pattern) throws IOException {
        int star = pattern.indexOf('*');
        if (star < 0) return Files.isDirectory(Paths.get(pattern)) ? Collections.singletonList(pattern) : Collections.emptyList();
        int from = pattern.lastIndexOf('/', star);
        int to = pattern.indexOf('/', star);
        String rest = to < 0 ? "" : pattern.substring(to);
        List<String> all = new ArrayList<>();
        for (String name : names(pattern.substring(0, from), pattern.substring(from + 1, to < 0 ? pattern.length() : to))) {
            all.addAll(expand(name + rest));
        }
        return all;
    }

    private static List<String> names(String folder, String name) throws IOException {
        List<String> names = new ArrayList<>();
        Path path = Paths.get(folder);
        if (!Files.isDirectory(path) || !Files.isReadable(path)) return names;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(path, name)) {
            for (Path entry : entries) names.add(entry.toString());
        }
        Collections.sort(names);
        return names;
    }
}
