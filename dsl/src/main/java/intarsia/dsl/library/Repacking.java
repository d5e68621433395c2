package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Tile;
import intarsia.dsl.library.BlockGrid.Shared;
import intarsia.ir.Divisors;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Role;
import intarsia.ir.type.Rotation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel that moves blocks to the places of another format: a tile of the stored codes of each field, as they are, from one matrix to the other. Only sums are
 * computed, of integer codes; a sum of values, which is rounded, is moved where both formats have it.
 */
final class Repacking {
    private final BlockFormat from;
    private final BlockFormat to;

    /** A field of the new format, and that of the old one whose codes it takes. */
    private record Move(Field old, Field now) { }

    Repacking(BlockFormat from, BlockFormat to) {
        this.from = from;
        this.to = to;
        if (!from.rotation().map(Rotation::hadamard).equals(to.rotation().map(Rotation::hadamard))) {
            throw new IllegalArgumentException("no kernel makes " + to + " of " + from + ", whose rotation is another; wanted one, or none: dequantize, and quantize again");
        }
    }

    Kernel kernel() {
        List<Move> moves = moves();
        List<Field> sums = to.fields(Role.SUM).stream().filter(f -> moves.stream().noneMatch(m -> m.now.equals(f))).toList();
        sums.forEach(this::checkSum);
        return BlockGrid.kernel("repack", Divisors.lcm(from.rows(), to.rows()), Divisors.lcm(from.columns(), to.columns()), at -> {
            Global x = at.in("x", from);
            Global y = at.out("y", to);
            for (Move m : moves) {
                at.tiles(shared(m), (r, c, shape) -> y.at(m.now.name(), r, c).store(recoded(x.at(m.old.name(), r, c).load(shape), m)));
            }
            for (Field sum : sums) {
                at.tiles(BlockKernels.shared(to, sum), (r, c, shape) -> y.at(sum.name(), r, c).store(sum(x, sum, r, c, shape)));
            }
        });
    }

    private Shared shared(Move m) {
        return BlockKernels.shared(from, m.old).with(BlockKernels.shared(to, m.now));
    }

    // ---- which field takes which codes ----

    /** Of each field of the new format but sums that are computed. */
    private List<Move> moves() {
        List<Field> left = new ArrayList<>(from.fields());
        List<Move> moves = new ArrayList<>();
        for (Field f : to.fields()) {
            var old = left.stream().filter(o -> fits(o, f)).min(Comparator.comparing(o -> !o.name().equals(f.name())));
            if (old.isEmpty() && f.role() != Role.SUM) {
                throw new IllegalArgumentException("no kernel makes field " + f.name() + " (" + shown(to, f) + ") of " + to + " from " + from + ", which has "
                    + from.fields(f.role()).stream().map(o -> o.name() + " (" + shown(from, o) + ")").toList() + "; wanted the same type, centre, unit and group");
            }
            old.ifPresent(o -> {
                left.remove(o);
                moves.add(new Move(o, f));
            });
        }
        if (left.stream().anyMatch(o -> o.role() != Role.SUM)) {
            throw new IllegalArgumentException("fields " + left.stream().map(Field::name).toList() + " of " + from + " have no place in " + to);
        }
        return moves;
    }

    private boolean fits(Field old, Field now) {
        return old.role() == now.role() && (now.role() != Role.SUM || isRounded(now)) && old.book().equals(now.book())
            && from.rowStep(old) == to.rowStep(now) && from.columnStep(old) == to.columnStep(now) && recodes(old, now) && (now.book().isEmpty() || alike(old, now));
    }

    /** A sum of values, or of codes that are no whole numbers. */
    private static boolean isRounded(Field sum) {
        return !(sum.type() instanceof IntType);
    }

    private static boolean recodes(Field a, Field b) {
        boolean same = a.type().equals(b.type()) && a.centre() == b.centre();
        double shift = b.centre() - a.centre();
        return a.unit() == b.unit() && (same || a.type() instanceof IntType && b.type() instanceof IntType && shift == Math.rint(shift)
            && a.least() >= b.least() && a.greatest() <= b.greatest());
    }

    /** Whether the elements that are components of one vector there are the same components of one here. */
    private boolean alike(Field old, Field now) {
        int rows = Divisors.lcm(from.rows(), to.rows());
        int columns = Divisors.lcm(from.columns(), to.columns());
        Map<Long, Long> vectors = new HashMap<>();
        for (long e = 0; e < (long) rows * columns; e++) {
            long here = from.stored(e / columns, e % columns, columns);
            long there = to.stored(e / columns, e % columns, columns);
            int component = old.index().component((int) (here % from.elements()));
            Long before = vectors.putIfAbsent(vector(to, now, there), vector(from, old, here));
            if (component != now.index().component((int) (there % to.elements())) || before != null && before != vector(from, old, here)) {
                return false;
            }
        }
        return true;
    }

    /** Which of all vectors of a field an element takes. */
    private static long vector(BlockFormat f, Field field, long element) {
        return element / f.elements() * field.packing().elements() + field.index().value((int) (element % f.elements()));
    }

    private static String shown(BlockFormat f, Field field) {
        return field.book().isPresent() ? "vectors of " + field.element() : field.type() + (field.centre() == 0 ? "" : " less " + field.centre()) + (field.unit() == 1 ? "" : " times " + field.unit())
            + " of " + f.rowStep(field) + "x" + f.columnStep(field) + " elements";
    }

    private static Tile recoded(Tile codes, Move m) {
        if (m.old.type().equals(m.now.type()) && m.old.centre() == m.now.centre()) {
            return codes;
        }
        return codes.cast(DType.I32).plus(m.now.centre() - m.old.centre()).cast(m.now.type());
    }

    // ---- sums ----

    /** Whole codes in steps of 1, of columns of one row, whose sum is computed in i32. */
    private void checkSum(Field sum) {
        Field code = from.code();
        boolean whole = code.book().isEmpty() && from.fields(Role.CODE).size() == 1 && code.unit() == 1 && code.type() instanceof IntType t && t.bits() <= Short.SIZE
            && code.centre() == Math.rint(code.centre()) && Math.abs(code.centre()) < 1 << Short.SIZE;
        if (!whole || isRounded(sum) || sum.centre() != 0 || sum.unit() != 1 || to.rowStep(sum) != 1) {
            throw new IllegalArgumentException("no kernel makes field " + sum.name() + " (" + shown(to, sum) + ") of " + to + " from " + from + " with codes " + shown(from, code)
                + "; wanted whole codes of at most 16 bits, and the sum of those of a row as an integer");
        }
    }

    /** The sums of so many rows and groups of columns, of which the first are at (row, group). */
    private Tile sum(Global x, Field sum, Scalar row, Scalar group, int... shape) {
        Field code = from.code();
        int n = to.columnStep(sum);
        int rows = shape.length == 1 ? 1 : shape[0];
        int groups = shape[shape.length - 1];
        Tile codes = x.at(code.name(), row, group.times(n)).load(rows, groups * n).cast(DType.I32).minus(code.centre());
        return codes.reshape(rows * groups, n).sum(1).reshape(shape).cast(sum.type());
    }
}
