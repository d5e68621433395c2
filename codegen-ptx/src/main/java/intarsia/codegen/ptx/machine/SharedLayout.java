package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Variable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where the shared arrays of a kernel lie. Between two lie bytes of nobody, so that one cannot run over into the next unseen. */
final class SharedLayout {
    /** Generic addresses of shared memory begin here; addresses in the shared space begin at 0. */
    static final long WINDOW = 0x0100_0000_0000L;
    private static final int GAP = 128;

    /** An array from {@code start} to before {@code end}. */
    record Array(String name, int start, int end) { }

    private final List<Array> arrays = new ArrayList<>();
    private int size;

    SharedLayout(List<Variable> variables, int dynamicBytes) {
        for (Variable v : variables) {
            int align = Math.max(v.align(), 16), start = (size + align - 1) / align * align;
            int end = start + (v.dynamic() ? dynamicBytes : v.bytes());
            arrays.add(new Array(v.name(), start, end));
            size = end + GAP;
        }
    }

    int size() {
        return size;
    }

    Optional<Array> named(String name) {
        return arrays.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** The array that holds all of these bytes. */
    boolean holds(long address, int bytes) {
        for (Array p : arrays) if (address >= p.start && address <= p.end - bytes) return true;
        return false;
    }

    /** In words, where an address lies. */
    String describe(long address) {
        Array last = null;
        for (Array p : arrays) if (address >= p.start) last = p;
        if (last == null) return "below every shared array";
        return "'" + last.name + "' + " + (address - last.start) + ", which has " + (last.end - last.start) + " bytes";
    }
}
