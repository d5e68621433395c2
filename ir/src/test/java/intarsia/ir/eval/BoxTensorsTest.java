package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tensors in boxes, whose bytes are written by hand: i8 boxes of 2 × 2 with an f32 scale, 8 bytes each. */
class BoxTensorsTest {
    /** Two rows of boxes, three across; box b has codes 10b to 10b + 3 and scale b + 1. */
    private static MemorySegment boxes() {
        ByteBuffer b = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (int box = 0; box < 6; box++) {
            for (int e = 0; e < 4; e++) b.put((byte) (10 * box + e));
            b.putFloat(box + 1);
        }
        return MemorySegment.ofArray(b.array());
    }

    private static float value(int r, int c) {
        int box = r / 2 * 3 + c / 2;
        return (10 * box + r % 2 * 2 + c % 2) * (box + 1);
    }

    private static float[] run(String text, int size) {
        float[] y = new float[size];
        Map<String, MemorySegment> buffers = new HashMap<>(Map.of("x", boxes(), "y", MemorySegment.ofArray(y)));
        Evaluator.runWithBounds(Parser.parse(text), buffers, Symbols.of(Map.of()));
        return y;
    }

    private static String graph(String x, String y, String statements) {
        return "intarsia 1\ntensor kernel g {\nin x %0: " + x + "\nout y %99: " + y + "\n" + statements + "\n}\n";
    }

    @Test
    void elementsAreThoseOfTheirBoxes() {
        float[] y = run(graph("tensor i8g2x2_sf32[r:4, c:6]", "tensor f32[r:4, c:6]", "%1: tensor f32[r:4, c:6] = tensor.convert %0\nyield %1"), 24);
        for (int i = 0; i < 24; i++) assertEquals(value(i / 6, i % 6), y[i], "element " + i);
    }

    @Test
    void matricesFollowOneAnother() {
        float[] y = run(graph("tensor i8g2x2_sf32[b:2, r:2, c:6]", "tensor f32[b:2, r:2, c:6]", "%1: tensor f32[b:2, r:2, c:6] = tensor.convert %0\nyield %1"), 24);
        for (int i = 0; i < 24; i++) assertEquals(value(i / 6, i % 6), y[i], "element " + i);
    }

    @Test
    void whatIsNoWholeBoxesIsRefused() {
        var e = assertThrows(RuntimeException.class, () -> run(graph("tensor i8g2x2_sf32[r:3, c:6]", "tensor f32[r:3, c:6]",
            "%1: tensor f32[r:3, c:6] = tensor.convert %0\nyield %1"), 18));
        assertTrue(String.valueOf(e.getMessage()).contains("whole blocks of 2"), e::getMessage);
    }

    @Test
    void rowAndAllTakeTheirSizeFromTheType() {
        assertTrue(graphText("tensor i8grow_sf32[r:4, c:6]").contains("i8g6_sf32[r:4, c:6]"));
        assertTrue(graphText("tensor i8gall_sf32[r:4, c:6]").contains("i8g4x6_sf32[r:4, c:6]"));
        var e = assertThrows(RuntimeException.class, () -> graphText("tensor i8gall_sf32[r:R, c:6]"));
        assertTrue(String.valueOf(e.getMessage()).contains("wanted one or two that are numbers"), e::getMessage);
    }

    private static String graphText(String x) {
        return intarsia.ir.text.TypeParser.parse(x).toString();
    }
}
