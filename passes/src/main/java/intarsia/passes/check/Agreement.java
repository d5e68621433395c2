package intarsia.passes.check;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.type.BitString;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Packing;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether two runs of a kernel left the same in memory. The bits of a NaN are left open. */
public final class Agreement {
    private static final double[] EXACT = {};

    private Agreement() {
    }

    /** The first element of a written parameter that lies further from what was wanted than the bounds allow, in words. */
    public static Optional<String> difference(Kernel kernel, Symbols symbols, Map<String, MemorySegment> wanted, Map<String, double[]> bounds,
            Map<String, MemorySegment> found) {
        for (Param p : kernel.params()) {
            MemorySegment a = java.util.Objects.requireNonNull(wanted.get(p.name()));
            MemorySegment b = java.util.Objects.requireNonNull(found.get(p.name()));
            if (a.mismatch(b) >= 0) {
                double[] near = bounds.getOrDefault(p.name(), EXACT);
                BufferType t = Inputs.buffer(p);
                Optional<String> at = switch (t.format()) {
                    case DType d -> difference(Places.of(t, symbols), d, a, near, b);
                    case BlockFormat f -> difference(f, a, near, b);
                };
                if (at.isPresent()) {
                    return at.map(s -> p.name() + s);
                }
            }
        }
        return Optional.empty();
    }

    /** The same without bounds: bit for bit. */
    public static Optional<String> difference(Kernel kernel, Symbols symbols, Map<String, MemorySegment> wanted, Map<String, MemorySegment> found) {
        return difference(kernel, symbols, wanted, Map.of(), found);
    }

    /** Bounds so many times as wide. */
    public static Map<String, double[]> wider(Map<String, double[]> bounds, int times) {
        Map<String, double[]> all = new TreeMap<>();
        bounds.forEach((name, b) -> all.put(name, Arrays.stream(b).map(x -> times * x).toArray()));
        return all;
    }

    /** Elements that lie within their bounds, and nothing else that differs. */
    private static Optional<String> difference(Places places, DType d, MemorySegment wanted, double[] bounds, MemorySegment found) {
        MemorySegment rest = MemorySegment.ofArray(found.toArray(ValueLayout.JAVA_BYTE));
        for (long i = 0; i < places.count(); i++) {
            long bit = places.bit(i);
            long code = BitString.read(wanted, 0, bit, d.bits());
            int bound = (int) (places.at(i) / BufferType.step(d));
            Optional<String> at = difference("[" + i + "]", d, code, BitString.read(found, 0, bit, d.bits()), bound < bounds.length ? bounds[bound] : 0);
            if (at.isPresent()) {
                return at;
            }
            BitString.write(rest, 0, bit, d.bits(), code);
        }
        long other = wanted.mismatch(rest);
        return other < 0 ? Optional.empty() : Optional.of(": byte " + other + " differs outside its elements");
    }

    /** Codes of fields that lie within their bounds; where all do, the blocks differ in nothing else that they say. */
    private static Optional<String> difference(BlockFormat f, MemorySegment wanted, double[] bounds, MemorySegment found) {
        int bound = 0;
        for (long block = 0; block < wanted.byteSize() / f.bytes(); block++) {
            for (Field x : f.fields()) {
                int codes = x.packing().elements();
                Optional<String> at = difference("." + x.name() + " of block " + block, x.packing(), x.type(), wanted, block * f.bytes(), codes, bounds, bound, found);
                if (at.isPresent()) {
                    return at;
                }
                bound += codes;
            }
        }
        return Optional.empty();
    }

    /** Codes from byte {@code base} on, whose bounds begin at {@code first}. */
    private static Optional<String> difference(String what, Packing packing, DType d, MemorySegment wanted, long base, long codes, double[] bounds, int first,
            MemorySegment found) {
        for (long i = 0; i < codes; i++) {
            double bound = first + i < bounds.length ? bounds[(int) (first + i)] : 0;
            Optional<String> at = difference(what + "[" + i + "]", d, packing.read(wanted, base, i), packing.read(found, base, i), bound);
            if (at.isPresent()) {
                return at;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> difference(String what, DType d, long wanted, long found, double bound) {
        return wanted == found || close(d.decode(wanted), d.decode(found), bound) ? Optional.empty()
                : Optional.of(what + ": wanted " + text(d, wanted) + (bound == 0 ? "" : " within " + bound) + ", found " + text(d, found));
    }

    private static boolean close(double a, double b, double bound) {
        return Double.isNaN(a) && Double.isNaN(b) || bound > 0 && (a == b || Math.abs(a - b) <= bound || bound == Double.POSITIVE_INFINITY);
    }

    private static String text(DType d, long code) {
        return d.decode(code) + " (0x" + Long.toHexString(code) + ")";
    }
}
