package intarsia.codegen.ptx;

import intarsia.ir.LaneOp;
import intarsia.ir.type.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The values of the codes of types, as arrays of the module in global memory. Lanes read different entries, which constant memory would
 * serve one after another; what the cache of read-only data holds it serves at once.
 */
final class ValueTables {
    private static final int IN_A_LINE = 8;
    private final Map<DType, String> names = new LinkedHashMap<>();

    /** The name of a type's array. */
    String of(DType type) {
        return names.computeIfAbsent(type, _ -> "values" + names.size());
    }

    /** The declarations; none where nothing is looked up. */
    String text() {
        return names.entrySet().stream().map(e -> declaration(e.getKey(), e.getValue())).collect(Collectors.joining());
    }

    private static String declaration(DType type, String name) {
        int n = 1 << type.bits();
        String values = IntStream.range(0, n).mapToObj(c -> (c % IN_A_LINE == 0 ? "\n\t" : "") + "0x%08x".formatted(LaneOp.Decode.bits(type, c)))
                .collect(Collectors.joining(", "));
        return ".global .align 4 .b32 " + name + "[" + n + "] = {" + values + "\n};\n\n";
    }
}
