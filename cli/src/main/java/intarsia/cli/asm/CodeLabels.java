package intarsia.cli.asm;

import intarsia.passes.cost.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a cost model is taught of the machine code of a kernel. */
public final class CodeLabels {
    private static final Pattern REGISTER = Pattern.compile("\\b[xyz]mm(\\d{1,2})\\b");

    private CodeLabels() { }

    /**
     * Of a method: its size, and where there is a disassembler the different vector registers that it names, of any width, and the moves of vectors to the stack.
     *
     * @throws IOException where the disassembler fails
     */
    public static Labels of(PrintedMethod method, Optional<Objdump> objdump) throws IOException, InterruptedException {
        int bytes = method.code().length;
        if (objdump.isEmpty()) return new Labels(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(bytes));
        List<Instruction> code = objdump.get().disassemble(method);
        return Labels.of(registers(code), Counts.of(code).of(Kind.SPILLS), bytes);
    }

    /** Different vector registers that instructions name. */
    static int registers(List<Instruction> code) {
        Set<String> named = code.stream().flatMap(i -> REGISTER.matcher(i.operands()).results()).map((MatchResult m) -> m.group(1)).collect(Collectors.toSet());
        return named.size();
    }
}
