package intarsia.cli.asm;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instruction of a disassembly.
 *
 * @param at       bytes from the begin of the code
 * @param operands as objdump writes them in Intel's notation: the destination first
 */
public record Instruction(long at, String mnemonic, String operands) {
    private static final Pattern LINE = Pattern.compile(" *([0-9a-f]+):\\t((?:(?:rep\\w*|lock|data16|bnd|notrack|cs|ds|es|ss|rex\\S*|\\{\\w+\\}) +)*)(\\S+) *(.*?) *(?:#.*)?");
    private static final Pattern VECTOR = Pattern.compile("([xyz]mm|k)\\d.*");
    /** Of one float or double. */
    private static final Pattern SCALAR = Pattern.compile(".*s[sd]|v?cvt\\w*2s[sd]\\w?|k.*");
    private static final Pattern TARGET = Pattern.compile("0x([0-9a-f]+)");

    /** The instructions among the lines that objdump prints with {@code --no-show-raw-insn -M intel}. */
    public static List<Instruction> in(String disassembly) {
        return disassembly.lines().map(LINE::matcher).filter(Matcher::matches)
            .map(m -> new Instruction(Long.parseLong(m.group(1), 16), m.group(3), m.group(4))).toList();
    }

    private List<String> parts() {
        return List.of(operands.split(",", -1));
    }

    /** Whether an operand is a vector. */
    boolean onVectors() {
        return !SCALAR.matcher(mnemonic).matches() && parts().stream().anyMatch(p -> VECTOR.matcher(p).matches());
    }

    /** Whether memory goes into a vector register, as it is or through arithmetic. */
    boolean readsVector() {
        List<String> parts = parts();
        return VECTOR.matcher(parts.getFirst()).matches() && !SCALAR.matcher(mnemonic).matches() && parts.stream().anyMatch(p -> p.contains("["));
    }

    /** Whether a vector register goes to memory. */
    boolean writesVector() {
        List<String> parts = parts();
        return parts.getFirst().contains("[") && !SCALAR.matcher(mnemonic).matches() && parts.stream().skip(1).anyMatch(p -> VECTOR.matcher(p).matches());
    }

    /** Whether the memory of an operand lies on the stack. */
    boolean onStack() {
        return operands.contains("[rsp");
    }

    /** Whether it goes on somewhere else, always or perhaps. */
    boolean jumps() {
        return mnemonic.startsWith("j");
    }

    /** Whether what stands after it is reached by it. */
    boolean falls() {
        return !mnemonic.equals("jmp") && !mnemonic.startsWith("ret") && !mnemonic.equals("hlt") && !mnemonic.startsWith("ud");
    }

    /** Where it jumps to, if that stands in it. */
    OptionalLong target() {
        Matcher m = TARGET.matcher(operands);
        return jumps() && m.matches() ? OptionalLong.of(Long.parseUnsignedLong(m.group(1), 16)) : OptionalLong.empty();
    }

    @Override public String toString() {
        return String.format(Locale.ROOT, "%6x  %-14s %s", at, mnemonic, operands).stripTrailing();
    }
}
