package intarsia.cli.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LinesTest {
    private static List<Line> all(InputStream from) throws InterruptedException {
        Lines lines = Lines.of(from);
        List<Line> all = new ArrayList<>();
        for (Optional<Line> l = lines.next(); l.isPresent(); l = lines.next()) all.add(l.get());
        assertEquals(Optional.empty(), lines.next());
        return all;
    }

    private static List<Line> all(String text) throws InterruptedException {
        return all(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    @Test void linesEndAtTheirEndsAndTheLastOneMayHaveNone() throws InterruptedException {
        assertEquals(List.of(new Line.Text("one"), new Line.Text(""), new Line.Text("zwölf"), new Line.Text("last")), all("one\n\nzwölf\r\nlast"));
        assertEquals(List.of(), all(""));
    }

    @Test void longLinesAndBrokenOnesAreWrongAndTheNextIsRead() throws InterruptedException {
        String most = "a".repeat(Lines.MOST_BYTES);
        assertEquals(List.of(new Line.Text(most), new Line.Wrong("a line of 65537 bytes; wanted at most 65536"), new Line.Text("next")), all(most + "\n" + most + "b\nnext\n"));
        assertEquals(List.of(new Line.Wrong("a line of bytes that are no UTF-8"), new Line.Text("x")), all(new ByteArrayInputStream(new byte[] {(byte) 0xc3, '\n', 'x'})));
    }

    @Test void aStreamThatCannotBeReadHasNoMoreLines() throws InterruptedException {
        assertEquals(List.of(), all(new InputStream() {
            @Override public int read() throws IOException {
                throw new IOException("gone");
            }

            @Override public int read(byte[] into, int from, int most) throws IOException {
                throw new IOException("gone");
            }
        }));
    }

    @Test void whoWaitsForALineIsToldThatThereWillBeNone() throws IOException, InterruptedException {
        try (PipedOutputStream keyboard = new PipedOutputStream(); PipedInputStream in = new PipedInputStream(keyboard)) {
            Lines lines = Lines.of(in);
            Thread.ofVirtual().start(lines::end);
            assertEquals(Optional.empty(), lines.next());
            keyboard.write("late\n".getBytes(UTF_8));
            assertEquals(Optional.empty(), lines.next());
        }
    }
}
