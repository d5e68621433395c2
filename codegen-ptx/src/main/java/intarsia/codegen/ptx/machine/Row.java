package intarsia.codegen.ptx.machine;

import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One line of the instruction table: the spelling, and how it is decoded. In the spelling {@code {a,b}} stands for either
 * and {@code [x]} for x or nothing, as in {@code add[.rn][.ftz][.sat].f32}.
 */
record Row(String spelling, Pattern pattern, Function<Form, Action> decoder) {

    Row(String spelling, Function<Form, Action> decoder) {
        this(spelling, compile(spelling), decoder);
    }

    String family() {
        return spelling.split("[.\\[{]", 2)[0];
    }

    boolean matches(String opcode) {
        return pattern.matcher(opcode).matches();
    }

    private static Pattern compile(String spelling) {
        var regex = new StringBuilder();
        for (int i = 0; i < spelling.length(); i++) {
            char c = spelling.charAt(i);
            switch (c) {
                case '[', '{' -> regex.append("(?:");
                case ']' -> regex.append(")?");
                case '}' -> regex.append(')');
                case ',' -> regex.append('|');
                case '.' -> regex.append("\\.");
                default -> regex.append(c);
            }
        }
        return Pattern.compile(regex.toString());
    }
}
