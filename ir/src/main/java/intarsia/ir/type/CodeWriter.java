package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The codes whose values are nearest under the parameters that a block stores, and then the sums that it keeps of them. */
final class CodeWriter {
    private final BlockFormat format;
    private final Field code;
    private final @Nullable CodeSearch search;

    CodeWriter(BlockFormat format) {
        this.format = format;
        this.code = format.code();
        this.search = format.fields(Role.CODE).size() > 1 || code.book().isPresent() ? new CodeSearch(format) : null;
    }

    void write(float[] x, MemorySegment out, long base) {
        if (search != null) {
            search.search(aim(x, out, base));
            search.store(out, base);
        } else {
            for (int e = 0; e < x.length; e++) {
                code.packing().write(out, base, code.index().value(e), nearest(x[e], out, base, e));
            }
        }
        sums(format, out, base);
    }

    private CodeSearch.Aim aim(float[] x, MemorySegment out, long base) {
        int n = x.length;
        CodeSearch.Aim aim = new CodeSearch.Aim(new double[n], new double[n], new double[n], new double[n]);
        for (int e = 0; e < n; e++) {
            aim.x()[e] = x[e];
            aim.scale()[e] = format.scale(out, base, e);
            aim.zero()[e] = format.sum(Role.ZERO, out, base, e);
            aim.min()[e] = format.min(out, base, e);
        }
        return aim;
    }

    /** The code of the real number that x is in steps, which is rounded once. */
    private long nearest(float x, MemorySegment out, long base, int e) {
        double scale = format.scale(out, base, e);
        double steps = scale == 0 ? 0 : RoundToOdd.divide(RoundToOdd.add(x, -format.min(out, base, e)), scale);
        double value = RoundToOdd.add(steps, format.sum(Role.ZERO, out, base, e));
        double limit = format.fit() == Fit.REACH ? Double.POSITIVE_INFINITY : code.greatest();
        return ScaleLevels.encode(code, code.least() < 0 ? Math.clamp(value, -limit, limit) : value);
    }

    /** Stores the sums of what a block holds. */
    static void sums(BlockFormat format, MemorySegment out, long base) {
        for (Field sum : format.fields(Role.SUM)) {
            boolean codes = !sum.type().isFloat();
            for (int v = 0; v < sum.packing().elements(); v++) {
                double total = 0;
                for (int e = v * sum.granularity(); e < (v + 1) * sum.granularity(); e++) {
                    total += codes ? format.product(Role.CODE, out, base, e) : format.value(out, base, e);
                }
                sum.packing().write(out, base, v, ScaleLevels.encode(sum, total));
            }
        }
    }
}
