package intarsia.cli.layout;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.cute.CuteLayout;
import intarsia.ir.layout.cute.TvLayout;
import java.util.List;

/** The layouts that are named with arguments in parentheses. */
final class Constructors {
    /** One example of each. */
    static final List<String> KNOWN = List.of("local(2,2)", "localColumn(2,2)", "spatial(8,4)", "spatialColumn(4,8)", "on(warp,2,2)", "onColumn(warp,2,2)",
        "replica(lane,4)", "rowMajor(32; 16,8)", "cute(((4,8),(2,2)):((32,1),(16,8)); 16,8)");
    /** The threads of a warp where a TV layout does not say. */
    private static final int LANES = 32;

    private final Source source;
    private final int at;

    private Constructors(Source source, int at) {
        this.source = source;
        this.at = at;
    }

    /** The layout of a name whose opening parenthesis is read; {@code at} is where the name stands. */
    static Attempt read(Source source, int at, String name) {
        var c = new Constructors(source, at);
        return switch (name) {
            case "local" -> new Attempt.Done(Layout.local(c.closed(source.numbers())));
            case "localColumn" -> new Attempt.Done(Layout.localColumn(c.closed(source.numbers())));
            case "spatial" -> new Attempt.Done(Layout.spatial(c.closed(source.numbers())));
            case "spatialColumn" -> new Attempt.Done(Layout.spatialColumn(c.closed(source.numbers())));
            case "on" -> new Attempt.Done(Layout.on(c.axis(), c.closed(source.numbers())));
            case "onColumn" -> new Attempt.Done(Layout.onColumn(c.axis(), c.closed(source.numbers())));
            case "replica" -> new Attempt.Done(Layout.replica(c.axis(), c.one(c.closed(source.numbers()))));
            case "rowMajor" -> new Attempt.Done(Layout.rowMajor(c.lanes(), c.closed(source.numbers())));
            case "cute" -> c.cute();
            default -> throw source.error(at, "no constructor '" + name + "'; known: " + String.join(", ", KNOWN));
        };
    }

    private int[] closed(int[] numbers) {
        source.expect(')', "after the numbers, which commas separate");
        return numbers;
    }

    private int one(int[] numbers) {
        if (numbers.length != 1) throw source.error(at, numbers.length + " counts, wanted one, as replica(lane,4)");
        return numbers[0];
    }

    /** An axis and, where numbers follow, a comma. */
    private Axis axis() {
        int start = source.at();
        String name = source.word();
        if (source.peek() != ')') source.expect(',', "after an axis, as in on(warp,2,2)");
        try {
            return new Axis(name);
        } catch (IllegalArgumentException e) {
            throw source.error(start, e.getMessage() + "; as lane, v, warp");
        }
    }

    private int lanes() {
        int lanes = source.number();
        source.expect(';', "between lanes and shape, as in rowMajor(32; 16,8)");
        return lanes;
    }

    /** A TV layout, its tile, of one dimension where none is given, and the lanes of a warp. */
    private Attempt cute() {
        CuteLayout tv = CuteLayout.parse(source.until(";)"));
        int[] shape = source.accept(';') ? source.numbers() : new int[] {Math.toIntExact(Math.min(tv.cosize(), Integer.MAX_VALUE))};
        int lanes = source.accept(';') ? source.number() : LANES;
        source.expect(')', "after cute(TV; shape; lanes)");
        return TvLayout.toLayout(tv, lanes, shape);
    }
}
