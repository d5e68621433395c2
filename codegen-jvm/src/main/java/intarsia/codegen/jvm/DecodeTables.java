package intarsia.codegen.jvm;

import intarsia.ir.LaneOp;
import intarsia.ir.type.DType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The values of the codes of types, which kernels look up; kernel classes call this when they are initialised. */
public final class DecodeTables {
    private static final Map<String, int[]> TABLES = new ConcurrentHashMap<>();

    private DecodeTables() {
    }

    /**
     * The f32 bits of the value of every code of a type. Not to be written to.
     *
     * @param type its text form
     */
    public static int[] of(String type) {
        return TABLES.computeIfAbsent(type, DecodeTables::make);
    }

    private static int[] make(String text) {
        DType type = DType.parse(text);
        int[] bits = new int[1 << type.bits()];
        for (int c = 0; c < bits.length; c++) {
            bits[c] = LaneOp.Decode.bits(type, c);
        }
        return bits;
    }
}
