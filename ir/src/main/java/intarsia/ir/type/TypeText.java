package intarsia.ir.type;

import intarsia.ir.type.FloatType.Specials;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the text form of types: widths stand in the name, so a new minifloat needs no entry anywhere. */
final class TypeText {
    /** A family of names, and the type a name of it means. */
    private record Family(Pattern name, Function<MatchResult, DType> type) {
        Family(String name, Function<MatchResult, DType> type) {
            this(Pattern.compile(name), type);
        }
    }

    /** All names, for messages. */
    static final String FORMS = "u1…u64 i1…i64 iNmMOST fNeXmY[fn|fnuz] e8m0 ueXmY f16 bf16 tf32 f32 f64 nf4 dynamic8 ternary quaternary"
        + " bipolarB shiftB positN_ES lutB(v0,v1,…) lutB(name)";

    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,320}(\\.\\d{1,320})?(e[-+]?\\d{1,3})?");

    private static final List<Family> FAMILIES = List.of(
        new Family("([ui])([1-9]\\d?)", m -> new IntType(number(m, 2), m.group(1).equals("i"))),
        new Family("i([1-9]\\d?)m([1-9]\\d{0,8})", m -> new IntType(number(m, 1), true, number(m, 2))),
        new Family("f([3-8])e([1-7])m([0-6])(fn|fnuz)?", TypeText::minifloat),
        new Family("ue([1-7])m([1-7])", m -> new FloatType(number(m, 1), number(m, 2), false, Specials.FN)),
        new Family("e8m0", _ -> new FloatType(8, 0, false, Specials.SCALE)),
        new Family("bipolar([1-9]\\d?)", m -> new BipolarType(number(m, 1))),
        new Family("shift([1-9]\\d?)", m -> new FloatType(number(m, 1) - 1, 0, true, Specials.SHIFT)),
        new Family("posit([1-9]\\d?)_(\\d)", m -> new PositType(number(m, 1), number(m, 2))),
        new Family("quaternary", _ -> new QuaternaryType()),
        new Family("lut([1-9]\\d?)\\(([^()]*)\\)", TypeText::book));

    private TypeText() {
    }

    static DType parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("no data type '" + shortened(text) + "'; types: " + FORMS));
    }

    /** The type of this name; empty if it is of no family, an error if the family has no such member. */
    static Optional<DType> find(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        for (FloatType.Wide wide : FloatType.Wide.ALL) {
            if (wide.name().equals(name)) {
                return Optional.of(FloatType.ieee(wide.exponentBits(), wide.mantissaBits()));
            }
        }
        for (CodeBook book : CodeBook.NAMED) {
            if (book.toString().equals(name)) {
                return Optional.of(book);
            }
        }
        for (Family family : FAMILIES) {
            Matcher m = family.name.matcher(name);
            if (m.matches()) {
                return Optional.of(family.type.apply(m.toMatchResult()));
            }
        }
        return Optional.empty();
    }

    private static DType minifloat(MatchResult m) {
        int bits = number(m, 1);
        int exponent = number(m, 2);
        int mantissa = number(m, 3);
        if (bits != 1 + exponent + mantissa) {
            throw new IllegalArgumentException("'" + m.group() + "': a sign, " + exponent + " exponent and " + mantissa
                + " mantissa bits are " + (1 + exponent + mantissa) + " bits, not " + bits);
        }
        String suffix = m.group(4);
        if (suffix == null) {
            return new FloatType(exponent, mantissa, true, bits == 8 ? Specials.IEEE : Specials.FINITE);
        }
        if (bits < 8) {
            throw new IllegalArgumentException("'" + m.group() + "': below 8 bits every code is a number, so the name ends after m"
                + mantissa);
        }
        return new FloatType(exponent, mantissa, true, suffix.equals("fn") ? Specials.FN : Specials.FNUZ);
    }

    /** {@code lutB(v0,v1,…)}, or {@code lutB(name)} of a book that is known by the name alone. */
    private static CodeBook book(MatchResult m) {
        String inside = m.group(2);
        for (CodeBook named : CodeBook.NAMED) {
            if (named.toString().equals(inside) && named.bits() == number(m, 1)) {
                return named;
            }
        }
        Optional<CodeBook> vectors = VectorBook.find(inside).map(CodeBook::of).filter(b -> b.bits() == number(m, 1));
        if (vectors.isPresent()) {
            return vectors.get();
        }
        double[] values = Arrays.stream(inside.split(",", -1)).mapToDouble(v -> value(v.strip(), m)).toArray();
        CodeBook book = CodeBook.of(values);
        if (book.bits() != number(m, 1)) {
            throw new IllegalArgumentException("lut" + m.group(1) + " of " + values.length + " values; wanted lut" + book.bits());
        }
        return book;
    }

    private static double value(String text, MatchResult m) {
        if (!NUMBER.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + shortened(text) + "' in lut" + m.group(1) + "(…) is neither a number nor a book of "
                + m.group(1) + " bits; books: " + CodeBook.NAMED);
        }
        return Double.parseDouble(text);
    }

    /** At most the start of a text, for messages: it may be a whole book of values. */
    static String shortened(String text) {
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }

    private static int number(MatchResult m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
