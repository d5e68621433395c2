package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code layout --format}: the bits of blocks. */
final class LayoutFormatTest {
    static Stream<BlockFormat> formats() {
        return Stream.concat(BlockFormat.named().stream(), Stream.of("u4g128/awq", "u3g128/gptq1", "u4g128/marlin", "u4g64/m16n8k16", "u6g128/m16n8k32", "u6g32/planes", "u6g32/split", "u5g32/engine", "ternaryg32/base3", "mx_f6e3m2", "u4g128_sf16_zu4")
            .map(BlockFormat::parse));
    }

    @ParameterizedTest
    @MethodSource("formats")
    void everyBitOfEveryValueStandsWhereItsPackingSays(BlockFormat f) throws Exception {
        Map<String, Object> json = JsonText.object(Command.run("layout", "--format", f, "--json").out());
        int[][] seen = f.fields().stream().map(x -> new int[x.packing().bitTable().length]).toArray(int[][]::new);
        int end = 0;
        for (Object o : (List<?>) json.get("runs")) {
            Map<?, ?> run = (Map<?, ?>) o;
            assertEquals(end, number(run, "from"));
            end += number(run, "bits");
            if (run.get("field") != null) check(f, run, seen);
        }
        assertEquals(f.bytes() * Byte.SIZE, end);
        for (int[] table : seen) for (int n : table) assertEquals(1, n);
        if (f.bytes() <= 256) LayoutSvgTest.picture("--format", f.toString());
    }

    private static void check(BlockFormat f, Map<?, ?> run, int[][] seen) {
        Field field = f.field(String.valueOf(run.get("field")));
        int first = number(run, "value") * field.type().bits() + number(run, "bit");
        for (int i = 0; i < number(run, "bits"); i++) {
            assertEquals(number(run, "from") + i, field.packing().bitTable()[first + i]);
            seen[f.fields().indexOf(field)][first + i]++;
        }
    }

    private static int number(Map<?, ?> run, String name) {
        return Integer.parseInt(String.valueOf(run.get(name)));
    }

    @Test void aTableHasALineForEveryByte() {
        String said = Command.run("layout", "--format", "Q4_0").out();
        assertTrue(said.startsWith("""
            Q4_0: 32 elements in 18 bytes
              scale: 1 of f16
              code: 32 of u4
            byte  from bit 0 on: value.bits, all bits where none are named
               0  scale[0].0-7
               1  scale[0].8-15
               2  code[0] code[16]
            """), said);
        assertTrue(said.endsWith("  17  code[15] code[31]\n"), said);
        assertTrue(Command.run("layout", "--format", "u3").out().contains("   0  code[0] code[1] code[2].0-1\n   1  code[2].2 code[3] code[4] code[5].0\n"));
    }

    @Test void ofLongBlocksAPartIsShown() {
        String said = Command.run("layout", "--format", "u4g128/marlin").out();
        assertTrue(said.endsWith("bytes 0-255 of 4224; --bytes FROM-TO shows others\n"), said.substring(said.length() - 80));
        assertTrue(Command.run("layout", "--format", "u4g128/marlin", "--bytes", "4096-4097").out().contains("\n4096  scale[0].0-7\n"));
        for (String bytes : List.of("4224-4300", "5-4", "0-256")) {
            Command c = Command.run("layout", "--format", "u4g128/marlin", "--bytes", bytes);
            assertEquals(1, c.exit());
            assertTrue(c.err().contains("which has 0-4223; wanted at most 256 of them"), c.err());
        }
        assertTrue(Command.run("layout", "--format", "i8g65536_sf32").err().contains("wanted at most 65536"), "a long block needs no memory");
    }
}
