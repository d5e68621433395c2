package intarsia.ir.type;

import intarsia.ir.type.FloatType.Specials;
import java.util.List;
import java.util.Locale;
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

    private static final List<Family> FAMILIES = List.of(
        new Family("([ui])([1-9]\\d?)", m -> new IntType(number(m, 2), m.group(1).equals("i"))),
        new Family("f([3-8])e([1-7])m([0-6])(fn|fnuz)?", TypeText::minifloat),
        new Family("ue([1-7])m([1-7])", m -> new FloatType(number(m, 1), number(m, 2), false, Specials.FN)),
        new Family("e8m0", _ -> new FloatType(8, 0, false, Specials.SCALE)),
        new Family("bipolar([1-9]\\d?)", m -> new BipolarType(number(m, 1))),
        new Family("shift([1-9]\\d?)", m -> new FloatType(number(m, 1) - 1, 0, true, Specials.SHIFT)));

    private TypeText() {
    }

    static DType parse(String text) {
        String name = text.toLowerCase(Locale.ROOT);
        for (FloatType.Wide wide : FloatType.Wide.ALL) {
            if (wide.name().equals(name)) {
                return FloatType.ieee(wide.exponentBits(), wide.mantissaBits());
            }
        }
        for (CodeBook book : CodeBook.NAMED) {
            if (book.name().equals(name)) {
                return book;
            }
        }
        for (Family family : FAMILIES) {
            Matcher m = family.name.matcher(name);
            if (m.matches()) {
                return family.type.apply(m.toMatchResult());
            }
        }
        throw new IllegalArgumentException("no data type '" + text + "'; types: u1…u64 i1…i64 fNeXmY[fn|fnuz] e8m0 ueXmY"
            + " f16 bf16 tf32 f32 f64 nf4 ternary bipolarB shiftB");
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

    private static int number(MatchResult m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
