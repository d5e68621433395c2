package intarsia.codegen.ptx.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One {@code .entry}.
 *
 * @param registers every declared register with its type, in order
 * @param labels    the index into {@code code} that each label stands before
 * @param maxThreads what {@code .maxntid} or {@code .reqntid} allow in a block, 1024 where neither stands
 */
public record PtxKernel(String name, List<Param> params, Map<String, PtxType> registers, List<Variable> shared,
                        List<Instruction> code, Map<String, Integer> labels, int maxThreads) {

    /** A scalar parameter. */
    public record Param(String name, PtxType type) { }

    public PtxKernel {
        params = List.copyOf(params);
        registers = Collections.unmodifiableMap(new LinkedHashMap<>(registers));
        shared = List.copyOf(shared);
        code = List.copyOf(code);
        labels = Map.copyOf(labels);
    }
}
