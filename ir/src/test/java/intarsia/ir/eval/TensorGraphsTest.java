package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import intarsia.ir.type.GgufFormats;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Tensor graphs, with values computed by hand. */
class TensorGraphsTest {
    private final Map<String, MemorySegment> buffers = new HashMap<>();
    private Map<String, double[]> bounds = Map.of();

    private float[] run(String statements, String inputs, String out, int size, Map<String, Long> symbols) {
        float[] y = new float[size];
        buffers.put("y", MemorySegment.ofArray(y));
        String text = "intarsia 1\ntensor kernel g {\n" + inputs + "\nout y %99: " + out + "\n" + statements + "\n}\n";
        bounds = Evaluator.runWithBounds(Parser.parse(text), buffers, Symbols.of(symbols));
        return y;
    }

    private static double bound(Map<String, double[]> of, int i) {
        return Objects.requireNonNull(of.get("y"))[i];
    }

    private float[] onX(String statements, String out, int size) {
        buffers.put("x", MemorySegment.ofArray(new float[] {1, 2, 3, 4, 5, 6}));
        return run(statements, "in x %0: tensor f32[a:2, b:3]", out, size, Map.of());
    }

    @Test
    void contractionsSumOverTheNamesTheResultLacks() {
        assertArrayEquals(new float[] {14, 32, 32, 77},
                onX("%1: tensor f32[c:2, b:3] = rename %0, \"a\", \"c\"\n%2: tensor f32[a:2, c:2] = contract %0, %1, any\nyield %2", "tensor f32[a:2, c:2]", 4));
        assertTrue(bound(bounds, 0) > 0 && bound(bounds, 0) < 1e-4);
        assertArrayEquals(new float[] {17, 29, 45}, onX("%1: tensor f32[b:3] = contract %0, %0, fixed32\nyield %1", "tensor f32[b:3]", 3));
    }

    @Test
    void mapsBroadcastByName() {
        assertArrayEquals(new float[] {0, 1, 2, 2, 3, 4}, onX("""
                %1: tensor i32[b:3] = tensor.index
                %2: tensor f32[a:2] = tensor.fold %0, max, "b"
                %3: tensor f32[a:2, b:3] = tensor.map [%1, %2], { (%4: i32, %5: f32)
                  %6: f32 = cast %4
                  %7: f32 = const 2.0
                  %8: i1 = cmp.gt %5, %7
                  %9: f32 = const 3.0
                  %10: f32 = const 4.0
                  %11: i1 = cmp.gt %5, %10
                  %12: f32 = const 0.0
                  %13: f32 = select %11, %7, %12
                  %14: f32 = add %6, %13
                  yield %14
                }
                yield %3""", "tensor f32[a:2, b:3]", 6));
    }

    @Test
    void viewsMoveElements() {
        assertArrayEquals(new float[] {3, 2, 1, 6, 5, 4}, onX("%1: tensor f32[a:2, b:3] = flip %0, \"b\"\nyield %1", "tensor f32[a:2, b:3]", 6));
        assertArrayEquals(new float[] {2, 3, 5, 6}, onX("%1: tensor f32[a:2, b:2] = tensor.slice %0, \"b\", 1, 2\nyield %1", "tensor f32[a:2, b:2]", 4));
        assertArrayEquals(new float[] {4, 5, 6, 1, 2, 3}, onX("""
                %1: tensor f32[n:6] = merge %0, ["a", "b"], "n"
                %2: tensor f32[h:2, r:3] = split %1, "n", ["h", "r"], [2, 3]
                %3: tensor f32[h:2, r:3] = flip %2, "h"
                yield %3""", "tensor f32[h:2, r:3]", 6));
        assertThrows(EvaluationException.class,
                () -> onX("%1: tensor f32[a:2, b:3] = tensor.slice %0, \"b\", 1, 3\nyield %1", "tensor f32[a:2, b:3]", 6));
    }

    @Test
    void gatherReadsRowsOfBlocks() {
        float[] rows = new float[64];
        for (int i = 0; i < 64; i++) {
            rows[i] = (i % 32 - 16) * (i < 32 ? 1 : 2) * 0.5f;
        }
        buffers.put("w", MemorySegment.ofArray(QuantizeRule.EXACT.quantize(GgufFormats.of("Q8_0"), rows)));
        buffers.put("i", MemorySegment.ofArray(new int[] {1, 0}));
        float[] y = run("%2: tensor Q8_0[t:2, k:32] = gather %0, %1, \"n\"\n%3: tensor f32[t:2, k:32] = tensor.convert %2\nyield %3",
                "in w %0: tensor Q8_0[n:2, k:32]\nin i %1: tensor i32[t:2] range 0..1", "tensor f32[t:2, k:32]", 64, Map.of());
        for (int i = 0; i < 64; i++) {
            assertEquals(rows[(i + 32) % 64], y[i], 0.1f);
        }
        buffers.put("i", MemorySegment.ofArray(new int[] {1, 2}));
        assertThrows(IllegalArgumentException.class, () -> run("%3: tensor f32[t:2] = tensor.convert %1\nyield %3",
                "in w %0: tensor Q8_0[n:2, k:32]\nin i %1: tensor i32[t:2] range 0..1", "tensor f32[t:2]", 2, Map.of()));
    }

    @Test
    void appendWritesRowsOfAState() {
        short[] state = new short[6];
        buffers.put("kv", MemorySegment.ofArray(state));
        buffers.put("x", MemorySegment.ofArray(new float[] {1, 2, 3, 4}));
        buffers.put("p", MemorySegment.ofArray(new int[] {2, 0}));
        String inputs = "symbol t runtime 1..2\nin x %0: tensor f32[t:t, b:2]\ninout kv %1: tensor f16[s:3, b:2]\nin p %2: tensor i32[t:t]";
        float[] y = run("%3: tensor f16[s:3, b:2] = append %1, %0, [%2]\n%4: tensor f32[s:3, b:2] = tensor.convert %3\nyield %4, %3",
                inputs, "tensor f32[s:3, b:2]", 6, Map.of("t", 2L));
        assertArrayEquals(new float[] {3, 4, 0, 0, 1, 2}, y);
        assertArrayEquals(new short[] {0x4200, 0x4400, 0, 0, 0x3c00, 0x4000}, state);
        buffers.put("p", MemorySegment.ofArray(new int[] {3, 0}));
        EvaluationException e = assertThrows(EvaluationException.class,
                () -> run("%3: tensor f16[s:3, b:2] = append %1, %0, [%2]\nyield %0, %3", inputs, "tensor f32[t:t, b:2]", 4, Map.of("t", 2L)));
        assertTrue(String.valueOf(e.getMessage()).contains("index 3 along s, whose extent is 3"), e.getMessage());
    }

    @Test
    void appendToBlocksQuantisesTheRows() {
        byte[] state = new byte[3 * 34];
        float[] row = new float[32];
        row[0] = -127; // the rule makes it code −127 of scale 1
        row[31] = -5;
        buffers.put("kv", MemorySegment.ofArray(state));
        buffers.put("x", MemorySegment.ofArray(row));
        buffers.put("p", MemorySegment.ofArray(new int[] {1}));
        float[] y = run("%3: tensor Q8_0[s:3, b:32] = append %1, %0, [%2]\n%4: tensor f32[s:3, b:32] = tensor.convert %3\nyield %4, %3",
                "in x %0: tensor f32[t:1, b:32]\ninout kv %1: tensor Q8_0[s:3, b:32]\nin p %2: tensor i32[t:1]", "tensor f32[s:3, b:32]", 96, Map.of());
        assertEquals(-127, y[32]);
        assertEquals(-5, y[63]);
        assertEquals(-127, state[34 + 2]);
        assertEquals(0, state[2]);
    }

    /** With minimum −100 and scale 100/15, code 15 is 0: summed by parts, which engines may, it is as uncertain as 100 is. */
    @Test
    void sumsOfBlocksMayBeTakenByTheirParts() {
        float[] w = new float[32];
        w[0] = -100;
        float[] x = new float[32];
        java.util.Arrays.fill(x, 1, 32, 1);
        for (String format : new String[] {"u4g32_sf16_mf16", "u4g32_sf16"}) {
            buffers.put("w", MemorySegment.ofArray(QuantizeRule.EXACT.quantize(BlockFormat.parse(format), w)));
            buffers.put("x", MemorySegment.ofArray(QuantizeRule.SINGLE.quantize(BlockFormat.parse("i8g32_sf32"), x)));
            float[] y = run("%2: tensor f32[n:1, m:1] = contract %0, %1, any\nyield %2",
                "in w %0: tensor " + format + "[n:1, k:32]\nin x %1: tensor i8g32_sf32[m:1, k:32]", "tensor f32[n:1, m:1]", 1, Map.of());
            boolean parts = format.endsWith("mf16");
            assertEquals(0, y[0], 1);
            assertEquals(parts, bound(bounds, 0) > 31 * 32 * 100 * 0x1p-24, format);
        }
    }

    /** An engine may take 3 · x first and scale the product: two roundings where the value of the block has one, the product another. */
    @Test
    void oneProductIsExactOnlyWhereNeitherFactorIsRounded() {
        for (String format : new String[] {"f32", "f16", "i8g32x1_sf32", "i32"}) {
            boolean blocks = format.startsWith("i8");
            buffers.put("w", blocks ? blocks() : MemorySegment.ofArray(new int[] {format.equals("i32") ? (1 << 24) + 1 : 0x3f9d_3c01}));
            buffers.put("x", MemorySegment.ofArray(new float[] {1.3f}));
            int rows = blocks ? 32 : 1;
            float y = run("%2: tensor f32[n:" + rows + ", m:1] = contract %0, %1, any\nyield %2",
                    "in w %0: tensor " + format + "[n:" + rows + ", k:1]\nin x %1: tensor f32[m:1, k:1]", "tensor f32[n:" + rows + ", m:1]", rows, Map.of())[0];
            double bound = bound(bounds, 0);
            assertEquals(blocks || format.equals("i32"), bound > 0, format);
            assertTrue(bound <= 8 * Math.ulp(y), format + " " + y + " within " + bound);
            float apart = 3 * 1.3f * 0.1f;
            assertTrue(!blocks || y != apart && Math.abs(y - apart) <= bound, y + " within " + bound + ", by parts " + apart);
        }
    }

    /** 32 codes 3 with scale 0.1. */
    private static MemorySegment blocks() {
        BlockFormat f = BlockFormat.parse("i8g32x1_sf32");
        MemorySegment block = MemorySegment.ofArray(new byte[f.bytes()]);
        for (int i = 0; i < 32; i++) f.code().packing().write(block, 0, i, 3);
        f.fields(Role.SCALE).getFirst().packing().write(block, 0, 0, Float.floatToIntBits(0.1f));
        return block;
    }

    @Test
    void ropeTablesAreAnglesInDouble() {
        float[] y = run("%1: tensor f32[p:3, s:2, i:2] = rope signed_sin, 10000.0, [1.0, 8.0]\nyield %1", "", "tensor f32[p:3, s:2, i:2]", 12, Map.of());
        for (int p = 0; p < 3; p++) {
            assertEquals(-(float) Math.sin(p), y[p * 4], 1e-7f);
            assertEquals((float) Math.sin(p), y[p * 4 + 2], 1e-7f);
            assertEquals((float) Math.sin(p / 100.0 / 8), y[p * 4 + 3], 1e-9f);
        }
        assertEquals((float) Math.cos(2), run("%1: tensor f32[p:3, i:1] = rope cos, 10000.0, []\nyield %1", "", "tensor f32[p:3, i:1]", 3, Map.of())[2]);
    }

    @Test
    void boundsGoFromOneKernelToTheNext() {
        buffers.put("x", MemorySegment.ofArray(new float[] {1, 2}));
        float[] y = new float[2];
        buffers.put("y", MemorySegment.ofArray(y));
        String text = """
                intarsia 1
                tensor kernel g {
                  in x %0: tensor f32[n:2]
                  out y %1: tensor f32[n:2]
                  %2: tensor f32[n:2] = tensor.map [%0], { (%3: f32)
                    %4: f32 = add %3, %3
                    yield %4
                  }
                  yield %2
                }
                """;
        Map<String, double[]> after = Evaluator.runWithBounds(Parser.parse(text), buffers, Symbols.NONE, Map.of("x", new double[] {0, 0.25}));
        assertEquals(0, bound(after, 0));
        assertEquals(0.5, bound(after, 1), 1e-6);
    }
}
