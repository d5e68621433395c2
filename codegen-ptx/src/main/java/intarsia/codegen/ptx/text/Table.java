package intarsia.codegen.ptx.text;

import java.util.List;

/**
 * An array of the module in global memory with its values.
 *
 * @param bytes of one element, 1 to 8
 * @param values bits of the elements
 */
public record Table(String name, int bytes, List<Long> values) {
    public Table {
        values = List.copyOf(values);
    }
}
