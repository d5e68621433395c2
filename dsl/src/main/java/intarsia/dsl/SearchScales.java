package intarsia.dsl;

import intarsia.ir.ScalarType;
import intarsia.ir.type.DType;
import intarsia.ir.type.GgmlSearch;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** The search of {@link GgmlSearch} for the groups of a block, one an element of tiles, which walk through the values of theirs in order. */
final class SearchScales {
    /**
     * What was found for each group.
     *
     * @param min  what is subtracted
     * @param code of a value of each group, i32, not negative
     */
    record Found(Tile scale, Tile min, Code code) {
    }

    /** A code of each group for its value at an index. */
    interface Code {
        Tile of(Scalar i, Tile x);
    }

    private final TileKernel k;
    private final Global from;
    private final GgmlSearch search;
    private final int groups;
    private final int group;
    private final Tile zero;
    private final Tile row;
    private final Tile first;

    SearchScales(TileKernel k, Global from, GgmlSearch search, Scalar row, Scalar column, int groups, int group) {
        this.k = k;
        this.from = from;
        this.search = search;
        this.groups = groups;
        this.group = group;
        this.zero = k.zeros(DType.F32, groups);
        this.row = fill(row);
        this.first = k.iota(0, groups).times(group).plus(fill(column));
    }

    Found found() {
        return switch (search.way()) {
            case SHIFTED -> shifted();
            case MOVED -> moved();
            case SIGNED -> signed();
        };
    }

    /** The codes [groups, values of a group]. */
    Tile codes(Code code) {
        Tile none = k.zeros(DType.I32, groups, group);
        return loop(group, List.of(none), (i, so) -> List.of(put(so.getFirst(), i, code.of(i, at(i))))).getFirst();
    }

    private Mask here(Scalar i) {
        return k.iota(1, groups, group).eq(each(fill(i)));
    }

    private Tile put(Tile codes, Scalar i, Tile one) {
        return here(i).select(each(one), codes);
    }

    private Tile take(Tile codes, Scalar i) {
        return here(i).select(codes, codes.constant(0)).sum(1).reshape(groups);
    }

    private Tile fill(Scalar i) {
        return i.cast(ScalarType.I32).fill(groups);
    }

    /** A value of each group. */
    private Tile at(Scalar i) {
        return from.elements(row, first.plus(fill(i))).load();
    }

    private List<Tile> loop(int count, List<Tile> inits, BiFunction<Scalar, List<Tile>, List<Tile>> next) {
        return k.loop(k.index(0), k.index(count), 1, inits, next);
    }

    private List<Tile> walk(List<Tile> inits, BiFunction<Tile, List<Tile>, List<Tile>> next) {
        return loop(group, inits, (i, so) -> next.apply(at(i), so));
    }

    private Tile each(Tile perGroup) {
        return perGroup.reshape(groups, 1);
    }

    /** Whole steps, to nearest as a cast rounds, at least {@code low} and at most {@code high}. */
    static Tile inside(Tile steps, int low, int high) {
        Tile whole = steps.cast(DType.I32);
        return whole.min(whole.constant(high)).max(whole.constant(low));
    }

    // ---- one scale ----

    private Tile extreme() {
        return walk(List.of(zero), (x, so) -> List.of(so.getFirst().abs().lt(x.abs()).select(x, so.getFirst()))).getFirst();
    }

    private Tile code(Tile x, Tile inverse) {
        return inside(x.times(inverse), -search.most(), search.most() - 1);
    }

    /** w·x·code, added, with the square of a value as its weight. */
    private static Tile product(Tile x, Tile code) {
        return x.times(x).times(x).times(code);
    }

    private static Tile square(Tile x, Tile code) {
        return x.times(x).times(code).times(code);
    }

    private List<Tile> sums(UnaryOperator<Tile> code) {
        return walk(List.of(zero, zero), (x, so) -> {
            Tile c = code.apply(x).cast(DType.F32);
            return List.of(so.getFirst().plus(product(x, c)), so.getLast().plus(square(x, c)));
        });
    }

    /** Nothing of groups without a value that counts. */
    private Found known(Tile extreme, Tile scale, Code code) {
        Mask nothing = extreme.abs().lt(extreme.constant(GgmlSearch.NOTHING));
        return new Found(nothing.select(zero, scale), zero, (i, x) -> {
            Tile raised = code.of(i, x).plus(search.most());
            return nothing.select(raised.constant(0), raised);
        });
    }

    private Found signed() {
        Tile extreme = extreme();
        List<Tile> best = loop(GgmlSearch.SIGNED_TRIES, List.of(zero, zero, zero), (t, so) -> {
            Tile number = fill(t);
            Tile inverse = tenths(number).cast(DType.F32).times(0.1f).plus(search.most()).neg().div(extreme);
            List<Tile> sums = sums(v -> code(v, inverse));
            Tile products = sums.getFirst(), squares = sums.getLast();
            Mask better = zero.lt(squares).and(so.get(1).times(squares).lt(products.times(products)));
            Mask take = better.or(number.eq(number.constant(0)));
            Tile scale = squares.eq(zero).select(zero, products.div(squares));
            return List.of(take.select(scale, so.get(0)), take.select(scale.times(products), so.get(1)), take.select(inverse, so.get(2)));
        });
        return known(extreme, best.get(0), (i, x) -> code(x, best.get(2)));
    }

    /** {@link GgmlSearch#tenths} of the number of a try. */
    private static Tile tenths(Tile number) {
        Tile near = number.constant(0).eq(number).select(number, number.minus(10));
        return number.constant(9).lt(number).select(number.minus(9), near);
    }

    private Found moved() {
        Tile extreme = extreme();
        Tile inverse = extreme.constant(-search.most()).div(extreme);
        List<Tile> sums = sums(v -> code(v, inverse));
        List<Tile> start = List.of(codes((i, x) -> code(x, inverse)), sums.getFirst(), sums.getLast());
        List<Tile> now = loop(GgmlSearch.ROUNDS, start, (r, so) -> loop(group, so, this::move)); // a round that changes nothing is followed by such
        return known(extreme, now.get(1).div(now.get(2)), (i, x) -> take(now.get(0), i));
    }

    private List<Tile> move(Scalar i, List<Tile> so) {
        Tile x = at(i), old = take(so.get(0), i);
        Tile products = so.get(1).minus(product(x, old.cast(DType.F32)));
        Tile squares = so.get(2).minus(square(x, old.cast(DType.F32)));
        Tile now = inside(x.times(squares).div(products), -search.most(), search.most() - 1);
        Tile sum = products.plus(product(x, now.cast(DType.F32)));
        Tile norm = squares.plus(square(x, now.cast(DType.F32)));
        Mask better = so.get(1).times(so.get(1)).times(norm).lt(sum.times(sum).times(so.get(2)));
        Mask take = zero.lt(products).and(zero.lt(norm)).and(better).and(now.lt(old).or(old.lt(now)));
        return List.of(put(so.get(0), i, take.select(now, old)), take.select(sum, so.get(1)), take.select(norm, so.get(2)));
    }

    // ---- scale and minimum ----

    /** The weight of a value, and how its error counts. */
    private record Errors(Tile more, boolean absolute) {
        Tile weight(Tile x) {
            return x.abs().plus(more);
        }

        Tile of(Tile x, Tile code, Tile factor, Tile least) {
            Tile off = code.cast(DType.F32).times(factor).plus(least).minus(x);
            return weight(x).times(absolute ? off.abs() : off.times(off));
        }
    }

    private Tile steps(Tile x, Tile inverse, Tile least) {
        return inside(x.minus(least).times(inverse), 0, search.most());
    }

    private Tile error(Errors e, Tile inverse, Tile least, Tile factor, Tile base) {
        return walk(List.of(zero), (x, so) -> List.of(so.getFirst().plus(e.of(x, steps(x, inverse, least), factor, base)))).getFirst();
    }

    private Errors errors() {
        Tile squares = search.absolute() ? zero : walk(List.of(zero), (x, so) -> List.of(so.getFirst().plus(x.times(x)))).getFirst();
        return new Errors(search.absolute() ? zero : squares.div(group).sqrt(), search.absolute());
    }

    private Found shifted() {
        Errors e = errors();
        Tile begin = at(k.index(0));
        List<Tile> ends = walk(List.of(begin, begin, zero, zero), (v, so) ->
            List.of(so.get(0).min(v), so.get(1).max(v), so.get(2).plus(e.weight(v)), so.get(3).plus(e.weight(v).times(v))));
        Tile least = ends.get(0).min(zero), greatest = ends.get(1);
        Tile inverse = least.constant(search.most()).div(greatest.minus(least));
        Tile scale = inverse.constant(1).div(inverse);
        List<Tile> start = List.of(error(e, inverse, least, scale, least), scale, least, inverse, least);
        List<Tile> best = loop(search.tries() + 1, start, (t, so) -> fitted(e, t, greatest, ends.get(2), ends.get(3), so));
        Mask flat = greatest.eq(least);
        Code code = (i, x) -> {
            Tile steps = steps(x, best.get(3), best.get(4));
            return flat.select(steps.constant(0), steps);
        };
        return new Found(flat.select(zero, best.get(1)), flat.select(least, best.get(2)).neg(), code);
    }

    /** The least error so far, its scale, the value of code 0, and what gave its codes: the inverse of a scale, and a value of code 0. */
    private List<Tile> fitted(Errors e, Scalar t, Tile greatest, Tile sumW, Tile sumX, List<Tile> so) {
        Tile least = so.get(2);
        Tile inverse = fill(t).cast(DType.F32).times(0.1f).plus(search.first()).plus(search.most()).div(greatest.minus(least));
        List<Tile> sums = walk(List.of(zero, zero, zero), (x, s) -> {
            Tile code = steps(x, inverse, least).cast(DType.F32), weighted = e.weight(x).times(code);
            return List.of(s.get(0).plus(weighted), s.get(1).plus(weighted.times(code)), s.get(2).plus(weighted.times(x)));
        });
        Tile l = sums.get(0), l2 = sums.get(1), xl = sums.get(2);
        Tile determinant = sumW.times(l2).minus(l.times(l));
        Tile base = l2.times(sumX).minus(l.times(xl)).div(determinant);
        Tile factor = zero.lt(base).select(xl.div(l2), sumW.times(xl).minus(sumX.times(l)).div(determinant));
        Tile below = base.min(zero);
        Tile error = error(e, inverse, least, factor, below);
        Mask better = zero.lt(determinant).and(error.lt(so.get(0)));
        return List.of(better.select(error, so.get(0)), better.select(factor, so.get(1)), better.select(below, so.get(2)),
            better.select(inverse, so.get(3)), better.select(least, so.get(4)));
    }
}
