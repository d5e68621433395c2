package intarsia.passes;

import intarsia.dsl.Scalar;
import intarsia.dsl.Tile;
import intarsia.dsl.library.CodeProducts;
import intarsia.dsl.library.Contraction.Factor;
import intarsia.dsl.library.Contraction.Operand;
import intarsia.ir.Divisors;
import intarsia.ir.DotAtom;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Role;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a contraction multiplies the codes of quantised activations by those of weights, as their formats say: sums of integers in i32
 * where all codes are integers and a part's sum cannot overflow, otherwise sums of the codes' values in f32.
 *
 * @param a     activations: integer codes with a scale
 * @param b     weights of any format
 * @param part  elements of a chunk that have one scale, zero and minimum on both sides
 * @param width elements that are summed apart
 * @param sum   the type of the sums of a part
 * @param book  the integers that stand for the codes of the weights in such sums, where it is not their values
 */
record CodeAtom(BlockFormat a, Format b, int part, int width, DType sum, Optional<IntegerBook> book) {
    /** The atom for activations a and weights b, where the formats have one. */
    static Optional<CodeAtom> of(Format a, Format b, int lanes) {
        boolean activations = a instanceof BlockFormat x && has(x, Role.CODE, Role.SCALE) && x.code().centre() == 0 && x.code().type() instanceof IntType;
        boolean weights = b instanceof DType || b instanceof BlockFormat y && has(y, Role.CODE, Role.SCALE, Role.ZERO, Role.MIN);
        if (!activations || !weights) {
            return Optional.empty();
        }
        BlockFormat x = (BlockFormat) a;
        int part = common(x, b);
        DType sum = largest(x) * largest(b) * part <= Integer.MAX_VALUE ? DType.I32 : DType.F32;
        return Optional.of(new CodeAtom(x, b, part, part % lanes == 0 ? lanes : part, sum, Optional.empty()));
    }

    /** The atom for weights whose rows lie in lanes: products of 16 bits where the codes are integers of few bits, or of few steps; otherwise in f32. */
    CodeAtom ofRows() {
        Optional<IntegerBook> steps = code(b) instanceof IntType ? Optional.empty() : IntegerBook.of(code(b)).filter(this::takes);
        boolean integers = steps.isPresent() || exact() && products16(code(b)) >= 2;
        return new CodeAtom(a, b, part, width, integers ? DType.I32 : DType.F32, steps);
    }

    /** The same with a scale for fewer elements, a divisor of those that share one. */
    CodeAtom ofParts(int fewer) {
        return new CodeAtom(a, b, fewer, width, sum, book);
    }

    /** With other steps than 1 the scale alone may follow, which takes them in. */
    private boolean takes(IntegerBook steps) {
        boolean scaled = b instanceof BlockFormat f && f.code().centre() == 0 && f.fields(Role.ZERO).isEmpty();
        boolean fits = largest(a) * steps.type().limit() * part <= Integer.MAX_VALUE;
        return products16(steps.type()) >= 2 && (steps.step() == 1 ? exact() : scaled && fits);
    }

    /** The type of the codes of weights. */
    static DType code(Format f) {
        return switch (f) {
            case DType d -> d;
            case BlockFormat x -> x.code().type();
        };
    }

    /** Products that a sum of 16 bits surely holds; 0 of other codes than integers. */
    private int products16(DType codes) {
        return codes instanceof IntType ? DotAtom.sums16(a.code().type(), codes) : 0;
    }

    /** Whether a block has a code an element and scales a group, and of what else is read no more than these roles say. */
    private static boolean has(BlockFormat f, Role... known) {
        boolean plain = f.fields().stream().allMatch(x -> x.book().isEmpty() && x.index().isRegular());
        return plain && f.fields(Role.CODE).size() == 1 && f.code().granularity() == 1 && f.code().unit() == 1
            && !f.fields(Role.SCALE).isEmpty() && f.fields(Role.ZERO).size() <= 1 && read(f).map(Field::role).allMatch(Set.of(known)::contains);
    }

    private static Stream<Field> read(BlockFormat f) {
        return f.fields().stream().filter(x -> x.role() != Role.SUM);
    }

    /** The successive columns that share one value of every field of these formats. */
    static int common(Format... formats) {
        return Stream.of(formats).flatMap(f -> f instanceof BlockFormat x ? read(x).filter(y -> y.role() != Role.CODE).map(x::columnStep) : Stream.empty())
            .reduce(0, (p, q) -> (int) Divisors.gcd(p, q));
    }

    /** A bound of the codes less the centre or the zero point; infinity where not all of these are integers. */
    private static double largest(Format f) {
        return switch (f) {
            case DType d -> largest(d);
            case BlockFormat x -> Stream.concat(x.fields(Role.CODE).stream(), x.fields(Role.ZERO).stream()).mapToDouble(CodeAtom::largest).sum();
        };
    }

    private static double largest(Field f) {
        boolean whole = Math.rint(f.centre()) == f.centre() && f.unit() == 1;
        return whole ? largest(f.type()) + Math.abs(f.centre()) : Double.POSITIVE_INFINITY;
    }

    private static double largest(DType d) {
        boolean integers = d instanceof IntType || d.bits() <= 8 && integers(d);
        return integers ? Math.max(Math.abs(d.minFinite()), Math.abs(d.maxFinite())) : Double.POSITIVE_INFINITY;
    }

    private static boolean integers(DType d) {
        for (int code = 0; code < 1 << d.bits(); code++) {
            if (d.isCode(code) && Math.rint(d.decode(code)) != d.decode(code)) { // NaN differs from itself, infinity is not finite
                return false;
            }
        }
        return Double.isFinite(d.minFinite());
    }

    private boolean exact() {
        return sum.equals(DType.I32);
    }

    /** The holes of the template: what is read of either operand, codes in the type of the sums. */
    CodeProducts products(Matrix x, Matrix y) {
        return products(x, y, sum);
    }

    /** The same with the integers of exact sums in the types that memory has them in. */
    CodeProducts narrow(Matrix x, Matrix y) {
        return exact() ? products(x, y, null) : products(x, y);
    }

    private static Tile as(Tile codes, @Nullable DType type) {
        return type == null ? codes : codes.cast(type);
    }

    private Tile weights(Tile codes, @Nullable DType type) {
        return type == null ? book.map(s -> s.read(codes)).orElse(codes) : codes.cast(type);
    }

    private CodeProducts products(Matrix x, Matrix y, @Nullable DType type) {
        Operand codes = (row, count, at, w) -> as(x.at(a.code().name(), row, at).load(count, w), type);
        Factor scale = factor(x, a, Role.SCALE).orElseThrow();
        Optional<Factor> total = a.fields(Role.SUM).stream().filter(t -> a.columnStep(t) == part && t.type() instanceof IntType).findFirst()
                .map(t -> (row, count, at) -> value(x, a, t, sum, row, count, at));
        if (!(b instanceof BlockFormat f)) {
            return new CodeProducts(part, sum, codes, scale, (row, count, at, w) -> weights(y.at(TileOp.VALUE, row, at).load(count, w), type),
                Optional.empty(), 0, Optional.empty(), Optional.empty(), total, run(), 0, 1, Optional.empty());
        }
        Field code = f.code();
        Optional<Factor> zero = f.fields(Role.ZERO).stream().findFirst().map(z -> (row, count, at) -> value(y, f, z, sum, row, count, at));
        Operand values = (row, count, at, w) -> {
            Tile q = weights(y.at(code.name(), row, at).load(count, w), type);
            if (exact()) {
                return q;
            }
            Tile centred = code.centre() == 0 ? q : q.minus(code.centre());
            return zero.map(z -> centred.minus(z.at(row, count, at))).orElse(centred);
        };
        return new CodeProducts(part, sum, codes, scale, values, factor(y, f, Role.SCALE).map(this::ofSteps), exact() ? code.centre() : 0,
            zero.filter(z -> exact()), factor(y, f, Role.MIN), total, run(), exact() ? lessRun(code) : 0, step(y, f), levels(y, f));
    }

    /** How scales and minima are integers times what more elements share, where sums of all these surely fit. */
    private Optional<CodeProducts.Levels> levels(Matrix y, BlockFormat f) {
        List<Field> scale = f.fields(Role.SCALE).stream().filter(CodeAtom::isWhole).toList();
        List<Field> min = f.fields(Role.MIN).stream().filter(CodeAtom::isWhole).toList();
        List<Field> allScale = others(f, Role.SCALE);
        List<Field> allMin = others(f, Role.MIN);
        int span = Stream.concat(a.fields(Role.SCALE).stream().map(a::columnStep), Stream.concat(allScale.stream(), allMin.stream()).map(f::columnStep))
                .reduce(0, (p, q) -> (int) Divisors.gcd(p, q));
        boolean two = exact() && !scale.isEmpty() && !allScale.isEmpty() && min.isEmpty() == allMin.isEmpty() && span % part == 0;
        return two && fits(scale, largest(a) * largest(b) * span) && fits(min, largest(a) * span)
                ? Optional.of(new CodeProducts.Levels(span, product(y, f, scale, sum).orElseThrow(), ofSteps(product(y, f, allScale, DType.F32).orElseThrow()),
                        product(y, f, min, sum), product(y, f, allMin, DType.F32)))
                : Optional.empty();
    }

    private static List<Field> others(BlockFormat f, Role role) {
        return f.fields(role).stream().filter(x -> !isWhole(x)).toList();
    }

    /** Whether a number times all of these is one of 32 bits. */
    private static boolean fits(List<Field> factors, double most) {
        return factors.stream().mapToDouble(x -> (((IntType) x.type()).limit() + Math.abs(x.centre())) * Math.abs(x.unit())).reduce(most, (p, q) -> p * q) <= Integer.MAX_VALUE;
    }

    private static boolean isWhole(Field x) {
        return x.type() instanceof IntType && Math.rint(x.centre()) == x.centre() && Math.rint(x.unit()) == x.unit();
    }

    private Factor ofSteps(Factor scale) {
        double step = book.map(IntegerBook::step).orElse(1.0);
        return step == 1 ? scale : (row, count, at) -> scale.at(row, count, at).times(step);
    }

    private int run() {
        return exact() ? products16(book.<DType>map(IntegerBook::type).orElse(code(b))) : 0;
    }

    /** Products of codes less the centre that a sum of 16 bits holds. */
    private int lessRun(Field code) {
        double most = largest(a) * Math.max(Math.abs(code.type().minFinite() - code.centre()), Math.abs(code.type().maxFinite() - code.centre()));
        return (int) (Short.MAX_VALUE / most);
    }

    /** Columns after which the codes come again at the same bits of other bytes. */
    private int step(Matrix y, BlockFormat f) {
        return Where.repeats(y.view().buffer(), f.code(), part);
    }

    /** The product of the fields of a role, in f32; nothing where there are none. */
    private static Optional<Factor> factor(Matrix g, BlockFormat f, Role role) {
        return product(g, f, f.fields(role), DType.F32);
    }

    private static Optional<Factor> product(Matrix g, BlockFormat f, List<Field> fields, DType as) {
        return fields.isEmpty() ? Optional.empty() : Optional.of((row, count, at) ->
            fields.stream().map(x -> value(g, f, x, as, row, count, at)).reduce(Tile::times).orElseThrow());
    }

    private static Tile value(Matrix g, BlockFormat format, Field f, DType as, Scalar row, int count, Scalar at) {
        Tile stored = stored(g, format, f, row, count, at).cast(as);
        Tile centred = f.centre() == 0 ? stored : stored.minus(f.centre());
        return f.unit() == 1 ? centred : centred.times(f.unit());
    }

    /** The values of a field that some successive rows take at a column, [count, 1]: rows of boxes, or of one box, share theirs. */
    static Tile stored(Matrix g, BlockFormat format, Field f, Scalar row, int count, Scalar column) {
        int share = Math.min(count, format.rowStep(f));
        Tile few = g.at(f.name(), row.div(format.rowStep(f)), column.div(format.columnStep(f))).load(count / share, 1);
        return share == 1 ? few : few.reshape(count / share, 1, 1).broadcast(count / share, share, 1).reshape(count, 1);
    }
}
