package intarsia.passes;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.dsl.library.Contraction;
import intarsia.dsl.library.PanelContraction;
import intarsia.ir.BufferType;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import intarsia.ir.tune.Constraint;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.Role;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Coords.Coord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Writes a contraction by its template. The last dimension that only one operand has lies in a tile, of either operand; every other one of
 * the result is an index of the grid: dimensions of a batch, and those by which a matrix is gathered.
 */
final class ContractKernel {
    /** Columns of a block that a loop takes as they are. */
    private static final int MOST_COLUMNS = 256;
    /** Terms of a panel's rows that are summed at a time, where no scale says it. */
    private static final int MOST_PART = 32;
    /** The fewest of them that are taken as they come. */
    private static final int LEAST_PART = 8;
    /** Vectors of 32-bit sums whose products share what is read of the activations. */
    private static final int FULL = 4;
    /**
     * Terms whose numbers and products registers hold at a time, beside so many sums: one word of codes, so that what is loaded at once lies together. With twice as many, from DRAM on Zen 4,
     * IQ4_NL reads 20 instead of 26 GB/s, i4 30 instead of 36, MXFP4 24 instead of 28, and none of the seventeen formats that have a choice more by over 1 %.
     */
    private static final int FEW = 4;
    /** Products of vectors of halves in the straight code of a chunk. */
    private static final int LONG = 32;
    /** Steps that a loop may write out: with more, kernels are too long. */
    private static final int MOST_UNROLLED = 8;
    /** Rows that share what is unpacked of a panel. */
    private static final int MOST_PANEL_ROWS = 4;
    /** Terms that registers may hold at a time. */
    private static final int MOST_FEW = 64;

    private final Graph graph;
    private final Schedule schedule;
    private final TileKernel k;
    private final Expressions e;
    private final Value product;
    private final TensorOp.Contract c;
    private final ContractDims dims;
    /** Where a block sums a part of it alone. */
    private final Optional<SplitSums.Parts> parts;

    ContractKernel(Graph graph, Schedule schedule, TileKernel k, Expressions e, Value product) {
        this.graph = graph;
        this.schedule = schedule;
        this.k = k;
        this.e = e;
        this.product = product;
        this.c = (TensorOp.Contract) graph.definition(product).orElseThrow();
        this.dims = ContractDims.of(graph, c);
        this.parts = SplitSums.Parts.of(c, graph::definition);
    }

    /** @param follow computes and stores what the group makes of the product, which is known, at coordinates */
    void write(Consumer<Coords> follow) {
        Map<String, Coord> outer = new HashMap<>();
        dims.outer().forEach(d -> outer.put(d.name(), Coord.at(k.grid(new Size(d.size())))));
        Value a = parts.map(SplitSums.Parts::a).orElse(c.a());
        Value b = parts.map(SplitSums.Parts::b).orElse(c.b());
        Optional<Matrix> left = matrix(a, outer);
        Matrix right = matrix(b, outer).orElseThrow(() -> new IllegalStateException("operand of a contract without memory"));
        Format from = left.map(x -> x.view().type().format()).orElse(DType.F32);
        Format by = right.view().type().format();
        Dim sum = parts.map(SplitSums.Parts::sum).orElse(dims.sum());
        Optional<CodeAtom> atom = left.filter(x -> x.rows(dims.m(), sum) && right.rows(dims.n(), sum)).flatMap(x -> CodeAtom.of(from, by, schedule.lanes()));
        boolean rowsInLanes = RowPanel.is(by, schedule.lanes()) && parts.isEmpty() && right.rows(dims.n(), sum);
        if (rowsInLanes) {
            panels(a, b, left, right, sum, outer, follow);
            return;
        }
        int walked = walked(right.view().buffer());
        boolean scaled = from instanceof DType && by instanceof BlockFormat f && simple(f) && walked % schedule.lanes() == 0 && right.rows(dims.n(), sum);
        int blocks = Divisors.lcm(from.blockColumns(), walked);
        int step = blocks == 1 ? Divisors.lcm(schedule.lanes(), Divisors.lcm(wholeBytes(from), wholeBytes(by))) : blocks;
        boolean vectors = scaled || parted(from) && parted(by);
        int usual = atom.map(CodeAtom::width).orElseGet(() -> vectors ? schedule.lanes() : from instanceof BlockFormat ? CodeAtom.common(from, by) : step);
        int chunk = step * (scaled || parts.isPresent() ? 1 : unrolled(sum.size(), step, blocks == 1));
        int width = atom.map(x -> width(usual, x.part())).orElseGet(() -> vectors ? width(usual, step) : usual);
        int rows = schedule.rows(dims.m().map(Dim::size));
        int columns = dims.n().map(d -> columns(d.size(), rows, by)).orElse(1);
        schedule.streams();
        Size length = new Size(parts.map(p -> p.length(chunk)).orElse(sum.size()));
        Optional<Scalar> start = parts.map(p -> Objects.requireNonNull(outer.get(p.part().name())).offset().times(k.size(length)));
        Contraction t = new Contraction(size(dims.m()), size(dims.n()), length, rows, columns, chunk, width, start);
        Contraction.Operand first = (row, count, at, w) -> operand(a, dims.m(), outer, row, count, at, w);
        Contraction.Follow then = (i, j, result) -> then(result, rows, columns, i, j, outer, follow);
        if (atom.isPresent()) {
            t.writeCodes(k, atom.get().products(left.orElseThrow(), right), then);
        } else if (scaled) {
            BlockFormat f = (BlockFormat) by;
            t.writeScaled(k, first, (row, count, at, w) -> codes(right, f, row, count, at, w),
                    (row, count, at) -> CodeAtom.stored(right, f, f.fields(Role.SCALE).getFirst(), row, count, at).cast(DType.F32), then);
        } else {
            t.write(k, first, (row, count, at, w) -> operand(b, dims.n(), outer, row, count, at, w), then);
        }
    }

    /** Steps of a loop that are written out, of those that rows are whole multiples of, or of elements beyond which nothing is added. */
    private int unrolled(Expr sum, int step, boolean any) {
        Stream<Integer> values = Schedule.powers(MOST_UNROLLED).filter(u -> any || sum.isConst() && sum.constant() % ((long) step * u) == 0);
        return schedule.ordering("unroll", values, 1, "steps of the loop that are written out");
    }

    /** Elements that are summed apart: vectors that fill a part. */
    private int width(int usual, int part) {
        return schedule.ordering("width", Schedule.powers(part / usual).map(n -> n * usual).filter(w -> part % w == 0), usual, "elements that are summed apart");
    }

    private int columns(Expr n, int rows, Format by) {
        int rule = inBoxes(schedule.columns(n, rows), by);
        int columns = schedule.tunable("columns", Schedule.powers(schedule.lanes()).map(c -> inBoxes(c, by)).filter(c -> c > 0), rule, "results of a block along n");
        schedule.where(new Constraint(Expr.sym("rows").times(Expr.sym("columns")), Constraint.Relation.LE, Expr.of(Math.max(2L * schedule.lanes(), (long) rows * rule))));
        return columns;
    }

    /** The kernel whose lanes have rows of the weights. */
    private void panels(Value a, Value b, Optional<Matrix> left, Matrix right, Dim sum, Map<String, Coord> outer, Consumer<Coords> follow) {
        BlockFormat by = (BlockFormat) right.view().type().format();
        Optional<CodeAtom> atom = left.filter(x -> x.rows(dims.m(), sum)).flatMap(x -> CodeAtom.of(x.view().type().format(), by, 1)).map(CodeAtom::ofRows);
        Format from = left.map(x -> x.view().type().format()).orElse(DType.F32);
        int codes = by.fields(Role.CODE).stream().mapToInt(x -> Where.repeats(right.view().buffer(), x)).reduce(1, Divisors::lcm);
        int common = CodeAtom.common(from, by);
        int rule = atom.map(CodeAtom::part).orElseGet(() -> part(common, codes));
        int most = chunk(rule, right, from);
        IntUnaryOperator steps = p -> atom.isPresent() ? Where.repeats(right.view().buffer(), by.code(), p) : codes;
        Stream<Integer> parts = Stream.of(rule, rule / 2, rule / 4).filter(p -> p > 0 && rule % p == 0 && p % steps.applyAsInt(p) == 0);
        int part = schedule.ordering("part", parts, rule, "terms that are summed before scales");
        int step = chunk(part, right, from);
        int chunk = step * writtenOut(sum.size(), most, by.columns());
        int box = Divisors.lcm(chunk, by.columns());
        int columns = by.rows();
        int rows = panelRows();
        int few = few(few(columns, most / rule), rule, steps.applyAsInt(rule));
        schedule.streams();
        PanelContraction t = new PanelContraction(size(dims.m()), size(dims.n()), new Size(sum.size()), rows, columns, box, chunk, part, few);
        Contraction.Follow then = (i, j, result) -> then(result, rows, columns, i, j, outer, follow);
        if (atom.isPresent()) {
            t.writeCodes(k, atom.get().ofParts(part).narrow(left.orElseThrow(), right), then);
            return;
        }
        boolean scaled = simple(by);
        Contraction.Operand second = scaled ? (row, count, at, w) -> codes(right, by, row, count, at, w) : (row, count, at, w) -> operand(b, dims.n(), outer, row, count, at, w);
        Optional<Contraction.Factor> scale = scaled ? Optional.of((row, count, at) -> CodeAtom.stored(right, by, by.fields(Role.SCALE).getFirst(), row, count, at).cast(DType.F32))
                : Optional.empty();
        t.write(k, (row, count, at, w) -> operand(a, dims.m(), outer, row, count, at, w), second, codes, scale, then);
    }

    /** Columns of a step: whole parts, after which fields come again. */
    private int chunk(int part, Matrix right, Format from) {
        return whole(Divisors.lcm(part, repeats(right.view().buffer(), (BlockFormat) right.view().type().format())), from.blockColumns());
    }

    /** Steps of the inner loop that are written out: parts of a box, or of as many boxes as rows are whole multiples of. */
    private int writtenOut(Expr sum, int step, int columns) {
        int box = Divisors.lcm(step, columns);
        Stream<Integer> values = Schedule.powers(MOST_UNROLLED)
            .filter(u -> box / step % u == 0 || sum.isConst() && sum.constant() % Divisors.lcm(step * u, columns) == 0);
        return schedule.tunable("unroll", values, 1, "steps of the inner loop that are written out");
    }

    /** Rows of activations that one block multiplies by a panel. */
    private int panelRows() {
        Optional<Expr> m = dims.m().map(Dim::size);
        boolean one = m.isEmpty() || m.get().isConst() && m.get().constant() == 1;
        return one ? 1 : schedule.tunable("rows", Schedule.powers(m.get().isConst() ? Math.min(MOST_PANEL_ROWS, m.get().constant()) : MOST_PANEL_ROWS), 1, "rows of a block along m");
    }

    /** The terms that registers hold, as one of the numbers that divide a part: another means the next below. */
    private int few(int rule, int part, int step) {
        List<Integer> possible = IntStream.rangeClosed(1, part).filter(n -> part % n == 0 && (part % step == 0 ? n % step == 0 : n == part)).boxed().toList();
        int usual = possible.stream().filter(n -> n <= rule).reduce((a, b) -> b).orElse(possible.getFirst());
        int few = schedule.tunable("few", possible.stream().filter(n -> n <= MOST_FEW), usual, "terms whose codes registers hold at a time");
        schedule.where(new Constraint(Expr.sym("few"), Constraint.Relation.LE, Expr.sym("part")));
        return few;
    }

    /** Terms whose codes registers hold at a time: with fewer rows more, and fewer where the parts of a chunk make a kernel long; the JIT leaves long ones to the interpreter. */
    private int few(int columns, int parts) {
        int vectors = Math.ceilDiv(columns, 2 * schedule.lanes());
        return Math.clamp(LONG / ((long) parts * vectors), 1, FEW * Math.max(1, FULL * schedule.lanes() / columns));
    }

    /** Terms that are summed at a time: some that share all scales, and where there are none so many that few steps are left over at the end of a row. */
    private static int part(int common, int codes) {
        return common > 0 ? PanelContraction.divisor(common, 1, MOST_PART) : codes >= LEAST_PART ? codes : MOST_PART;
    }

    /** Columns of a step: a divisor of a block of the activations, or whole ones. */
    private static int whole(int chunk, int block) {
        return block % chunk == 0 ? chunk : Divisors.lcm(chunk, block);
    }

    /** Columns after which all fields come again at the same bits of other bytes, and scales of other cells: one access has those of a cell. */
    private int repeats(BufferType weights, BlockFormat f) {
        return f.fields().stream().filter(x -> x.role() != Role.SUM && f.columnStep(x) < f.columns())
                .mapToInt(x -> f.columnStep(x) * Divisors.lcm(inCell(x, f), Where.repeats(weights, x))).reduce(1, Divisors::lcm);
    }

    private int inCell(Field x, BlockFormat f) {
        return x.role() == Role.CODE ? 1 : RowPanel.together(x, f.rows(), schedule.lanes());
    }

    /** The fewest elements of a plain type that fill whole bytes, at which alone a loop can read on. */
    private static int wholeBytes(Format f) {
        return f instanceof DType d ? (int) (Byte.SIZE / Divisors.gcd(d.bits(), Byte.SIZE)) : 1;
    }

    private static Size size(Optional<Dim> d) {
        return d.map(x -> new Size(x.size())).orElse(Size.of(1));
    }

    private void then(Tile result, int rows, int columns, Scalar i, Scalar j, Map<String, Coord> outer, Consumer<Coords> follow) {
        Map<String, Coord> at = new HashMap<>(outer);
        List<Integer> shape = new ArrayList<>();
        run(at, shape, dims.m().filter(d -> rows > 1), i, rows);
        dims.m().filter(d -> rows == 1).ifPresent(d -> at.put(d.name(), Coord.at(i)));
        run(at, shape, dims.n(), j, columns);
        e.know(product, result.reshape(shape.stream().mapToInt(Integer::intValue).toArray()));
        follow.accept(new Coords(shape, at));
    }

    private static void run(Map<String, Coord> at, List<Integer> shape, Optional<Dim> d, Scalar offset, int count) {
        d.ifPresent(x -> {
            at.put(x.name(), Coord.run(offset, shape.size()));
            shape.add(count);
        });
    }

    // ---- operands ----

    /** The matrix of an operand, which is a view of memory, or of the one that the index of a gather says. */
    private Optional<Matrix> matrix(Value v, Map<String, Coord> outer) {
        if (graph.view(v).isPresent()) {
            return graph.view(v).map(x -> new Matrix(e, x, outer));
        }
        if (graph.definition(v).orElse(null) instanceof TensorOp.Gather g) {
            Map<String, Coord> at = new HashMap<>(outer);
            at.put(g.dim(), Coord.at(e.scalar(g.index(), new Coords(List.of(), outer))));
            return graph.view(g.table()).map(x -> new Matrix(e, x, at));
        }
        return Optional.empty();
    }

    private Tile operand(Value v, Optional<Dim> across, Map<String, Coord> outer, Scalar row, int count, Scalar at, int width) {
        boolean one = count == 1;
        Map<String, Coord> here = new HashMap<>(outer);
        across.ifPresent(d -> here.put(d.name(), one ? Coord.at(row) : Coord.run(row, 0)));
        here.put(dims.sum().name(), Coord.run(at, one ? 0 : 1));
        return e.at(v, new Coords(one ? List.of(width) : List.of(count, width), here)).reshape(count, width).cast(DType.F32);
    }

    private static Tile codes(Matrix m, BlockFormat f, Scalar row, int count, Scalar at, int width) {
        Tile codes = m.at(f.code().name(), row, at).load(count, width).cast(DType.F32);
        return f.code().centre() == 0 ? codes : codes.minus(f.code().centre());
    }

    // ---- how a block is walked ----

    /** Columns of weights that a loop takes at a time: a block, or where that is long or the whole row, a part of it. */
    private int walked(BufferType weights) {
        if (!(weights.format() instanceof BlockFormat f)) {
            return 1;
        }
        boolean one = Where.oneAcross(weights);
        boolean few = f.columns() <= MOST_COLUMNS && Where.rowsAlike(f) && !one;
        if (few || f.fields().stream().anyMatch(x -> x.book().isPresent() || !x.index().isRegular())) {
            return f.columns();
        }
        int part = schedule.lanes();
        for (Field field : f.fields()) {
            int step = f.columnStep(field);
            part = Divisors.lcm(part, step == f.columns() ? 1 : step * Where.repeats(weights, field));
        }
        return one || f.columns() % part == 0 ? part : f.columns();
    }

    /** About as many rows of weights as asked for: whole boxes, or where rows of a box lie alike, parts of one. */
    private static int inBoxes(int rows, Format by) {
        int box = by.blockRows();
        if (rows >= box || !(by instanceof BlockFormat f) || !Where.rowsAlike(f)) {
            return Math.max(1, rows / box) * box;
        }
        int part = rows;
        while (box % part != 0) {
            part--;
        }
        return part;
    }

    /** Whether a block can be read a vector at a time: the elements that share a value of a field are some vectors, or parts of one. */
    private boolean parted(Format format) {
        int lanes = schedule.lanes();
        return !(format instanceof BlockFormat f)
                || f.columns() % lanes == 0 && f.fields().stream().allMatch(x -> f.columnStep(x) % lanes == 0 || lanes % f.columnStep(x) == 0);
    }

    /** A code an element, one scale a block, and nothing else that varies. */
    private static boolean simple(BlockFormat f) {
        List<Field> read = f.fields().stream().filter(x -> x.role() != Role.SUM).toList();
        return read.size() == 2 && f.code().book().isEmpty() && f.code().unit() == 1
            && f.fields(Role.SCALE).stream().anyMatch(s -> plain(s) && f.columnStep(s) == f.columns());
    }

    private static boolean plain(Field f) {
        return f.centre() == 0 && f.unit() == 1 && f.book().isEmpty();
    }
}
