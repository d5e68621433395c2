package intarsia.decoder.tokenizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.tokenizer.Vocabulary.Special;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8StreamTest {
    /** Token id = byte; then "\u2581a" and "\u2581". */
    private final Tokenizer bytes = Tokenizer.of(new SmallVocabularies().bytes().normal("\u2581a", "\u2581").llama(new Special(-1, -1, -1, -1), null, null));

    @Test
    void aCharacterWaitsForItsLastByte() {
        var s = Utf8Stream.ofContinuation(bytes);
        assertEquals("", s.push(0xf0));
        assertEquals("", s.push(0x9f));
        assertEquals("", s.push(0xa6));
        assertEquals("\uD83E\uDD99", s.push(0x99));
        assertEquals("", s.finish());
    }

    @Test
    void aBrokenCharacterIsReplacedAsSoonAsItIsCertain() {
        var s = Utf8Stream.ofContinuation(bytes);
        assertEquals("", s.push(0xe2));
        assertEquals("", s.push(0x82));
        assertEquals("\uFFFDa", s.push('a'));
        assertEquals("\uFFFD", s.push(0x80));
        assertEquals("\uFFFD", s.push(0xc0));
        assertEquals("", s.push(0xe0));
        assertEquals("\uFFFD\uFFFD", s.push(0x80), "an overlong form is no character");
        assertEquals("", s.push(0xed));
        assertEquals("\uFFFD\uFFFD", s.push(0xa0), "nor is a surrogate");
        assertEquals("", s.push(0xc3));
        assertEquals("\uFFFD", s.finish());
        assertEquals("", s.finish());
    }

    @Test
    void agreesWithTheDecoderOfTheJdk() throws IOException {
        long seed = Long.getLong("intarsia.seed", 3);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        // Without 0xed: the JDK replaces an encoded surrogate by one U+FFFD, the Unicode Standard by one a byte.
        int[] edges = {0, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff};
        for (int round = 0; round < 20_000; round++) {
            var in = new byte[random.nextInt(12)];
            for (int i = 0; i < in.length; i++) in[i] = (byte) edges[random.nextInt(edges.length)];
            var out = new ByteArrayOutputStream();
            var s = Utf8Stream.ofContinuation(bytes);
            for (byte b : in) s.write(b & 0xff, out);
            assertEquals(new String(in, UTF_8), out.toString(UTF_8) + s.finish(), () -> HexFormat.ofDelimiter(" ").formatHex(in));
        }
    }

    @Test
    void onlyTheFirstSpaceOfASequenceIsDropped() {
        var s = Utf8Stream.ofSequence(bytes);
        assertEquals("a", s.push(256));
        assertEquals(" a", s.push(256));
        assertEquals(" a", Utf8Stream.ofContinuation(bytes).push(256));
        assertEquals(" a", bytes.decode(257, 256));
        assertEquals("b a", bytes.decode('b', 256));
    }

    @Test
    void anIdOutsideTheVocabularyIsRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> bytes.bytes(258));
        assertThrows(IndexOutOfBoundsException.class, () -> Utf8Stream.ofSequence(bytes).push(-1));
    }
}
