package intarsia.passes.search;

import java.util.ArrayList;
import java.util.List;

/** Reads formulas. */
final class FormulaText {
    private final String text;
    private int at;

    FormulaText(String text) {
        this.text = text;
    }

    Formula read() {
        Formula f = formula();
        if (at != text.length()) {
            throw wrong("the end");
        }
        return f;
    }

    private Formula formula() {
        String word = word();
        if (word.equals("x")) {
            return new Formula.Input();
        }
        return word.startsWith("0x") ? constant(word) : apply(word);
    }

    private Formula constant(String word) {
        try {
            return Formula.constant(Integer.parseUnsignedInt(word.substring(2), 16));
        } catch (NumberFormatException _) {
            throw wrong("32 bits in hexadecimal before this");
        }
    }

    private Formula apply(String word) {
        Step step = Step.of(word).orElseThrow(() -> wrong("x, a constant or a step before this, not '" + word + "',"));
        List<Formula> operands = new ArrayList<>();
        expect("(");
        for (int i = 0; i < step.operands(); i++) {
            if (i > 0) {
                expect(", ");
            }
            operands.add(formula());
        }
        expect(")");
        return new Formula.Apply(step, operands);
    }

    private String word() {
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '.')) {
            at++;
        }
        return text.substring(from, at);
    }

    private void expect(String what) {
        if (!text.startsWith(what, at)) {
            throw wrong("'" + what + "'");
        }
        at += what.length();
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException("formula '" + text + "': wanted " + wanted + " at character " + at);
    }
}
