package intarsia.ir.layout.memory;

import intarsia.ir.Expr;
import intarsia.ir.text.ExprParser;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The text form of memory layouts, both ways; the grammar stands at {@link MemoryLayout#parse}. */
final class MemoryText {
    private static final int MAX_LENGTH = 1 << 14;
    private static final Pattern FORM = Pattern.compile(" *(\\d{1,4}) bits \\[([^\\]]*)\\] base (.+?) size (.+?) *");

    private final String text;

    MemoryText(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("memory layout text of " + text.length() + " characters, wanted at most " + MAX_LENGTH);
        }
        this.text = text;
    }

    static String of(MemoryLayout l) {
        String dims = l.digits().stream().map(MemoryText::dim).collect(Collectors.joining(", ", "[", "]"));
        return l.bits() + " bits " + dims + " base " + l.base() + " size " + l.size();
    }

    private static String dim(List<MemoryDigit> digits) {
        return digits.isEmpty() ? "1" : digits.stream().map(MemoryDigit::toString).collect(Collectors.joining(" "));
    }

    MemoryLayout layout() {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw error("wanted N bits [digits of each dimension] base SIZE size SIZE");
        }
        List<List<MemoryDigit>> dims = new ArrayList<>();
        for (String dim : split(m.group(2), ',')) {
            dims.add(dim.equals("1") ? List.of() : split(dim, ' ').stream().map(this::digit).toList());
        }
        return MemoryLayout.of(Integer.parseInt(m.group(1)), dims, size(m.group(3)), size(m.group(4)));
    }

    private MemoryDigit digit(String digit) {
        List<String> parts = split(digit, ':');
        if (parts.size() != 2) {
            throw error("digit '" + digit + "'; wanted extent:stride");
        }
        return new MemoryDigit(size(parts.get(0)), size(parts.get(1)));
    }

    private Expr size(String size) {
        try {
            return ExprParser.parse(size);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(error("a size stands here").getMessage() + ": " + e.getMessage(), e);
        }
    }

    /** The parts between separators that stand in no parentheses. */
    private static List<String> split(String s, char separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i <= s.length(); i++) {
            char c = i < s.length() ? s.charAt(i) : separator;
            depth += c == '(' ? 1 : c == ')' ? -1 : 0;
            if (i == s.length() || c == separator && depth == 0) {
                String part = s.substring(from, i).strip();
                if (!part.isEmpty()) parts.add(part);
                from = i + 1;
            }
        }
        return parts;
    }

    private IllegalArgumentException error(String what) {
        return new IllegalArgumentException("memory layout '" + text + "': " + what);
    }
}
