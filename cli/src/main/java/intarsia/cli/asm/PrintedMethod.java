package intarsia.cli.asm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One method that HotSpot compiled, as {@code -XX:CompileCommand=print} shows it where no disassembler is installed (JDK 25,
 * {@code AbstractDisassembler::decode_range_abstract}): lines of an address and the bytes there, comments between them.
 *
 * @param compiler {@code c1} or {@code c2}
 * @param onStack  whether it is entered in the middle of a loop (OSR)
 * @param code     its bytes, without the stubs that follow
 * @param notes    what is called, by the first of the {@value #UNIT} bytes in which a call begins
 */
public record PrintedMethod(String compiler, String name, boolean onStack, byte[] code, Map<Long, String> notes) {
    /** Bytes before which a comment stands: what it is about begins in the next so many. */
    static final int UNIT = 4;
    private static final Pattern HEAD = Pattern.compile("Compiled method \\((\\w+)\\) +(.*?)([\\w.$/]+)::([\\w$<>]+) (?:@ \\d+ )?\\(\\d+ bytes\\).*");
    private static final String BEGIN = "[MachCode]";
    private static final Pattern STUBS = Pattern.compile("\\[(Stub Code|Exception Handler|Deopt Handler Code|/MachCode)]");
    private static final Pattern CALL = Pattern.compile(" *0x([0-9a-f]{8,16}): ; +\\{((?:runtime|static|(?:optimized )?virtual)_call.*)}");
    private static final Pattern CALLEE = Pattern.compile(" *;\\*invoke\\w+ (\\S+) .*");
    /** A comment on a call, its bytes, an empty line, and two of a comment on what follows. */
    private static final int CALLEE_LINES = 5;
    private static final Pattern BYTES = Pattern.compile(" *0x([0-9a-f]{8,16}): ((?:[0-9a-f]{2}|[ |])+)");

    /**
     * The methods in the order in which they were compiled. One that the JVM stopped to print is left out.
     *
     * @throws IllegalArgumentException where bytes do not follow one another: this JVM prints in another form
     */
    public static List<PrintedMethod> in(String print) {
        List<PrintedMethod> all = new ArrayList<>();
        List<String> lines = print.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            Matcher head = HEAD.matcher(lines.get(i));
            if (!head.matches()) continue;
            int begin = find(lines, i + 1, BEGIN::equals);
            int end = find(lines, begin, l -> STUBS.matcher(l).matches());
            if (end < lines.size() && find(lines, i + 1, l -> HEAD.matcher(l).matches()) > end) {
                List<String> body = lines.subList(begin, end);
                all.add(new PrintedMethod(head.group(1), head.group(4), head.group(2).contains("%"), code(body), notes(body)));
            }
        }
        return all;
    }

    private static int find(List<String> lines, int from, Predicate<String> wanted) {
        int i = from;
        while (i < lines.size() && !wanted.test(lines.get(i))) i++;
        return i;
    }

    private static byte[] code(List<String> lines) {
        var code = new ByteArrayOutputStream();
        long first = -1;
        for (String line : lines) {
            Matcher m = BYTES.matcher(line);
            if (!m.matches()) continue;
            long address = address(m);
            if (first < 0) first = address;
            if (address != first + code.size()) {
                throw new IllegalArgumentException("the JVM's print of machine code: wanted the bytes at " + Long.toHexString(first + code.size()) + ", found: " + line);
            }
            code.writeBytes(HexFormat.of().parseHex(m.group(2).replaceAll("[ |]", "")));
        }
        return code.toByteArray();
    }

    private static Map<Long, String> notes(List<String> lines) {
        Map<Long, String> notes = new HashMap<>();
        long first = lines.stream().map(BYTES::matcher).filter(Matcher::matches).mapToLong(PrintedMethod::address).findFirst().orElse(0);
        for (int i = 0; i < lines.size(); i++) {
            Matcher call = CALL.matcher(lines.get(i));
            if (call.matches()) notes.put(address(call) - first, call.group(2) + callee(lines.subList(i, Math.min(i + CALLEE_LINES, lines.size()))));
        }
        return notes;
    }

    /** The method that is called, which stands at the address to which it returns. */
    private static String callee(List<String> lines) {
        return lines.stream().map(CALLEE::matcher).filter(Matcher::matches).map(m -> " " + m.group(1)).findFirst().orElse("");
    }

    private static long address(Matcher line) {
        return Long.parseUnsignedLong(line.group(1), 16);
    }
}
