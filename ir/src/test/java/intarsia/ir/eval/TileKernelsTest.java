package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Kernels of the tile level, with values computed by hand. */
class TileKernelsTest {
    private static MemorySegment floats(float... v) {
        return MemorySegment.ofArray(v);
    }

    private static float[] run(String text, Map<String, MemorySegment> in, int size, Symbols symbols) {
        float[] out = new float[size];
        Map<String, MemorySegment> all = new HashMap<>(in);
        all.put("y", MemorySegment.ofArray(out));
        Evaluator.run(Parser.parse(text), all, symbols);
        return out;
    }

    private static final String SCALE = """
            intarsia 1
            tile kernel scale {
              symbol n runtime 0..1000
              in x %0: global f32[n]
              out y %1: global f32[n]
              grid [ceildiv(n, 4)]
              block (%2: i64)
              %3: i64 = const 4
              %4: i64 = mul %2, %3
              %5: i64 = size n
              %6: f32[4] = load %0, "value", [0], [%4], [0], [%5]
              %7: f32[4] = const 2.0
              %8: f32[4] = mul %6, %7
              store %1, "value", [0], [%4], [0], [%5], %8
            }
            """;

    @Test
    void guardsKeepTheTailOfATensorOff() {
        float[] y = run(SCALE, Map.of("x", floats(1, 2, 3, 4, 5, 6)), 6, Symbols.of(Map.of("n", 6L)));
        assertArrayEquals(new float[] {2, 4, 6, 8, 10, 12}, y);
    }

    @Test
    void anIndexOutsideNamesKernelStatementLineIndexAndExtent() {
        String unguarded = SCALE.replace(", [0], [%5]\n", ", [], []\n");
        EvaluationException e = assertThrows(EvaluationException.class,
                () -> run(unguarded, Map.of("x", floats(1, 2, 3, 4, 5, 6)), 6, Symbols.of(Map.of("n", 6L))));
        String message = String.valueOf(e.getMessage());
        for (String part : new String[] {"kernel scale", "text:11", "index 6", "of x", "extent there is 6", "%6: f32[4] = load %0"}) {
            assertTrue(message.contains(part), part + " in: " + message);
        }
    }

    @Test
    void aBufferThatIsTooShortIsRefusedBeforeAnythingRuns() {
        IllegalArgumentException e = assertThrows(IllegalArgumentException.class,
                () -> run(SCALE, Map.of("x", floats(1, 2)), 6, Symbols.of(Map.of("n", 6L))));
        assertTrue(String.valueOf(e.getMessage()).contains("reaches 24 bytes; its memory has 8"), e.getMessage());
    }

    @Test
    void aSymbolOutsideItsRangeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> run(SCALE, Map.of("x", floats(1)), 1, Symbols.of(Map.of("n", 1001L))));
    }

    @Test
    void gridsOfTwoDimensionsRunEveryBlockOnce() {
        String text = """
                intarsia 1
                tile kernel grid {
                  inout y %0: global f32[2,3]
                  grid [2, 3]
                  block (%1: i64, %2: i64)
                  %3: f32[1,1] = load %0, "value", [0, 1], [%1, %2], [], []
                  %4: i64 = const 10
                  %5: i64 = mul %1, %4
                  %6: i64 = add %5, %2
                  %7: f32 = cast %6
                  %8: f32[1,1] = fill %7
                  %9: f32[1,1] = add %3, %8
                  store %0, "value", [0, 1], [%1, %2], [], [], %9
                }
                """;
        assertArrayEquals(new float[] {0, 1, 2, 10, 11, 12}, run(text, Map.of(), 6, Symbols.NONE));
    }

    @Test
    void blockFormatsAreReadFieldByField() {
        // Q8_0: an f16 scale, then 32 signed bytes. 1.5 is 0x3e00.
        byte[] w = new byte[34];
        w[1] = 0x3e;
        for (int i = 0; i < 32; i++) {
            w[2 + i] = (byte) (i - 16);
        }
        String text = """
                intarsia 1
                tile kernel dequantize {
                  in w %0: global Q8_0[32]
                  out y %1: global f32[32]
                  grid []
                  %2: i64 = const 0
                  %3: i8[32] = load %0, "code", [0], [%2], [], []
                  %4: f16[1] = load %0, "scale", [0], [%2], [], []
                  %5: f32[32] = cast %3
                  %6: f32[1] = cast %4
                  %7: f32[32] = broadcast %6
                  %8: f32[32] = mul %5, %7
                  store %1, "value", [0], [%2], [], [], %8
                }
                """;
        float[] y = run(text, Map.of("w", MemorySegment.ofArray(w)), 32, Symbols.NONE);
        for (int i = 0; i < 32; i++) {
            assertEquals(1.5f * (i - 16), y[i]);
        }
    }

    @Test
    void kernelsOfThisLevelKnowNoLanes() {
        Kernel k = Parser.parse("""
                intarsia 1
                tile kernel wrong {
                  grid []
                  %0: i32 = warp
                }
                """);
        EvaluationException e = assertThrows(EvaluationException.class, () -> Evaluator.run(k, Map.of(), Symbols.NONE));
        assertTrue(String.valueOf(e.getMessage()).contains("warp is no op of the tile level"), e.getMessage());
    }
}
