package intarsia.ir.text;

import intarsia.ir.Expr;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Space;
import intarsia.ir.Symbol;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.tune.Constraint;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The grammar of the text form, as the documents show it. Words that are constants of an enum come from it; the words of all rules are the
 * {@linkplain #KEYWORDS keywords}, which no constant may be called.
 */
public final class Grammar {
    private static final Pattern WORD = Pattern.compile("\"([a-z_]+)\"");

    /** One rule: what a name stands for. */
    record Rule(String name, String... lines) {
    }

    private static final List<Rule> KERNELS = List.of(
        new Rule("text", quoted("intarsia") + " " + quoted(Printer.VERSION) + " { constant | tunable | where | import | kernel | function }"),
        new Rule("constant", "\"constant\" name \"=\" ( decimal | size )"),
        new Rule("tunable", "\"tunable\" name \"in\" \"{\" number { \",\" number } \"}\" [ \"default\" number ] [ string ]"),
        new Rule("where", "\"where\" bound relation bound"),
        new Rule("bound", "size | size ( " + kinds(false) + " ) size"),
        new Rule("relation", words(Constraint.Relation.values(), Constraint.Relation::text)),
        new Rule("import", "\"import\" name \"(\" [ argument { \",\" argument } ] \")\" [ \"as\" name ]"),
        new Rule("argument", "[ name \"=\" ] ( number | string | name )"),
        new Rule("kernel", "level \"kernel\" name \"{\" { symbol } { param } [ grid ] [ warp ] [ tuned ] [ block ] { statement } [ yield ] \"}\""),
        new Rule("level", words(Level.values(), Level::text)),
        new Rule("symbol", "\"symbol\" name kind min \"..\" max [ \"divisor\" number ]"),
        new Rule("kind", words(Symbol.Kind.values(), Symbol.Kind::text)),
        new Rule("param", "( " + words(Param.Access.values(), Param.Access::text) + " ) name definition            ends its line"),
        new Rule("grid", "\"grid\" \"[\" [ size { \",\" size } ] \"]\"                  not at the tensor level"),
        new Rule("warp", "[ \"lanes\" number ] \"warps\" number                     both at the lane level; at the tile level warps alone, or none"),
        new Rule("tuned", "\"tuned\" name \"=\" number { \",\" name \"=\" number }             not at the tensor level"),
        new Rule("block", "\"block\" arguments                                     the tile level: an i64 for each extent of the grid"),
        new Rule("statement", "[ definition { \",\" definition } \"=\" ] ( mnemonic [ component { \",\" component } ] | call )"),
        new Rule("function", "level \"function\" name arguments [ \"->\" \"(\" [ type { \",\" type } ] \")\" ] \"{\" { statement } [ yield ] \"}\"      begins its line"),
        new Rule("call", "\"call\" name \"(\" [ value { \",\" value } ] \")\""),
        new Rule("definition", "value \":\" type"),
        new Rule("value", "\"%\" ( number | name )"),
        new Rule("yield", "\"yield\" value { \",\" value }"),
        new Rule("component", "value | number | string | word | size | region | address", "\"[\" [ component { \",\" component } ] \"]\""),
        new Rule("region", "\"{\" [ arguments ] { statement } [ yield ] \"}\""),
        new Rule("arguments", "\"(\" [ definition { \",\" definition } ] \")\""),
        new Rule("address", "form \".\" space \"(\" value \",\" value \",\" number \")\" [ \"stride\" number ] [ \"lanes\" value ] [ \"mask\" value ]"),
        new Rule("form", words(LaneOp.Form.values(), LaneOp.Form::text)),
        new Rule("space", words(Space.values(), Space::text)),
        new Rule("size", "number | name | \"(\" size \")\" | \"(\" size ( " + kinds(false) + " ) size \")\"", "( " + kinds(true) + " ) \"(\" size \",\" size \")\""));

    private static final List<Rule> PLANS = List.of(
        new Rule("plan", "\"intarsia\" \"1\" \"plan\" label \"{\" { symbol } { buffer } { step } \"}\" { kernel }"),
        new Rule("buffer", "\"buffer\" number role label [ \"at\" number ] \":\" type       ends its line; at, in bytes, for temp alone"),
        new Rule("role", words(PlanBuffer.Role.values(), PlanBuffer.Role::text)),
        new Rule("step", "\"step\" number [ \"waits\" ] \"[\" [ number { \",\" number } ] \"]\""),
        new Rule("label", "name | string"));

    private static final List<Rule> TYPES = List.of(
        new Rule("type", "scalar | word | tile | ( " + words(Space.values(), Space::text) + " ) buffer | \"tensor\" dims"),
        new Rule("scalar", words(ScalarType.values(), ScalarType::toString)),
        new Rule("word", words(LaneType.values(), LaneType::toString)),
        new Rule("tile", "data \"[\" [ number { \",\" number } ] [ \"|\" layout ] \"]\""),
        new Rule("buffer", "format \"[\" [ size { \",\" size } ] \"]\" [ \"strides\" \"[\" … \"]\" \"offset\" size ] [ \"range\" min \"..\" max ]"),
        new Rule("dims", "format \"[\" [ name \":\" size { \",\" name \":\" size } ] \"]\" [ \"range\" min \"..\" max ]"));

    /** Words that mean something by themselves. */
    static final Set<String> KEYWORDS = Stream.of(KERNELS, PLANS, TYPES).flatMap(List::stream).flatMap(r -> Arrays.stream(r.lines))
            .flatMap(line -> WORD.matcher(line).results()).map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));

    private Grammar() {
    }

    /** The rules of kernels. */
    public static String kernels() {
        return text(KERNELS);
    }

    /** The rules of plans. */
    public static String plans() {
        return text(PLANS);
    }

    /** The rules of types. */
    public static String types() {
        return text(TYPES);
    }

    private static String text(List<Rule> rules) {
        int width = rules.stream().mapToInt(r -> r.name.length()).max().orElse(0);
        StringBuilder out = new StringBuilder();
        for (Rule r : rules) {
            for (int i = 0; i < r.lines.length; i++) {
                String head = i == 0 ? r.name + " ".repeat(width - r.name.length()) + " = " : " ".repeat(width) + " | ";
                out.append(head).append(r.lines[i]).append('\n');
            }
        }
        return out.toString();
    }

    private static <E> String words(E[] constants, Function<E, String> text) {
        return Arrays.stream(constants).map(c -> quoted(text.apply(c))).collect(Collectors.joining(" | "));
    }

    /** Operations of sizes: those that are words, or those that are signs. */
    private static String kinds(boolean named) {
        return Arrays.stream(Expr.Kind.values()).map(Expr.Kind::text).filter(t -> Character.isLetter(t.charAt(0)) == named).map(Grammar::quoted).collect(Collectors.joining(" | "));
    }

    private static String quoted(Object word) {
        return "\"" + word + "\"";
    }
}
