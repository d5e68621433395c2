package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.type.GgufFormats;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TensorTest {
    @Test
    void arraysComeBackAsTheyWere() {
        float[] values = {1, -0f, Float.NaN, Float.MIN_VALUE, Float.POSITIVE_INFINITY, 6};
        try (Tensor t = Tensor.of(values, 2, 3); Tensor i = Tensor.of(new int[] {Integer.MIN_VALUE, 7}, 2)) {
            assertArrayEquals(values, t.toFloats());
            assertEquals(List.of(2L, 3L), t.shape());
            assertEquals(24, t.bytes());
            assertArrayEquals(new int[] {Integer.MIN_VALUE, 7}, i.toInts());
            assertThrows(IllegalStateException.class, t::toInts);
        }
    }

    @Test
    void newMemoryIsZeroAndStartsAtACacheLine() {
        try (TensorArena arena = TensorArena.open()) {
            for (int n : new int[] {1, 3, 17, 1000}) {
                Tensor t = arena.allocate(DType.F16, n);
                assertEquals(0, t.segment().address() % 64);
                assertArrayEquals(new float[n], t.toFloats());
            }
        }
    }

    @Test
    void rowsOfNarrowTypesStartAtWholeBytes() {
        try (Tensor t = Tensor.allocate(DType.U4, 2, 3)) {
            assertEquals(4, t.bytes());
            t.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, (short) 0x0321);
            t.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 2, (short) 0x0654);
            assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, t.toFloats());
        }
    }

    @Test
    void blocksAreReadAsTheirValues() {
        try (Tensor t = Tensor.allocate(GgufFormats.of("Q8_0"), 1, 32)) {
            t.segment().set(ValueLayout.JAVA_SHORT_UNALIGNED, 0, Float.floatToFloat16(0.5f));
            t.segment().set(ValueLayout.JAVA_BYTE, 2 + 31, (byte) -6);
            assertEquals(-3f, t.toFloats()[31]);
            assertEquals(34, t.bytes());
        }
        assertThrows(IllegalArgumentException.class, () -> Tensor.allocate(GgufFormats.of("Q8_0"), 1, 33));
    }

    @Test
    void wrongCountsShapesAndMemoriesAreErrors() {
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(new float[5], 2, 3));
        assertThrows(IllegalArgumentException.class, () -> Tensor.allocate(DType.F32, 2, -1));
        assertThrows(ArithmeticException.class, () -> Tensor.allocate(DType.F32, Long.MAX_VALUE, 4, 4));
        assertThrows(IllegalArgumentException.class, () -> Tensor.of(MemorySegment.ofArray(new float[4]), DType.F32, 4));
        try (Arena arena = Arena.ofConfined()) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> Tensor.of(arena.allocate(12), DType.F32, 4));
            assertEquals("a tensor f32[4] has 16 bytes, the memory for it 12", e.getMessage());
        }
    }

    @Test
    void reshapeKeepsTheElementsAndTheLifetime() {
        Tensor t = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 6);
        Tensor square = t.reshape(2, 3);
        t.segment().setAtIndex(ValueLayout.JAVA_FLOAT, 4, 50);
        assertEquals(50, square.toFloats()[4]);
        assertThrows(IllegalArgumentException.class, () -> t.reshape(7));
        t.close();
        assertThrows(IllegalStateException.class, square::toFloats);
    }

    /** Both shapes take 8 bytes, and element 5 is at bit 16 of one and at bit 15 of the other. */
    @Test
    void rowsThatEndInsideAByteKeepTheirLength() {
        try (Tensor t = Tensor.allocate(DType.U3, 4, 5)) {
            assertEquals(t.bytes(), Tensor.allocate(DType.U3, 2, 10).bytes());
            assertThrows(IllegalArgumentException.class, () -> t.reshape(2, 10));
            assertEquals(List.of(2L, 2L, 5L), t.reshape(2, 2, 5).shape());
        }
        try (Tensor whole = Tensor.allocate(DType.U3, 4, 8)) {
            assertEquals(List.of(32L), whole.reshape(32).shape());
        }
    }

    @Test
    void tensorsOfAnArenaEndWithIt() {
        TensorArena arena = TensorArena.open();
        Tensor t = arena.allocate(DType.F32, 4);
        assertTrue(String.valueOf(assertThrows(IllegalStateException.class, t::close).getMessage()).contains("belongs to a tensor arena"));
        arena.close();
        arena.close();
        t.close();
        assertEquals("the tensor f32[4] is closed", assertThrows(IllegalStateException.class, t::segment).getMessage());
        assertThrows(IllegalStateException.class, () -> arena.allocate(DType.F32, 4));
    }

    @Test
    void aMappedFileIsSeenWithoutACopy(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("numbers"), new byte[] {9, 9, 9, 9, 1, 0, 0, 0, 2, 0, 0, 0});
        try (TensorArena arena = TensorArena.open()) {
            MemorySegment all = arena.map(file);
            Tensor t = arena.view(all.asSlice(4), DType.I32, 2);
            assertArrayEquals(new int[] {1, 2}, t.toInts());
            assertEquals(all.address() + 4, t.segment().address());
        }
    }

    @Test
    void copiesWantTheSameFormatAndShape() {
        try (Tensor a = Tensor.of(new float[] {1, 2}, 2); Tensor b = Tensor.allocate(DType.F32, 2); Tensor c = Tensor.allocate(DType.F32, 1, 2)) {
            a.copyTo(b);
            assertArrayEquals(new float[] {1, 2}, b.toFloats());
            assertThrows(IllegalArgumentException.class, () -> a.copyTo(c));
        }
    }
}
