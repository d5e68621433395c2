package intarsia.ir.layout.cute;

import intarsia.ir.layout.linear.Swizzle;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A layout whose offsets are swizzled, as CuTe prints it: {@code Sw<3,4,3> o 0 o (8,64):(64,1)}.
 *
 * @param swizzle over the units that the layout counts
 * @param offset added to the layout's before the swizzle, at least 0
 * @param layout indices to offsets
 */
public record Swizzled(Swizzle swizzle, long offset, CuteLayout layout) {
    private static final Pattern FORM = Pattern.compile("Sw<(\\d{1,2}),(\\d{1,2}),(-?\\d{1,2})> o _?(\\d{1,18}) o (.*)");

    public Swizzled {
        if (offset < 0) throw new IllegalArgumentException("offset " + offset + " of " + layout + ", wanted >= 0");
        Extents.plus(offset, layout.cosize());
    }

    /** Reads the text form. */
    public static Swizzled parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("'" + text + "': wanted Sw<b,m,s> o offset o shape:stride, as Sw<3,4,3> o 0 o (8,64):(64,1)");
        }
        var swizzle = new Swizzle(Integer.parseInt(form.group(1)), Integer.parseInt(form.group(2)), Integer.parseInt(form.group(3)));
        return new Swizzled(swizzle, Long.parseLong(form.group(4)), CuteLayout.parse(form.group(5)));
    }

    /** The place of an index. */
    public long at(long index) {
        return swizzle.apply(offset + layout.at(index));
    }

    @Override
    public String toString() {
        return "Sw<" + swizzle.bits() + "," + swizzle.base() + "," + swizzle.shift() + "> o " + offset + " o " + layout;
    }
}
