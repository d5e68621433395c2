package intarsia.cli.bench;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.type.Format;
import intarsia.passes.check.Inputs;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;

/** Matrices of codes at random; scales are ordinary numbers, since NaNs and subnormal numbers could take another time. */
final class RandomWeights {
    /** Rows that are drawn; the others repeat them. */
    private static final long DRAWN_ROWS = 64;

    private RandomWeights() {
    }

    /** Fills memory with the rows of a matrix, over and over. */
    static void fill(Format format, long n, long k, MemorySegment to) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment drawn = drawn(format, n, k, arena);
            for (long at = 0; at < to.byteSize(); at += drawn.byteSize()) {
                MemorySegment.copy(drawn, 0, to, at, Math.min(drawn.byteSize(), to.byteSize() - at));
            }
        }
    }

    private static MemorySegment drawn(Format format, long n, long k, Arena arena) {
        long rows = Math.min(n, Math.ceilDiv(DRAWN_ROWS, format.blockRows()) * format.blockRows());
        Kernel holder = TileKernel.define("weights", t -> t.in("w", format, Size.of(rows), Size.of(k)));
        return Objects.requireNonNull(Inputs.of(holder, Symbols.of(Map.of()), Map.of(), 1, arena).get("w"));
    }
}
