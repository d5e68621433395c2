package intarsia.passes.cost;

import java.util.OptionalInt;

/**
 * What a compiler made of a kernel, as far as that was looked at.
 *
 * @param registers on a CPU different vector registers that the code names, on a GPU registers a thread
 * @param spills    on a CPU vectors moved to the stack, instructions; on a GPU bytes of spill stores a thread
 * @param codeBytes of machine code
 */
public record Labels(OptionalInt registers, OptionalInt spills, OptionalInt codeBytes) {
    /** Of a kernel whose code nobody looked at. */
    public static final Labels NONE = new Labels(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());

    /** All of them. */
    public static Labels of(int registers, int spills, int codeBytes) {
        return new Labels(OptionalInt.of(registers), OptionalInt.of(spills), OptionalInt.of(codeBytes));
    }
}
