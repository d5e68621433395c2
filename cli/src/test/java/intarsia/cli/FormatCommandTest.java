package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code format}: tables, codes and values. */
final class FormatCommandTest {
    @TempDir private Path folder;
    private final Commands commands = new Commands();

    private int run(Object... arguments) {
        return commands.run(arguments);
    }

    private Path floats(long[] shape, float... values) {
        Npy.write(folder.resolve("x.npy"), NpyArray.ofFloats(values, shape));
        return folder.resolve("x.npy");
    }

    private NpyArray encoded(Object... arguments) {
        Object[] all = new Object[arguments.length + 2];
        all[0] = "format";
        all[1] = "encode";
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        assertEquals(0, run(all), commands.err());
        return Npy.read(folder.resolve("c.npy"));
    }

    @Test void aTableHasALineForEveryCodeThatMeansSomething() {
        assertEquals(0, run("format", "table", "ternary"));
        assertEquals("0 -1\n1 0\n2 1\n", commands.out());
        run("format", "table", "quaternary");
        assertEquals("0 1\n1 i\n2 -1\n3 -i\n", commands.out());
        run("format", "table", "f3e1m1");
        assertEquals("0 0\n1 1\n2 2\n3 3\n4 -0\n5 -1\n6 -2\n7 -3\n", commands.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"u3", "i8", "f8e4m3fn", "f8e5m2", "e8m0", "nf4", "posit8_2", "bipolar3", "shift4", "f16", "bf16", "dynamic8"})
    void aTableIsReadBackAsItsValues(String name) {
        assertEquals(0, run("format", "table", name));
        DType type = DType.parse(name);
        for (String line : commands.out().lines().toList()) {
            int blank = line.indexOf(' ');
            String value = line.substring(blank + 1).replace("inf", "Infinity").replace("nan", "NaN");
            assertEquals(type.decode(Long.parseLong(line.substring(0, blank))), Double.parseDouble(value), line);
        }
        assertEquals(1L << type.bits(), commands.out().lines().count());
    }

    @Test void encodeAndDecodeAreInverse() {
        Path x = floats(new long[] {2, 3}, -448, -1.1f, 0, 1.0625f, 300, 1e9f);
        NpyArray codes = encoded("f8e4m3fn", "--in", x, "--out", folder.resolve("c.npy"));
        assertEquals(NpyType.U1, codes.type());
        assertArrayEquals(new long[] {2, 3}, codes.shape());
        assertEquals(0, run("format", "decode", "f8e4m3fn", "--in", folder.resolve("c.npy"), "--out", folder.resolve("y.npy")), commands.err());
        assertArrayEquals(new float[] {-448, -1.125f, 0, 1, 288, 448}, Npy.read(folder.resolve("y.npy")).toFloats());
    }

    @Test void rotatedRowsAreRotatedBackWhenTheyAreDecoded() {
        float[] values = new float[2 * 64];
        for (int i = 0; i < values.length; i++) values[i] = i % 32 == 5 ? 40 : (i * 7 % 13 - 6) / 6f;
        NpyArray codes = encoded("u4g32_h64", "--in", floats(new long[] {2, 64}, values), "--out", folder.resolve("c.npy"));
        assertArrayEquals(new long[] {2, 36}, codes.shape());
        assertEquals(0, run("format", "decode", "u4g32_h64", "--in", folder.resolve("c.npy"), "--out", folder.resolve("y.npy")), commands.err());
        float[] turned = Npy.read(folder.resolve("y.npy")).toFloats();
        assertEquals(0, run("format", "decode", "u4g32", "--in", folder.resolve("c.npy"), "--out", folder.resolve("z.npy")), commands.err());
        float[] stored = Npy.read(folder.resolve("z.npy")).toFloats();
        new intarsia.ir.type.Hadamard(64).rotate(stored);
        assertArrayEquals(stored, turned);
        double error = 0;
        for (int i = 0; i < values.length; i++) error += Math.abs(turned[i] - values[i]);
        assertTrue(error / values.length < 1, "mean error " + error / values.length);
    }

    @Test void showSaysThatRowsAreRotatedAndEncodeRefusesOthers() {
        assertEquals(0, run("format", "show", "U4G32_H64/Halves"));
        assertTrue(commands.out().startsWith("u4g32_sf16_h64/halves: 64 elements in 36 bytes\n"), commands.out());
        assertTrue(commands.out().contains("rows rotated in groups of 64"), commands.out());
        assertEquals(1, run("format", "encode", "u4g32_h64", "--in", floats(new long[] {96}, new float[96]), "--out", folder.resolve("c.npy")));
        assertTrue(commands.err().contains("u4g32_sf16_h64") && commands.err().contains("groups of at most 32 (_h32)"), commands.err());
        for (String wrong : new String[] {"u4g32_h48", "f16_h32", "u4g128_zu4_h32/awq", "u4g32_h32_h32", "f8e4m3fng128x128_sf32_h128", "u4g32_h1"}) {
            assertEquals(2, run("format", "show", wrong), wrong);
        }
    }

    @ParameterizedTest
    @CsvSource({"saturate, 0x7e", "inf, 0x7f"})
    void thePolicySaysWhatIsBeyondTheGreatest(String policy, String code) {
        NpyArray codes = encoded("f8e4m3fn", "--in", floats(new long[] {1}, 465), "--out", folder.resolve("c.npy"), "--overflow", policy);
        assertEquals(Long.decode(code), codes.integer(0));
    }

    @Test void widerCodesTakeWiderIntegers() {
        Path x = floats(new long[] {1}, -2), c = folder.resolve("c.npy");
        assertEquals(0xc000, encoded("bf16", "--in", x, "--out", c).integer(0));
        assertEquals(NpyType.U2, encoded("u11", "--in", x, "--out", c).type());
        assertEquals(-2, encoded("i32", "--in", x, "--out", c).integer(0));
        assertEquals(-2, encoded("i64", "--in", x, "--out", c).integer(0));
        assertEquals(0, run("format", "decode", "i64", "--in", c, "--out", folder.resolve("y.npy")), commands.err());
        assertEquals(-2.0, Npy.read(folder.resolve("y.npy")).real(0));
    }

    @Test void blocksBecomeRowsOfBytesAndBack() {
        float[] values = new float[64];
        for (int i = 0; i < 64; i++) values[i] = i - 32;
        NpyArray rows = encoded("q8_0", "--in", floats(new long[] {2, 32}, values), "--out", folder.resolve("c.npy"), "--rule", "ggml");
        assertArrayEquals(new long[] {2, BlockFormat.parse("q8_0").bytes()}, rows.shape());
        assertEquals(0, run("format", "decode", "q8_0", "--in", folder.resolve("c.npy"), "--out", folder.resolve("y.npy")), commands.err());
        assertArrayEquals(values, Npy.read(folder.resolve("y.npy")).toFloats(), 0.13f);
    }

    /** Boxes of several rows are rows of bytes together; a size that is left open is that of the matrix. */
    @ParameterizedTest
    @CsvSource({"i8g2x16_sf32, 3, 72", "i8grow_sf32, 6, 36", "i8gall_sf32, 1, 196", "u4g32_zu4/awq, 1, 0"})
    void boxesBecomeRowsOfBytesAndBack(String name, int rows, int bytes) {
        boolean awq = name.endsWith("awq");
        int n = awq ? 8 : 6;
        float[] values = new float[n * 32];
        for (int i = 0; i < values.length; i++) values[i] = (i * 37 % 255 - 127) / 127f;
        Path c = folder.resolve("c.npy"), y = folder.resolve("y.npy");
        NpyArray found = encoded(name, "--in", floats(new long[] {n, 32}, values), "--out", c);
        assertArrayEquals(new long[] {rows, awq ? BlockFormat.parse(name).bytes() : bytes}, found.shape());
        assertEquals(0, run("format", "decode", name, "--in", c, "--out", y, "--shape", n + "x32"), commands.err());
        assertArrayEquals(new long[] {n, 32}, Npy.read(y).shape());
        assertArrayEquals(values, Npy.read(y).toFloats(), awq ? 0.08f : 0.005f);
    }

    private static MemorySegment ints(int... values) {
        MemorySegment bytes = MemorySegment.ofArray(new byte[Integer.BYTES * values.length]);
        for (int i = 0; i < values.length; i++) bytes.setAtIndex(ValueLayout.JAVA_INT_UNALIGNED, i, values[i]);
        return bytes;
    }

    /** Columns 0 to 3 in groups 1, 0, 1, 0: with the scales of the other pair. */
    @Test void columnsMayNameTheirGroups() {
        Path c = folder.resolve("c.npy"), y = folder.resolve("y.npy"), g = folder.resolve("g.npy");
        encoded("i8g2_sf32", "--in", floats(new long[] {1, 4}, 127, 127, 254, 254), "--out", c);
        Npy.write(g, new NpyArray(NpyType.I4, new long[] {4}, ints(1, 0, 1, 0)));
        assertEquals(0, run("format", "decode", "i8g2_sf32", "--in", c, "--out", y, "--field", "g_idx=" + g), commands.err());
        assertArrayEquals(new float[] {254, 127, 254, 127}, Npy.read(y).toFloats());
        assertEquals(2, run("format", "decode", "i8g2_sf32", "--in", c, "--out", y, "--field", "scale=" + g));
        assertEquals(2, run("format", "decode", "i8", "--in", c, "--out", y, "--field", "g_idx=" + g));
        Npy.write(g, new NpyArray(NpyType.I4, new long[] {4}, ints(1, 0, 2, 0)));
        assertEquals(1, run("format", "decode", "i8g2_sf32", "--in", c, "--out", y, "--field", "g_idx=" + g));
        assertTrue(commands.err().contains("element 2: wanted a group from 0 to 1, found 2"), commands.err());
    }

    @Test void theSizeOfARowHasToBeSaid() {
        Path c = folder.resolve("c.npy");
        encoded("i8grow_sf32", "--in", floats(new long[] {2, 3}, 1, 2, 3, 4, 5, 6), "--out", c);
        assertEquals(2, run("format", "decode", "i8grow_sf32", "--in", c, "--out", c));
        assertTrue(commands.err().contains("--shape NxK is missing"), commands.err());
        assertEquals(1, run("format", "decode", "i8grow_sf32", "--in", c, "--out", c, "--shape", "4x3"));
        assertEquals(1, run("format", "decode", "i8g3_sf32", "--in", c, "--out", c, "--shape", "2x6"));
        assertEquals(2, run("format", "decode", "i8grow_sf32", "--in", c, "--out", c, "--shape", "2,3"));
        assertEquals(1, run("format", "encode", "i8g4x3_sf32", "--in", folder.resolve("x.npy"), "--out", c));
        assertTrue(commands.err().contains("a multiple of 4 of them"), commands.err());
    }

    @Test void whatIsWrongIsSaidWithItsPlace() {
        Path x = floats(new long[] {1, 3}, 1, 2, 3), c = folder.resolve("c.npy");
        assertEquals(2, run("format"));
        assertEquals(2, run("format", "table", "u4g32"));
        assertTrue(commands.err().contains("block format"), commands.err());
        assertEquals(2, run("format", "table", "f32"));
        assertEquals(2, run("format", "table", "f9e9m9"));
        assertEquals(1, run("format", "encode", "q8_0", "--in", x, "--out", c));
        assertTrue(commands.err().contains("multiple of 32"), commands.err());
        assertEquals(2, run("format", "encode", "f4e2m1", "--in", x, "--out", c, "--overflow", "wrap"));
        assertEquals(1, run("format", "encode", "u1", "--in", x, "--out", c, "--overflow", "error"));
        assertTrue(commands.err().contains("element 1"), commands.err());
        assertEquals(0, run("format", "encode", "u2", "--in", x, "--out", c));
        assertEquals(1, run("format", "decode", "ternary", "--in", c, "--out", x));
        assertTrue(commands.err().contains("element 2: wanted a code of ternary, found 3"), commands.err());
        assertEquals(1, run("format", "decode", "u9", "--in", c, "--out", x));
    }

    @Test void aBlockIsDrawnByteByByte() {
        assertEquals(0, run("format", "show", "q4_0"));
        assertTrue(commands.out().contains("2-17  BBBBBBBB"), commands.out());
        assertEquals(0, run("format", "show", "f4e2m1"));
        assertEquals("f4e2m1: 4 bits, from -6 to 6\n", commands.out());
        assertEquals(0, run("format", "list"));
        assertTrue(commands.out().contains("Q4_0") && commands.out().contains("4.5000 bits"), commands.out());
    }
}
