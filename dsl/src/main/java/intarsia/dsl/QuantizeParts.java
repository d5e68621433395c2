package intarsia.dsl;

import intarsia.ir.Divisors;
import intarsia.ir.ReduceOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.FieldPlaces;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * Numbers of a matrix as blocks by {@link QuantizeRule#SINGLE} or {@link QuantizeRule#EXACT}, tile after tile: first over all of a group for what it shares, then for its codes. So
 * groups may be longer than a tile, and boxes.
 */
final class QuantizeParts {
    private static final int TILE = 64;

    private final TileKernel k;
    private final Global from;
    private final Global to;
    private final BlockFormat format;
    private final Scalar row;
    private final Scalar column;
    private final int rowStep;
    /** Rows and columns of the group, or of as many groups below one another as fill whole bytes. */
    private final int high;
    private final int wide;
    /** Rows and columns of a tile. */
    private final int rows;
    private final int columns;

    private QuantizeParts(TileKernel k, Global from, Global to, BlockFormat format, Scalar row, Scalar column) {
        this.k = k;
        this.from = from;
        this.to = to;
        this.format = format;
        this.row = row;
        this.column = column;
        Field scale = format.fields(Role.SCALE).getFirst();
        FieldPlaces code = FieldPlaces.of(format, format.code());
        rowStep = format.rowStep(scale);
        high = rows(format);
        wide = format.columnStep(scale);
        rows = rowStep == 1 ? high : fitting(high, code.rowPart(), Math.max(code.rowPart(), TILE / Math.min(TILE, wide)));
        int part = Divisors.lcm(code.columnPart(), format.rotation().map(r -> r.hadamard().size()).orElse(1));
        columns = fitting(wide, part, Math.max(part, TILE / rows));
    }

    /** Rows that are quantised together: of a group, or so many that all of them fill whole bytes. */
    static int rows(BlockFormat format) {
        return format.fields().stream().mapToInt(f -> FieldPlaces.of(format, f).rowPart() * format.rowStep(f)).reduce(1, Divisors::lcm);
    }

    private static int fitting(int all, int part, int most) {
        return IntStream.rangeClosed(1, Math.min(all, most)).filter(n -> all % n == 0 && n % part == 0).max().orElse(all);
    }

    /** Writes the groups that begin at a row and a column. */
    static void store(TileKernel k, Global from, Global to, QuantizeRule rule, Scalar row, Scalar column) {
        QuantizeParts parts = new QuantizeParts(k, from, to, (BlockFormat) to.type().format(), row, column);
        parts.store(rule == QuantizeRule.SINGLE ? new SingleChoice(parts.format, parts::put) : new ExactChoice(parts.format, parts::put));
    }

    private void store(Choice choice) {
        Tile none = k.zeros(DType.F32, rows, columns);
        Choice.Chosen chosen;
        if (choice.byMagnitude()) {
            chosen = choice.of(reduced(ReduceOp.MAX, over(List.of(none), (x, most) -> List.of(most.getFirst().max(x.abs()))).getFirst()));
        } else {
            List<Tile> ends = over(List.of(none, none), (x, so) -> List.of(so.getFirst().min(x), so.getLast().max(x)));
            chosen = choice.of(reduced(ReduceOp.MIN, ends.getFirst()), reduced(ReduceOp.MAX, ends.getLast()));
        }
        codes(choice, chosen);
    }

    private void codes(Choice choice, Choice.Chosen chosen) {
        List<Field> sums = format.fields(Role.SUM);
        List<Tile> none = sums.isEmpty() ? List.of() : List.of(k.zeros(DType.I32, rows, columns));
        List<Tile> all = walk(none, (r, c, so) -> {
            Tile codes = choice.codes(load(r, c), chosen);
            to.at(format.code().name(), r, c).store(codes);
            return so.isEmpty() ? so : List.of(so.getFirst().plus(choice.whole(codes)));
        });
        sums.forEach(f -> put(f, reduced(ReduceOp.SUM, all.getFirst()).cast(f.type())));
    }

    private Tile load(Scalar r, Scalar c) {
        Tile x = from.at(r, c).load(rows, columns);
        return format.rotation().map(h -> x.rotate(h.hadamard())).orElse(x);
    }

    private List<Tile> over(List<Tile> inits, BiFunction<Tile, List<Tile>, List<Tile>> next) {
        return walk(inits, (r, c, so) -> next.apply(load(r, c), so));
    }

    /** What is done with a tile that begins at a place, and what is carried on. */
    private interface Step {
        List<Tile> at(Scalar r, Scalar c, List<Tile> so);
    }

    private List<Tile> walk(List<Tile> inits, Step step) {
        return along(high / rows, row, rows, inits, (r, a) -> along(wide / columns, column, columns, a, (c, b) -> step.at(r, c, b)));
    }

    private List<Tile> along(int count, Scalar first, int by, List<Tile> inits, BiFunction<Scalar, List<Tile>, List<Tile>> next) {
        return count == 1 ? next.apply(first, inits) : k.loop(k.index(0), k.index(count), 1, inits, (i, so) -> next.apply(first.plus(i.times(by)), so));
    }

    /** One number a group. */
    private Tile reduced(ReduceOp op, Tile all) {
        Tile row = all.reduce(op, 1);
        return rowStep == 1 ? row : row.reduce(op, 0);
    }

    private void put(Field f, Tile groups) {
        to.at(f.name(), row.div(format.rowStep(f)), column.div(format.columnStep(f))).store(groups);
    }
}
