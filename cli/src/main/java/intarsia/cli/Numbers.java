package intarsia.cli;

import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuaternaryType;
import java.util.List;

/** Numbers as text that NumPy and people read, with nothing lost. */
final class Numbers {
    private static final List<String> UNITS = List.of("1", "i", "-1", "-i");

    private Numbers() { }

    /** The value of a code. */
    static String text(DType type, long code) {
        return switch (type) {
            case QuaternaryType _ -> UNITS.get((int) code);
            case IntType t -> t.signed() ? Long.toString(t.decodeLong(code)) : Long.toUnsignedString(t.decodeLong(code));
            default -> text(type.decode(code));
        };
    }

    /** The shortest decimal that is read back as the same number; whole numbers without a point. */
    static String text(double v) {
        if (Double.isNaN(v)) return "nan";
        if (Double.isInfinite(v)) return v > 0 ? "inf" : "-inf";
        if (v == 0) return 1 / v > 0 ? "0" : "-0";
        return v == Math.rint(v) && Math.abs(v) < 1e15 ? Long.toString((long) v) : Double.toString(v);
    }
}
