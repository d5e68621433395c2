package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.AtomicOp;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocks of several workers at the same few words. */
class AtomicsTest {
    private static final int N = 400_000;
    private static final int PLACES = 3;
    /** Sums of small whole numbers are exact in f32 in any order. */
    private static final int EACH = 64;

    private static Kernel counting() {
        return TileKernel.define("counting", k -> {
            Size n = k.size("n");
            var counts = k.inout("counts", DType.I32, Size.of(PLACES));
            var sums = k.inout("sums", DType.F32, Size.of(PLACES));
            var most = k.inout("most", DType.F32, Size.of(PLACES));
            var first = k.grid(n.ceilDiv(EACH)).times(EACH);
            Tile i = k.iota(0, EACH).plus(first.cast(intarsia.ir.ScalarType.I32).fill(EACH));
            Tile place = i.binary(intarsia.ir.BinaryOp.REM_U, k.full(DType.I32, PLACES, EACH));
            var inside = i.lt(k.size(n).cast(intarsia.ir.ScalarType.I32).fill(EACH));
            counts.elements(place).where(inside).atomic(AtomicOp.ADD, k.full(DType.I32, 1, EACH));
            sums.elements(place).where(inside).atomic(AtomicOp.ADD, k.full(DType.F32, 1, EACH));
            most.elements(place).where(inside).atomic(AtomicOp.MAX, i.cast(DType.F32));
        });
    }

    private static void run(Engine engine, int n) {
        Tensor counts = Tensor.of(new int[PLACES], PLACES);
        Tensor sums = Tensor.of(new float[PLACES], PLACES);
        Tensor most = Tensor.of(new float[PLACES], PLACES);
        try (var run = Intarsia.compile(counting(), engine).bind(Map.of("counts", counts, "sums", sums, "most", most))) {
            run.run(Map.of("n", (long) n));
        }
        float[] each = new float[PLACES];
        for (int i = 0; i < PLACES; i++) {
            int count = (n - i + PLACES - 1) / PLACES;
            each[i] = count;
        }
        assertArrayEquals(each, sums.toFloats());
        assertEquals(n, Arrays.stream(counts.toInts()).sum());
        assertEquals(n - 1, (int) Math.max(most.toFloats()[0], Math.max(most.toFloats()[1], most.toFloats()[2])));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void nothingIsLostWhereWorkersMeet(int workers) {
        run(Engine.jvm(workers), N);
    }

    @Test
    void theMachineAndTheReferenceCountTheSame() {
        run(Engine.of("ptx"), 1000);
        run(Engine.reference(), 1000);
    }
}
