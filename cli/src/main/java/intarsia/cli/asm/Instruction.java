package intarsia.cli.asm;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instruction of a disassembly.
 *
 * @param at       bytes from the begin of the code
 * @param operands as objdump writes them in Intel's notation: the destination first
 * @param note     what the JVM says of a call, else empty
 */
public record Instruction(long at, String mnemonic, String operands, String note) {
    private static final Pattern LINE = Pattern.compile(" *([0-9a-f]+):\\t((?:(?:rep\\w*|lock|data16|bnd|notrack|cs|ds|es|ss|rex\\S*|\\{\\w+\\}) +)*)(\\S+) *(.*?) *(?:#.*)?");
    private static final Pattern VECTOR = Pattern.compile("([xyz]mm|k)\\d.*");
    /** Of one float or double. */
    private static final Pattern SCALAR = Pattern.compile("k.*|v?((mov|add|sub|mul|div|sqrt|min|max|u?comi|cmp\\w*|rcp\\w*|rsqrt\\w*|round|rndscale|fn?m\\w*)s[sd]|cvt\\w*2s[sdi])");
    private static final Pattern TARGET = Pattern.compile("0x([0-9a-f]+)");

    /**
     * The instructions among the lines that objdump prints with {@code --no-show-raw-insn -M intel}.
     *
     * @param notes on calls, of a {@link PrintedMethod}
     */
    public static List<Instruction> in(String disassembly, Map<Long, String> notes) {
        return disassembly.lines().map(LINE::matcher).filter(Matcher::matches).map(m -> {
            long at = Long.parseLong(m.group(1), 16);
            String note = m.group(3).equals("call") ? notes.getOrDefault(at & -PrintedMethod.UNIT, "") : "";
            return new Instruction(at, m.group(3), m.group(4), note);
        }).toList();
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

    /** Whether it gives the method up: it goes on in the interpreter. */
    boolean traps() {
        return note.contains("UncommonTrap");
    }

    /** Whether what stands after it is reached by it. */
    boolean falls() {
        return !traps() && !mnemonic.equals("jmp") && !mnemonic.startsWith("ret") && !mnemonic.equals("hlt") && !mnemonic.startsWith("ud");
    }

    /** Where it jumps to, if that stands in it. */
    OptionalLong target() {
        Matcher m = TARGET.matcher(operands);
        return jumps() && m.matches() ? OptionalLong.of(Long.parseUnsignedLong(m.group(1), 16)) : OptionalLong.empty();
    }

    @Override public String toString() {
        return String.format(Locale.ROOT, "%6x  %-14s %s%s", at, mnemonic, operands, note.isEmpty() ? "" : " // " + note).stripTrailing();
    }
}
