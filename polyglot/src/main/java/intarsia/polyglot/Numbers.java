package intarsia.polyglot;

import intarsia.ir.eval.Contents;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuaternaryType;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Elements as numbers that every language knows: integers as long, f32 as float, everything else as double; the bits where they mean no real number. */
final class Numbers {
    private static final int MOST_SHOWN = 16;

    private Numbers() {
    }

    static Object of(Contents c, int element) {
        if (c.elem() instanceof QuaternaryType || !c.elem().isCode(c.code(element))) {
            return "0x" + Long.toHexString(c.code(element));
        }
        if (c.elem() instanceof IntType t) {
            return t.decodeLong(c.code(element));
        }
        return c.elem().equals(DType.F32) ? (Object) (float) c.value(element) : (Object) c.value(element);
    }

    /** The first elements from one on. */
    static String text(Contents c, int from, int count) {
        String shown = IntStream.range(from, from + Math.min(count, MOST_SHOWN)).mapToObj(i -> of(c, i).toString()).collect(Collectors.joining(", "));
        return "[" + shown + (count > MOST_SHOWN ? ", …" : "") + "]";
    }
}
