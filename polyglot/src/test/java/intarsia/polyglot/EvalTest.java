package intarsia.polyglot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EvalTest {
    private final Context context = Texts.context();

    @AfterEach
    void close() {
        context.close();
    }

    @Test
    void aKernelRunsOnArraysOfTheHost() {
        float[] c = new float[9];
        Value nothing = context.eval("tile", Texts.ADD).execute(new float[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, new float[] {1, 1, 1, 1, 1, 1, 1, 1, 0.5f}, c, 9);
        assertArrayEquals(new float[] {2, 3, 4, 5, 6, 7, 8, 9, 9.5f}, c);
        assertTrue(nothing.isNull());
    }

    @Test
    void memoryOutsideTheHeapAndBuffersWillDo() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 1, 2);
            ByteBuffer b = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(0, 3).putFloat(4, 4);
            byte[] c = new byte[8];
            context.eval("tile", Texts.ADD).execute(a, b, c, 2);
            assertEquals(6, ByteBuffer.wrap(c).order(ByteOrder.LITTLE_ENDIAN).getFloat(4));
        }
    }

    @Test
    void kernelsOfATextAreItsMembers() {
        Value both = context.eval("tile", Texts.ADD + Texts.SUMS.replace("intarsia 1\n", ""));
        assertEquals(Set.of("add", "sums"), both.getMemberKeys());
        int[] y = new int[2];
        both.getMember("sums").execute(new int[] {1, 2, 3, 10, 20, 30}, y);
        assertArrayEquals(new int[] {6, 60}, y);
        both.invokeMember("sums", new int[] {1, 1, 1, 2, 2, 2}, y);
        assertArrayEquals(new int[] {3, 6}, y);
    }

    @Test
    void linesOfAKernelGoToTheOutputOfTheContextAndItsFunctionsAreNoMembers() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Context c = Context.newBuilder("tile").out(out).option("engine.WarnInterpreterOnly", "false").build()) {
            Value k = c.eval("tile", """
                    intarsia 1
                    tile function twice(%0: i32[2]) -> (i32[2]) {
                      %1: i32[2] = add %0, %0
                      yield %1
                    }
                    tile kernel shown {
                      grid [2]
                      block (%0: i64)
                      %1: i32[2] = iota 0
                      %2: i32[2] = call twice(%1)
                      print %2, "twice"
                    }
                    """);
            k.execute();
        }
        assertEquals("twice [0]: i32[2] [0, 2]\ntwice [1]: i32[2] [0, 2]\n", out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aTensorGraphRuns() {
        int[] c = new int[3];
        context.eval("tile", """
                intarsia 1
                tensor kernel twice {
                  in a %0: tensor i32[n:3]
                  out c %1: tensor i32[n:3]
                  %2: tensor i32[n:3] = tensor.map [%0], { (%3: i32)
                    %4: i32 = add %3, %3
                    yield %4
                  }
                  yield %2
                }
                """).execute(new int[] {1, -2, 3}, c);
        assertArrayEquals(new int[] {2, -4, 6}, c);
    }

    @Test
    void laneCodeRunsWarpByWarp() {
        float[] c = new float[8];
        context.eval("tile", Texts.LANES).execute(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, new float[] {1, 1, 1, 1, 1, 1, 1, 1}, c, 6);
        assertArrayEquals(new float[] {2, 3, 4, 5, 6, 7, 0, 0}, c);
    }
}
