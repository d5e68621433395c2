package intarsia.passes.check;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.type.DType;
import intarsia.ir.type.Packing;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Optional;

/** Whether two runs of a kernel left the same in memory. The bits of a NaN are left open. */
public final class Agreement {
    private static final double[] EXACT = {};

    private Agreement() {
    }

    /** The first element of a written parameter that lies further from what was wanted than the bounds allow, in words. */
    public static Optional<String> difference(Kernel tile, Map<String, MemorySegment> wanted, Map<String, double[]> bounds,
            Map<String, MemorySegment> found) {
        for (Param p : tile.params()) {
            MemorySegment a = java.util.Objects.requireNonNull(wanted.get(p.name()));
            MemorySegment b = java.util.Objects.requireNonNull(found.get(p.name()));
            if (a.mismatch(b) >= 0 && ((BufferType) p.type()).format() instanceof DType d) {
                Optional<String> at = difference(d, a, bounds.getOrDefault(p.name(), EXACT), b);
                if (at.isPresent()) {
                    return at.map(s -> p.name() + s);
                }
            } else if (a.mismatch(b) >= 0) {
                return Optional.of(p.name() + ": byte " + a.mismatch(b) + " of blocks that no kernel writes");
            }
        }
        return Optional.empty();
    }

    /** The same without bounds: bit for bit. */
    public static Optional<String> difference(Kernel tile, Map<String, MemorySegment> wanted, Map<String, MemorySegment> found) {
        return difference(tile, wanted, Map.of(), found);
    }

    private static Optional<String> difference(DType d, MemorySegment wanted, double[] bounds, MemorySegment found) {
        Packing dense = Packing.dense(d, 8);
        for (long i = 0; i < wanted.byteSize() * 8 / d.bits(); i++) {
            long a = dense.read(wanted, 0, i);
            long b = dense.read(found, 0, i);
            double bound = i < bounds.length ? bounds[(int) i] : 0;
            if (a != b && !close(d.decode(a), d.decode(b), bound)) {
                return Optional.of("[" + i + "]: wanted " + text(d, a) + (bound == 0 ? "" : " within " + bound) + ", found " + text(d, b));
            }
        }
        return Optional.empty();
    }

    private static boolean close(double a, double b, double bound) {
        return Double.isNaN(a) && Double.isNaN(b) || bound > 0 && (a == b || Math.abs(a - b) <= bound || bound == Double.POSITIVE_INFINITY);
    }

    private static String text(DType d, long code) {
        return d.decode(code) + " (0x" + Long.toHexString(code) + ")";
    }
}
