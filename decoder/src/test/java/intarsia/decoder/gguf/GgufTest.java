package intarsia.decoder.gguf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.SharedData;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class GgufTest {
    @TempDir Path folder = Path.of("");

    @Test void everyKindOfValueIsRead() {
        Metadata m = Crafted.sound().parse().metadata();
        assertEquals("llama", m.string("general.architecture"));
        assertEquals(List.of(200, -5, 65_535, -3, -7), List.of(m.intValue("u8", 0, 255), m.intValue("i8", -9, 0),
            m.intValue("u16", 0, 65_535), m.intValue("i16", -9, 0), m.intValue("i32", -9, 0)));
        assertEquals(-9, m.longValue("i64", -9, 0));
        assertEquals(1.5f, m.floatValue("f32", 0, 2));
        assertEquals(2.5f, m.floatValue("f64", 0, 3));
        assertTrue(m.boolValue("bool"));
        assertEquals("grüße", m.strings("words").string(2));
        assertArrayEquals(new byte[0], m.strings("words").bytes(1));
        assertArrayEquals(new float[] {-1, 0}, m.floats("scores").toFloats());
        MetaArray nested = (MetaArray) m.find("nested").orElseThrow();
        assertArrayEquals(new int[] {-2}, nested.arrayAt(0).toInts(-5, 5));
        assertEquals("deep", nested.arrayAt(1).string(0));
        assertEquals("array of 3 string", m.strings("words").toString());
    }

    @Test void aMissingKeyHasItsDefaultButAWrongOneIsAnError() {
        Metadata m = Crafted.sound().parse().metadata();
        assertEquals(4, m.intValue("absent", 1, 9, 4));
        assertEquals(0.5f, m.floatValue("absent", 0, 1, 0.5f));
        assertEquals("none", m.string("absent", "none"));
        assertFalse(m.boolValue("absent", false) || m.findInts("absent").isPresent());
        expect("key absent: wanted an integer from 1 to 9, found no such key", () -> m.intValue("absent", 1, 9));
        expect("key u8: wanted an integer from 1 to 9, found 200", () -> m.intValue("u8", 1, 9, 4));
        expect("key u64: wanted an integer from -1 to 9223372036854775807, found 18446744073709551615", () -> m.longValue("u64", -1, Long.MAX_VALUE));
        expect("key f32: wanted an integer from 1 to 9, found float32 1.5", () -> m.intValue("f32", 1, 9));
        expect("key f32: wanted a real number from 0.0 to 1.0, found 1.5", () -> m.floatValue("f32", 0, 1));
        expect("key words: wanted a string, found array of 3 string", () -> m.string("words"));
        expect("key words: wanted an array of integers, found array of 3 string", () -> m.ints("words"));
        expect("key general.architecture: wanted a boolean, found string \"llama\"", () -> m.boolValue("general.architecture"));
    }

    @Test void elementsThatAreWrongAreNamedByIndex() {
        Metadata m = new Crafted()
            .key("ids", ValueType.ARRAY, e -> e.arrayHeader(ValueType.UINT32, 2).u32(1).u32(-1))
            .key("flags", ValueType.ARRAY, e -> e.arrayHeader(ValueType.BOOL, 2).u8(1).u8(7))
            .key("words", ValueType.ARRAY, e -> e.arrayHeader(ValueType.STRING, 2).string("\uFFFD").string(new byte[] {(byte) 0xff}))
            .parse().metadata();
        expect("key ids[1]: wanted an integer from 0 to 9, found 4294967295", () -> m.ints("ids").toInts(0, 9));
        MetaArray flags = (MetaArray) m.find("flags").orElseThrow();
        assertTrue(flags.boolAt(0));
        expect("key flags[1]: wanted a boolean of 0 or 1, found 7", () -> flags.boolAt(1));
        assertEquals("\uFFFD", m.strings("words").string(0));
        expect("key words[1]: wanted UTF-8, found malformed bytes", () -> m.strings("words").string(1));
        assertArrayEquals(new byte[] {(byte) 0xff}, m.strings("words").bytes(1));
        assertThrows(IndexOutOfBoundsException.class, () -> m.ints("ids").intAt(2, 0, 9));
    }

    @Test void aNaNIsInNoRange() {
        Metadata m = new Crafted().key("eps", ValueType.FLOAT32, e -> e.u32(0x7fc0_0000)).parse().metadata();
        expect("key eps: wanted a real number from 0.0 to 1.0, found NaN", () -> m.floatValue("eps", 0, 1));
    }

    @Test void versionTwoReadsLikeVersionThree() {
        var file = Crafted.sound();
        file.version = 2;
        assertEquals(2, file.parse().version());
        assertEquals(List.of("token_embd.weight", "output_norm.weight"), List.copyOf(file.parse().tensors().keySet()));
    }

    @Test void whatTheWriterWritesTheReaderReads() {
        Path path = folder.resolve("written.gguf");
        byte[] q8 = new byte[68], f32 = new byte[12];
        for (int i = 0; i < q8.length; i++) q8[i] = (byte) i;
        var copied = Crafted.sound().parse().metadata();
        new GgufWriter().alignment(64).putString("general.architecture", "qwen3").putInt("n", ValueType.UINT16, 40_000).putInt("m", -1)
            .putFloat("eps", 1e-5f).putBool("tied", true).putStrings("words", List.of("ein", "", "zwei")).putFloats("scores", -1, 2)
            .putInts("types", ValueType.INT8, -1, 3).put("nested", copied.find("nested").orElseThrow())
            .tensor("a", GgmlType.Q8_0, new long[] {32, 2}, () -> MemorySegment.ofArray(q8))
            .tensor("b", GgmlType.F32, new long[] {3}, () -> MemorySegment.ofArray(f32)).write(path);
        try (Gguf file = Gguf.open(path)) {
            Metadata m = file.metadata();
            assertEquals("40000 -1 1.0E-5 true", m.intValue("n", 0, 65_535) + " " + m.intValue("m", -1, 0) + " " + m.floatValue("eps", 0, 1) + " " + m.boolValue("tied"));
            assertEquals("zwei", m.strings("words").string(2));
            assertArrayEquals(new int[] {-1, 3}, m.ints("types").toInts(-1, 3));
            assertEquals("deep", ((MetaArray) m.find("nested").orElseThrow()).arrayAt(1).string(0));
            assertArrayEquals(q8, file.tensor("a").data().toArray(ValueLayout.JAVA_BYTE));
            assertEquals(0, file.tensor("b").offset() % 64);
            assertEquals(0, file.fileBytes() % 64);
            file.tensor("a").expect(32, 2, 1);
            expect("tensor a: wanted shape 2×32, found 32×2", () -> file.tensor("a").expect(2, 32));
            expect("tensor c: wanted a tensor of that name, found none among 2", () -> file.tensor("c"));
            assertTrue(file.tensor("a").data().isReadOnly());
        }
    }

    @Test void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
        Path path = folder.resolve("model.gguf");
        Files.writeString(path, "old");
        var writer = new GgufWriter().tensor("a", GgmlType.F32, new long[] {3}, () -> MemorySegment.ofArray(new byte[8]));
        assertThrows(IllegalArgumentException.class, () -> writer.write(path));
        assertEquals("old", Files.readString(path));
        try (var files = Files.list(folder)) {
            assertEquals(1, files.count());
        }
        expect("output: wanted a file that can be written, found no such file", () -> writer.write(folder.resolve("absent/model.gguf")));
    }

    @Test void whatIsNoFileIsSaidSo() throws IOException {
        expect("file: wanted a readable file, found no such file", () -> Gguf.open(folder.resolve("absent.gguf")));
        expect("file: wanted a file, found a directory", () -> Gguf.open(folder));
        Path empty = Files.createFile(folder.resolve("empty.gguf"));
        expect("magic: wanted 4 bytes at offset 0, found 0 bytes", () -> Gguf.open(empty));
    }

    @Test void aClosedFileCannotBeRead() {
        Path path = folder.resolve("closed.gguf");
        new GgufWriter().putInt("n", 1).write(path);
        Gguf file = Gguf.open(path);
        file.close();
        assertThrows(IllegalStateException.class, () -> file.metadata().intValue("n", 0, 9));
    }

    @Test void theStoriesModelsHaveTheirKnownTensors() {
        for (String kind : List.of("f32", "Q8_0", "Q4_0")) {
            try (Gguf file = Gguf.open(SharedData.file("stories260K/stories260K-" + kind + ".gguf"))) {
                Metadata m = file.metadata();
                assertEquals("llama 64 5 8 4", m.string("general.architecture") + " " + m.intValue("llama.embedding_length", 1, 99_999)
                    + " " + m.intValue("llama.block_count", 1, 999) + " " + m.intValue("llama.attention.head_count", 1, 999)
                    + " " + m.intValue("llama.attention.head_count_kv", 1, 999));
                assertEquals(512, m.strings("tokenizer.ggml.tokens").size());
                assertEquals(47, file.tensors().size());
                file.tensor("token_embd.weight").expect(64, 512);
                assertEquals(GgmlType.F32, file.tensor("blk.0.ffn_down.weight").expect(172, 64).type());
                var types = file.tensors().stream().map(GgufTensor::type).collect(Collectors.toSet());
                assertTrue(kind.equals("f32") ? types.size() == 1 : types.contains(GgmlType.valueOf(kind)), types::toString);
            }
        }
    }

    @Test void aVocabularyWithoutTensorsOpens() {
        try (Gguf file = Gguf.open(SharedData.file("tokenizers/ggml-vocab-gpt-2.gguf"))) {
            MetaArray words = file.metadata().strings("tokenizer.ggml.tokens");
            assertEquals(50_257, words.size());
            assertEquals("<|endoftext|>", words.string(50_256));
            assertTrue(file.tensors().isEmpty());
        }
    }

    private static void expect(String message, Executable action) {
        var error = assertThrows(ModelFileException.class, action);
        assertTrue(error.getMessage().contains(message), error.getMessage());
    }
}
