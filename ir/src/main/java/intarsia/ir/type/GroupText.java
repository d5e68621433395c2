package intarsia.ir.type;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Groups by their grammar, {@code TYPE g SIZE [_s LEVELS] [_z LEVELS | _m LEVELS | _c INT] [_sum[N]] [/ packing]} with
 * {@code LEVELS = TYPE [@ TYPE g N]}: the second type is of a number that N elements share, a multiple of the group.
 * A sum is of the group, or of each N elements of it.
 * A size is {@code N} elements of a row or {@code NxM}, a box of rows and columns. {@code row} and {@code all} stand for the size of
 * whole rows and of the whole matrix, and so for a number only beside extents: see {@link Format#parse(String, long, long)}.
 */
final class GroupText {
    static final String FORMS = "typeg(N|NxM|row|all)[_stype[@typegN]][_ztype|_mtype[@typegN]|_cINT][_sum[N]][/packing]";
    private static final String TYPE = "(?:posit\\d{1,2}_\\d|lut\\d{1,2}\\([^()]*\\)|[a-z0-9]+?)";
    private static final String SIZE = "[1-9]\\d{0,5}";
    private static final String SHARED = "@(?:" + TYPE + ")g(?:" + SIZE + ")";
    private static final Pattern OPEN = Pattern.compile("(?<type>" + TYPE + ")g(?<size>row|all)(?<rest>[_/].*)?");
    private static final Pattern GROUP = Pattern.compile("(?<type>" + TYPE + ")g(?:(?<rows>" + SIZE + ")x)?(?<size>" + SIZE + ")"
        + "(_s(?<scale>" + TYPE + "(?:" + SHARED + ")?))?(_z(?<zero>" + TYPE + ")|_m(?<min>" + TYPE + "(?:" + SHARED + ")?)|_c(?<centre>-?\\d{1,9}))?"
        + "(?<sum>_sum(?<summed>" + SIZE + ")?)?(/(?<packing>[a-z0-9]+))?");

    private GroupText() {
    }

    static Optional<BlockFormat> find(String name) {
        if (isOpen(name)) {
            throw new IllegalArgumentException("how many elements a block of '" + name + "' has depends on its tensor; read it with the extents of that, or"
                + " name the size as in u4g64 or u4g8x16");
        }
        Matcher m = GROUP.matcher(name);
        return m.matches() ? Optional.of(group(m.toMatchResult())) : Optional.empty();
    }

    /** Whether the name leaves its size to a tensor. */
    static boolean isOpen(String name) {
        return OPEN.matcher(name).matches();
    }

    /** The name with its size for a matrix, if it leaves it to one. */
    static String sized(String name, long rows, long columns) {
        Matcher m = OPEN.matcher(name);
        if (!m.matches()) {
            return name;
        }
        String size = m.group("size").equals("row") ? Long.toString(columns) : rows + "x" + columns;
        return m.group("type") + "g" + size + (m.group("rest") == null ? "" : m.group("rest"));
    }

    private static BlockFormat group(MatchResult m) {
        DType type = DType.parse(m.group("type"));
        int rows = m.group("rows") == null ? 1 : Integer.parseInt(m.group("rows"));
        int size = Integer.parseInt(m.group("size"));
        Level scale = Level.parse(m.group("scale") == null ? "f16" : m.group("scale"));
        Level min = m.group("min") == null ? null : Level.parse(m.group("min"));
        DType zero = m.group("zero") == null ? null : DType.parse(m.group("zero"));
        double usual = zero == null && min == null ? usualCentre(type) : 0;
        double centre = m.group("centre") == null ? usual : centre(type, m.group("centre"));
        boolean sum = m.group("sum") != null;
        int summed = m.group("summed") == null ? Math.multiplyExact(rows, size) : Integer.parseInt(m.group("summed"));
        String packing = m.group("packing") == null ? "dense" : m.group("packing");

        String name = type + "g" + (rows == 1 ? "" : rows + "x") + size + "_s" + scale + (zero == null ? "" : "_z" + zero) + (min == null ? "" : "_m" + min)
            + (centre == usual ? "" : "_c" + (long) centre) + (sum ? "_sum" + (summed == rows * size ? "" : summed) : "") + (packing.equals("dense") ? "" : "/" + packing);
        if (BoxPacking.NAMES.contains(packing)) {
            plain(name, rows == 1 && scale.shared == null && min == null && !sum);
            return boxes(name, BoxPacking.of(packing, type, size, scale.type, zero), type, centre, size, scale.type, zero, packing.equals("gptq1") ? -1 : 0);
        }
        plain(name, rows == 1 || scale.shared == null && (min == null || min.shared == null));
        int group = Math.multiplyExact(rows, size);
        int elements = Math.max(group, Math.max(scale.size, min == null ? 0 : min.size));
        FieldStack block = new FieldStack(name, rows, elements);
        codes(block, type, packing, centre);
        levels(block, Role.SCALE, Field.SCALE, "d", scale, group);
        if (zero != null) {
            block.add(Role.ZERO, Field.ZERO, zero, group);
        }
        if (min != null) {
            levels(block, Role.MIN, Field.MIN, "dmin", min, group);
        }
        if (sum) {
            block.add(Role.SUM, "sum", sumType(type, centre, summed), summed);
        }
        return block.build(sum ? Fit.SYMMETRIC : Fit.REACH);
    }

    private static void plain(String name, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException("no format '" + name + "': boxes have one level of scale, and those packed as one of " + BoxPacking.NAMES
                + " a number of columns as size, and neither minimum nor sum");
        }
    }

    /** A box whose rows the packing says, with a scale and perhaps a zero point a row. */
    private static BlockFormat boxes(String name, BoxPacking p, DType type, double centre, int size, DType scale, @Nullable DType zero, double zeroCentre) {
        FieldStack block = new FieldStack(name, p.rows(), p.rows() * size);
        block.packed(Field.CODE, type, p.codes()).centre(centre);
        block.placed(Role.SCALE, Field.SCALE, scale, size, p.scales());
        if (zero != null) {
            block.placed(Role.ZERO, Field.ZERO, zero, size, p.zeros().orElseThrow()).centre(zeroCentre);
        }
        return block.build(Fit.REACH);
    }

    /** A type, and where a second one multiplies it, that and the elements that share its number. */
    private record Level(DType type, @Nullable DType shared, int size) {
        static Level parse(String text) {
            int at = text.indexOf('@');
            if (at < 0) {
                return new Level(DType.parse(text), null, 0);
            }
            int g = text.lastIndexOf('g');
            return new Level(DType.parse(text.substring(0, at)), DType.parse(text.substring(at + 1, g)), Integer.parseInt(text.substring(g + 1)));
        }

        @Override
        public String toString() {
            return shared == null ? type.toString() : type + "@" + shared + "g" + size;
        }
    }

    private static void codes(FieldStack block, DType type, String packing, double centre) {
        if (!packing.equals("base3")) {
            block.packed(Field.CODE, type, CodePacking.of(packing, type, block.elements())).centre(centre);
        } else if (type.equals(DType.TERNARY)) {
            block.trits(Field.CODE).centre(1);
        } else {
            throw new IllegalArgumentException("packing base3 holds ternary codes, found " + type);
        }
    }

    /** One number a group, and perhaps one that several groups share. A minimum whose type has no sign is subtracted: it is at most 0. */
    private static void levels(FieldStack block, Role role, String name, String sharedName, Level level, int size) {
        block.add(role, name, level.type, size);
        if (level.shared != null) {
            block.add(role, sharedName, level.shared, level.size);
        }
        block.unit(role == Role.MIN && !level.type.isSigned() ? -1 : 1);
    }

    /** i16 where the sum of the codes fits, otherwise i32. */
    private static DType sumType(DType type, double centre, int size) {
        if (!(type instanceof IntType i)) {
            throw new IllegalArgumentException("sums (_sum) are of integer codes, found " + type);
        }
        return Math.max(Math.abs(i.minFinite() - centre), i.maxFinite() - centre) * size < 1 << 15 ? DType.I16 : DType.I32;
    }

    private static double usualCentre(DType type) {
        return type instanceof IntType i && !i.signed() ? Math.scalb(1.0, i.bits() - 1) : 0;
    }

    private static double centre(DType type, String text) {
        if (!(type instanceof IntType)) {
            throw new IllegalArgumentException("a centre (_c" + text + ") belongs to integer codes, found " + type);
        }
        return Integer.parseInt(text);
    }
}
