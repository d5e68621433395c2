package intarsia.codegen.ptx.text;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One instruction as written.
 *
 * @param line   line of the text, counted from 1
 * @param guard  the predicate before it, if any
 * @param opcode name with all its modifiers, as {@code "ld.global.v4.f32"}
 */
public record Instruction(int line, Optional<Guard> guard, String opcode, List<Operand> operands) {

    /** {@code @p} or {@code @!p}. */
    public record Guard(String predicate, boolean negated) { }

    public Instruction {
        operands = List.copyOf(operands);
    }

    /** The name before the first dot. */
    public String family() {
        int dot = opcode.indexOf('.');
        return dot < 0 ? opcode : opcode.substring(0, dot);
    }

    /** The parts after the first dot. */
    public List<String> modifiers() {
        int dot = opcode.indexOf('.');
        return dot < 0 ? List.of() : List.of(opcode.substring(dot + 1).split("\\.", -1));
    }

    @Override
    public String toString() {
        String head = guard.map(g -> "@" + (g.negated() ? "!" : "") + g.predicate() + " ").orElse("");
        String tail = operands.stream().map(Object::toString).collect(Collectors.joining(", "));
        return head + opcode + (tail.isEmpty() ? "" : " " + tail) + ";";
    }
}
