package intarsia.tests.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A Markdown page of the repository. */
record Page(Path file, List<String> lines) {
    /** A fenced block: its page, the line after the fence counted from 1, its text. */
    record Block(Page page, int line, String text) {
        @Override
        public String toString() {
            return page + ":" + line;
        }
    }

    /** All pages: the README and docs/. */
    static List<Page> all() {
        try (Stream<Path> docs = Files.list(Document.root().resolve("docs"))) {
            return Stream.concat(Stream.of(Document.root().resolve("README.md")), docs.filter(p -> p.toString().endsWith(".md")).sorted()).map(Page::of).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page of that name below the repository. */
    static Page of(String name) {
        return of(Document.root().resolve(name));
    }

    private static Page of(Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fenced blocks of a language. */
    List<Block> blocks(String language) {
        List<Block> found = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).startsWith("```")) {
                continue;
            }
            int end = i + 1;
            while (end < lines.size() && !lines.get(end).equals("```")) {
                end++;
            }
            if (lines.get(i).equals("```" + language)) {
                found.add(new Block(this, i + 2, String.join("\n", lines.subList(i + 1, end)) + "\n"));
            }
            i = end;
        }
        return found;
    }

    /** The cells of the rows of every table whose header has these columns. */
    List<List<String>> table(String... columns) {
        List<List<String>> rows = new ArrayList<>();
        boolean in = false;
        for (String line : lines) {
            if (!line.startsWith("|")) {
                in = false;
            } else if (cells(line).equals(List.of(columns))) {
                in = true;
            } else if (in && !line.startsWith("|---")) {
                rows.add(cells(line));
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1, line.lastIndexOf('|')).split("\\|", -1)).map(String::strip).toList();
    }

    @Override
    public String toString() {
        return Document.root().relativize(file).toString();
    }
}
