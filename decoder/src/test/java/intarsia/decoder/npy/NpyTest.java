package intarsia.decoder.npy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.file.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class NpyTest {
    private static final Path NAME = Path.of("x.npy");

    @TempDir Path folder = Path.of("");

    @ParameterizedTest @EnumSource
    void everyTypeAndRankSurvivesTheFile(NpyType type) throws IOException {
        for (long[] shape : new long[][] {{}, {1}, {7}, {2, 3}, {2, 1, 3, 2}, {0, 4}}) {
            var data = new byte[(int) NpyArray.byteSize(type, shape)];
            new SplittableRandom(7).nextBytes(data);
            Path path = folder.resolve("a.npy");
            Npy.write(path, new NpyArray(type, shape, MemorySegment.ofArray(data)));
            NpyArray read = Npy.read(path);
            assertEquals(type, read.type());
            assertArrayEquals(shape, read.shape());
            assertArrayEquals(data, read.data().toArray(ValueLayout.JAVA_BYTE));
            assertEquals(0, (Files.size(path) - data.length) % 64, "the data is aligned");
        }
    }

    @Test void elementsAreReadWithTheirSign() {
        assertEquals(255, array(NpyType.U1, -1).integer(0));
        assertEquals(-1, array(NpyType.I1, -1).integer(0));
        assertEquals(65_535, array(NpyType.U2, -1, -1).integer(0));
        assertEquals(-2, array(NpyType.I4, -2, -1, -1, -1).integer(0));
        assertEquals(258, array(NpyType.I8, 2, 1, 0, 0, 0, 0, 0, 0).integer(0));
        assertEquals(-2.0, array(NpyType.F8, 0, 0, 0, 0, 0, 0, 0, 0xc0).real(0));
        assertArrayEquals(new float[] {1, -0f}, NpyArray.ofFloats(new float[] {1, -0f}, 2).toFloats());
    }

    @Test void theHeaderIsThatOfNumPy() throws IOException {
        Path reference = SharedData.file("stories260K/first-logits-f32.npy");
        Path copy = folder.resolve("copy.npy");
        NpyArray logits = Npy.read(reference);
        assertEquals(512, logits.elements());
        Npy.write(copy, logits);
        assertEquals(-1, Files.mismatch(reference, copy));
    }

    @ParameterizedTest @ValueSource(strings = {
        "{'shape':(2,),'fortran_order':False,'descr':'<f4'}",
        "  { \"descr\" : \"<f4\" , 'fortran_order' : False , 'shape' : ( 2 , ) , }  ",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2)}"})
    void otherWritersHeadersAreRead(String header) {
        assertEquals(2, Npy.parse(NAME, file(header, 8)).elements());
    }

    static Stream<Arguments> damages() {
        return Stream.of(
            header("{'descr': '>f4', 'fortran_order': False, 'shape': (2,)}", "header: wanted an element type of <f4, <f8, <i4, <i8, |u1, |i1, <u2, found '>f4'"),
            header("{'descr': '|O', 'fortran_order': False, 'shape': (2,)}", "found '|O'"),
            header("{'descr': '<f4', 'fortran_order': True, 'shape': (2,)}", "header: wanted row-major order"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (3,)}", "data: wanted 12 bytes for <f4 (3,), found 8 bytes"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)}", "data: wanted 4 bytes for <f4 (1,), found 8 bytes"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", "header: wanted fewer than 2^63 bytes"),
            header("{'descr': '<f8', 'fortran_order': False, 'shape': (2305843009213693952,)}", "header: wanted fewer than 2^63 bytes"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}", "header: wanted dimensions below 2^63"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "(-1,)}, wrong at character 51"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (2)}", "header: wanted a dictionary"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (" + "1,".repeat(33) + ")}", "header: wanted at most 32 dimensions"),
            header("{'descr': '<f4', 'fortran_order': False}", "header: wanted a dictionary"),
            header("{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "header: wanted a dictionary"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)} x", "header: wanted a dictionary"),
            header("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)", "header: wanted a dictionary"),
            header("{'descr: ", "header: wanted a dictionary"),
            header("", "header: wanted a dictionary"),
            arguments(MemorySegment.ofArray(new byte[9]), "magic: wanted a .npy file of at least 10 bytes, found 9 bytes"),
            arguments(MemorySegment.ofArray(new byte[99]), "magic: wanted bytes 93 4e 55 4d 50 59"),
            arguments(file("", 0).asSlice(0, 10).copyFrom(MemorySegment.ofArray(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, 0, 0})), "version: wanted 1.0, found 2.0"),
            arguments(file("{'descr'", 0).asSlice(0, 12), "header length: wanted at most the 2 bytes that follow, found 8"));
    }

    private static Arguments header(String header, String message) {
        return arguments(file(header, 8), message);
    }

    @ParameterizedTest @MethodSource("damages")
    void damageIsNamed(MemorySegment bytes, String message) {
        var error = assertThrows(ModelFileException.class, () -> Npy.parse(NAME, bytes));
        assertTrue(error.getMessage().startsWith("x.npy: ") && error.getMessage().contains(message), error.getMessage());
    }

    @Test void mutatedFilesEndInNothingButModelFileException() {
        long seed = Long.getLong("intarsia.seed", 20_260_101);
        System.out.println("NpyTest: -Dintarsia.seed=" + seed);
        var random = new SplittableRandom(seed);
        byte[] sound = file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 8).toArray(ValueLayout.JAVA_BYTE);
        int opened = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] mutant = sound.clone();
            mutant[random.nextInt(mutant.length)] = (byte) random.nextInt();
            try {
                Npy.parse(NAME, MemorySegment.ofArray(mutant));
                opened++;
            } catch (ModelFileException e) {
                assertTrue(e.getMessage().startsWith("x.npy: "), e.getMessage());
            } catch (RuntimeException e) {
                fail("seed " + seed + ", mutant " + i, e);
            }
        }
        assertTrue(opened > 0 && opened < 20_000, opened + " files opened");
    }

    static MemorySegment file(String header, int dataBytes) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length(), (byte) (header.length() >> 8)});
        out.writeBytes(header.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(new byte[dataBytes]);
        return MemorySegment.ofArray(out.toByteArray());
    }

    private static NpyArray array(NpyType type, int... bytes) {
        var data = new byte[bytes.length];
        for (int i = 0; i < data.length; i++) data[i] = (byte) bytes[i];
        return new NpyArray(type, new long[] {1}, MemorySegment.ofArray(data));
    }
}
