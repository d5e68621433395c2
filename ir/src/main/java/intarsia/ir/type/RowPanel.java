package intarsia.ir.type;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Panels for lanes that stand for rows: {@code FORMAT/rowsPxL} has the numbers of {@code FORMAT} in boxes of P rows, so that a vector of L words holds
 * numbers of as many rows, or of twice as many, and successive vectors go on along the columns. Numbers of at most 16 bits lie in halves of words: the low halves of
 * a vector belong to its first L rows, the high halves to the next. A half holds as many whole codes as fit; what is left on top of several halves
 * holds further ones, so that no bit is lost. Codes of more bits lie in whole words in the same way, scales and other such numbers of at most 8 bits in quarters where rows fill them.
 * Integers other than codes get a power of two of bits, so that a loop over few columns finds them at one place. Where a code selects a vector of few integers (five digits of base 3 a byte, {@code TQ1_0}), each element has its component
 * as a code of its own: the smallest unsigned integer that holds them ({@code tq1_0/rowsPxL} has codes of 2 bits, as {@code tq2_0/rowsPxL} has).
 *
 * <p>An unpacked vector needs no move between lanes, and sums of rows none at the end.
 */
public final class RowPanel {
    private static final Pattern NAME = Pattern.compile("(?<format>.+)/rows(?<rows>[1-9]\\d{0,3})x(?<lanes>[1-9]\\d?)");
    private static final Pattern ROWS = Pattern.compile("/rows\\d");
    private static final int QUARTER = 8;
    private static final int HALF = 16;
    private static final int WORD = 32;
    /** Words of a vector that holds two tables of the sums of four bits. */
    private static final int TABLE_LANES = 16;
    /** Bits from which on integers that lie across cells take few registers. */
    private static final int ACROSS_BITS = 6;
    /** Blocks of the format beside one another in a box, at most. */
    private static final int MOST_BLOCKS = 16;
    /** Elements of a box, at most: tables of its places have an entry a bit. */
    private static final int MOST_ELEMENTS = 1 << 18;

    private static final Recent<Wanted, Optional<BlockFormat>> FOUND = new Recent<>(FormatText.KEPT, RowPanel::make);

    private final int rows;
    private final int lanes;

    private record Wanted(Format format, int rows, int lanes) {
    }

    private RowPanel(int rows, int lanes) {
        this.rows = rows;
        this.lanes = lanes;
    }

    /**
     * The panel of a format.
     *
     * @param rows  of a box: a multiple of twice the lanes
     * @param lanes of a vector, 32 bits each
     * @throws IllegalArgumentException if the format has none: its blocks are boxes already or rotated, its codes select vectors of other numbers than successive integers of at most
     *                                  4 bits, or have zero points beside such vectors that are no integers, its numbers are longer than a word, or boxes would have more than
     *                                  2<sup>18</sup> elements
     */
    public static BlockFormat of(Format format, int rows, int lanes) {
        return find(format, rows, lanes).orElseThrow(() -> new IllegalArgumentException("no panel of " + format + "; wanted a format of rows whose codes are numbers of at most " + WORD
                + " bits, or vectors of successive integers of at most 4 whose zero points are integers, rows in multiples of " + 2L * lanes + ", and boxes of at most " + MOST_ELEMENTS + " elements; found " + rows + " rows"));
    }

    /** The panel of a format with as many rows as kernels read well; nothing where it has none. */
    public static Optional<BlockFormat> find(Format format, int lanes) {
        return find(format, rows(blocks(format), lanes), lanes);
    }

    /** The panel of a format; nothing where it has none. */
    public static Optional<BlockFormat> find(Format format, int rows, int lanes) {
        return FOUND.of(new Wanted(format, rows, lanes));
    }

    private static Optional<BlockFormat> make(Wanted w) {
        int rows = w.rows;
        int lanes = w.lanes;
        boolean fits = lanes > 0 && rows > 0 && Integer.bitCount(lanes) == 1 && rows % (2L * lanes) == 0;
        BlockFormat blocks = blocks(w.format);
        if (!fits || blocks.rows() > 1 || blocks.rotation().isPresent()) {
            return Optional.empty();
        }
        return ComponentBlocks.numbers(blocks).filter(b -> b.fields().stream().allMatch(RowPanel::packs))
            .flatMap(b -> new RowPanel(rows, lanes).format(w.format.toString(), b));
    }

    /**
     * Rows of a panel of a format that kernels read well: four vectors of 32-bit sums, which share what is read of the activations; half as many of codes of 3 or 5 bits, and of floats of 6 or 7, some of which lie
     * across as many cells that registers hold at a time; twice as many of single bits where vectors hold tables of their sums, of which what is made of the activations then serves more
     * rows: elsewhere a kernel of so many is too long for the JIT.
     */
    public static int rows(BlockFormat format, int lanes) {
        BlockFormat f = ComponentBlocks.numbers(format).orElse(format);
        boolean bits = f.fields(Role.CODE).stream().allMatch(c -> c.type().bits() == 1);
        boolean across = f.fields(Role.CODE).stream().map(Field::type).anyMatch(t -> HALF % t.bits() != 0 && (t.bits() < ACROSS_BITS || t.isFloat()));
        return (across ? 2 : bits && lanes >= TABLE_LANES ? 8 : 4) * lanes;
    }

    /** The panel that a name means. */
    static Optional<BlockFormat> find(String name) {
        Matcher m = NAME.matcher(name);
        if (!m.matches()) {
            return Optional.empty();
        }
        if (ROWS.matcher(m.group("format")).find()) { // before it is parsed: a name may be as long as somebody likes
            throw new IllegalArgumentException("format '" + TypeText.shortened(name) + "' is a panel of a panel; wanted one of a format of rows, as u4g32/rows32x8");
        }
        return Optional.of(of(Format.parse(m.group("format")), Integer.parseInt(m.group("rows")), Integer.parseInt(m.group("lanes"))));
    }

    private static boolean packs(Field f) {
        return f.index().isRegular() && f.type().bits() <= WORD;
    }

    /** Whether a format is a panel for so many lanes. */
    public static boolean is(Format f, int lanes) {
        Matcher m = NAME.matcher(f.toString());
        return m.matches() && Integer.parseInt(m.group("lanes")) == lanes;
    }

    /** The format that the fields of a panel are of; itself of any other. */
    public static Format source(Format f) {
        Matcher m = NAME.matcher(f.toString());
        return m.matches() ? Format.parse(m.group("format")) : f;
    }

    private static BlockFormat blocks(Format f) {
        return switch (f) {
            case BlockFormat b -> b;
            case DType d -> plain(d);
        };
    }

    private static BlockFormat plain(DType d) {
        return new BlockFormat(d.toString(), 1, 1, Math.ceilDiv(d.bits(), Byte.SIZE), List.of(Field.of(Role.CODE, Field.CODE, d, 1, Packing.dense(d, 1))), Fit.REACH);
    }

    /** Columns of a box: blocks in which the numbers of all fields fill their cells, where these are few. */
    private long columns(BlockFormat f) {
        int blocks = 1;
        for (Field x : f.fields()) {
            blocks = lcm(blocks, blocks(x, f));
            if (blocks > MOST_BLOCKS) {
                return f.columns();
            }
        }
        return (long) blocks * f.columns();
    }

    private Optional<BlockFormat> format(String name, BlockFormat f) {
        long columns = columns(f);
        return rows * columns > MOST_ELEMENTS ? Optional.empty() : Optional.of(format(name, f, (int) columns));
    }

    /**
     * Numbers that all columns of a box share come first. Then, where the cells of all other fields divide into as many sections, each section has its part of every field, codes last:
     * a product that takes section by section reads the box as one stream.
     */
    private BlockFormat format(String name, BlockFormat f, int columns) {
        List<PanelCells> cells = f.fields().stream().map(x -> new PanelCells(rows, lanes, cell(x, rows, lanes), type(x).bits(), spacing(x), columns / x.granularity())).toList();
        int sections = cells.stream().mapToInt(PanelCells::parts).filter(n -> n > 0).reduce(PanelCells::gcd).orElse(1);
        int section = cells.stream().filter(c -> c.parts() > 0).mapToInt(c -> c.bits() / sections).sum();
        int head = cells.stream().filter(c -> c.parts() == 0).mapToInt(PanelCells::bits).sum();
        Field[] fields = new Field[cells.size()];
        int shared = 0;
        int own = head;
        for (int i : codesLast(f.fields())) {
            PanelCells c = cells.get(i);
            Field x = f.fields().get(i);
            boolean alone = c.parts() == 0;
            Packing packing = c.packing(alone ? shared : own, alone ? 1 : sections, section, (head + sections * section) / Byte.SIZE);
            shared += alone ? c.bits() : 0;
            own += alone ? 0 : c.bits() / sections;
            fields[i] = Field.of(x.role(), x.name(), type(x), x.granularity(), packing).withCentre(x.centre()).withUnit(x.unit());
        }
        String full = name.toLowerCase(Locale.ROOT) + "/rows" + rows + "x" + lanes;
        return new BlockFormat(full, rows, rows * columns, (head + sections * section) / Byte.SIZE, List.of(fields), f.fit());
    }

    private static List<Integer> codesLast(List<Field> fields) {
        return IntStream.range(0, fields.size()).boxed().sorted(Comparator.comparing(i -> fields.get(i).role() == Role.CODE)).toList();
    }

    /** Blocks in which the numbers of a field fill their cells. */
    private int blocks(Field x, BlockFormat f) {
        int own = f.columns() / x.granularity();
        int period = lcm(cell(x, rows, lanes), spacing(x)) / spacing(x);
        return lcm(own, period) / own;
    }

    /**
     * Bits of the cells of a field: a quarter of a word for few bits of other numbers than codes where a vector of such quarters has no more rows than a panel, so that fewer columns have
     * their numbers at the same bits and kernels are shorter.
     */
    private static int cell(Field x, int rows, int lanes) {
        int bits = type(x).bits();
        boolean quarters = x.role() != Role.CODE && bits <= QUARTER && rows % ((long) WORD / QUARTER * lanes) == 0;
        return quarters ? QUARTER : bits <= HALF ? HALF : WORD;
    }

    /** Numbers of a field that lie whole in a cell of a panel. */
    public static int together(Field x, int rows, int lanes) {
        return cell(x, rows, lanes) / spacing(x);
    }

    /** The type that a number has here: of other integers than codes one of a power of two of bits. */
    private static DType type(Field x) {
        int bits = x.type().bits();
        boolean widened = x.role() != Role.CODE && x.type() instanceof IntType && Integer.bitCount(bits) != 1;
        return widened ? new IntType(2 * Integer.highestOneBit(bits), x.type().isSigned()) : x.type();
    }

    /** Bits from a number to the next in a cell: of other numbers than codes a power of two. */
    private static int spacing(Field x) {
        int bits = type(x).bits();
        return x.role() == Role.CODE ? bits : Integer.highestOneBit(2 * bits - 1);
    }

    /** The least common multiple; intarsia.ir.Divisors, which has it too, is in a package that sees this one. */
    private static int lcm(int a, int b) {
        return Math.multiplyExact(a / PanelCells.gcd(a, b), b);
    }
}
