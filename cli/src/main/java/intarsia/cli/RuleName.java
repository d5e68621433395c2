package intarsia.cli;

import intarsia.ir.type.QuantizeRule;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The option {@code --rule}. */
final class RuleName {
    private RuleName() { }

    /** The rule of a name. */
    static QuantizeRule of(String name) {
        List<String> all = Arrays.stream(QuantizeRule.values()).map(r -> r.name().toLowerCase(Locale.ROOT)).toList();
        int at = all.indexOf(name.toLowerCase(Locale.ROOT));
        if (at < 0) throw UserError.usage("--rule " + name + "; known: " + String.join(", ", all));
        return QuantizeRule.values()[at];
    }
}
