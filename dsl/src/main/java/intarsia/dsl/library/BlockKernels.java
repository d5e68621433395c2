package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Tile;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.GgmlKind;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import intarsia.ir.type.Rotation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The kernels that follow from what a block format says of itself: its fields taken apart and put together, moved to the places of another format, its values, and
 * blocks of values. All work on rows [{@code rows}, {@code columns}] of whole blocks; both sizes are given at launch.
 */
public final class BlockKernels {
    /** The symbol of the rows. */
    public static final String ROWS = BlockGrid.ROWS;
    /** The symbol of the elements of a row. */
    public static final String COLUMNS = BlockGrid.COLUMNS;
    /** Values of a field in a tile at most. */
    private static final int TILE = BlockGrid.TILE;

    private BlockKernels() {
    }

    /** Whether {@link #dequantize} knows a format: not where boxes have many rows that do not lie alike, nor types of parts of bytes. */
    public static boolean dequantizes(Format f) {
        return switch (f) {
            case DType t -> t.bits() % Byte.SIZE == 0;
            case BlockFormat b -> BlockTile.reads(b);
        };
    }

    /**
     * {@code y} = the values of {@code x}, f32, of a block format or of a plain type of whole bytes. Rows are whole blocks.
     *
     * @throws IllegalArgumentException for formats that {@link #dequantizes} does not have
     */
    public static Kernel dequantize(Format f) {
        BlockTile tile = BlockTile.of(f);
        return BlockGrid.kernel("dequantize", f, tile.rows(), at -> {
            Global x = at.in("x", f);
            Global y = at.out("y", DType.F32, 1);
            at.tiles(1, tile.columns(), (i, n) -> y.at(at.row, i).store(x.at(at.row, i).dequantize(tile.rows(), n)));
        });
    }

    /** Whether {@link #quantize(BlockFormat, QuantizeRule)} makes blocks of a format by a rule. */
    public static boolean quantizes(BlockFormat f, QuantizeRule rule) {
        return f.rows() == 1 && switch (rule) {
            case SINGLE -> rule.knows(f);
            case GGML -> GgmlKind.byKernel().contains(f.unrotated().name());
            case EXACT, ROUND_UP, LEAST_SQUARES -> false;
        };
    }

    /**
     * {@code y} = the f32 numbers {@code x} in blocks, bit for bit those of a rule.
     *
     * @throws IllegalArgumentException for what {@link #quantizes} does not have
     */
    public static Kernel quantize(BlockFormat f, QuantizeRule rule) {
        if (!quantizes(f, rule)) {
            throw new IllegalArgumentException("no kernel makes blocks of " + f + " by rule " + rule.name().toLowerCase(Locale.ROOT) + "; wanted rule single, or ggml of "
                + GgmlKind.byKernel());
        }
        return rule == QuantizeRule.SINGLE ? quantize(f) : BlockGrid.kernel("quantize", f, 1, at -> {
            Global x = at.in("x", DType.F32);
            at.out("y", f, 1).at(at.row, at.column).quantizeGgml(x.at(at.row, at.column).load(f.elements()));
        });
    }

    /** {@code y} = the f32 numbers {@code x} in a format: blocks by {@link intarsia.ir.type.QuantizeRule#SINGLE}, a plain type as it encodes. */
    public static Kernel quantize(Format f) {
        return BlockGrid.kernel("quantize", f, 1, at -> {
            Global x = at.in("x", DType.F32);
            Global y = at.out("y", f, 1);
            switch (f) {
                case DType t -> y.at(at.row, at.column).store(x.at(at.row, at.column).load(TILE).cast(t));
                case BlockFormat b -> y.at(at.row, at.column).quantize(List.of(1), x.at(at.row, at.column).load(b.elements()));
            }
        });
    }

    /**
     * Each field of {@code x} as a tensor of its own, called as the field, with a value for every {@link Field#step} elements: codes as
     * they are, of vectors the element's component below the code.
     */
    public static Kernel unpack(BlockFormat f) {
        return BlockGrid.kernel("unpack", inRows(f), at -> {
            Global x = at.in("x", f);
            for (Field field : f.fields()) {
                Global y = at.out(field.name(), stored(field.element()), field.step());
                at.tiles(field.step(), (i, n) ->
                    y.at(at.row, i).store(bits(x.at(field.name(), at.row, i).load(n), stored(field.element()))));
            }
        });
    }

    /**
     * The inverse of {@link #unpack}: {@code y} with the fields that the tensors called so hold.
     *
     * @throws IllegalArgumentException for formats whose codes select vectors
     */
    public static Kernel pack(BlockFormat f) {
        return BlockGrid.kernel("pack", inRows(f), at -> {
            List<Global> parts = new ArrayList<>();
            for (Field field : f.fields()) {
                parts.add(at.in(field.name(), stored(scalar(f, field).type()), field.step()));
            }
            Global y = at.out("y", f, 1);
            for (int p = 0; p < parts.size(); p++) {
                Field field = f.fields().get(p);
                Global x = parts.get(p);
                at.tiles(field.step(), (i, n) -> y.at(field.name(), at.row, i).store(bits(x.at(at.row, i).load(n), field.type())));
            }
        });
    }

    /**
     * {@code y} = the blocks of {@code x} as those of a format with the same fields in other places; integers may have another centre.
     *
     * @throws IllegalArgumentException where a field has no counterpart; {@link intarsia.ir.type.Repack} finds exact codes for more pairs, number by number
     */
    public static Kernel repack(BlockFormat from, BlockFormat to) {
        List<Field> old = counterparts(from, to);
        return BlockGrid.kernel("repack", lcm(inRows(from), inRows(to)), at -> {
            Global x = at.in("x", from);
            Global y = at.out("y", to, 1);
            for (int i = 0; i < old.size(); i++) {
                Field a = old.get(i);
                Field b = to.fields().get(i);
                at.tiles(b.step(), (c, n) ->
                    y.at(b.name(), at.row, c).store(recoded(x.at(a.name(), at.row, c).load(n), a, b)));
            }
        });
    }

    // ---- fields ----

    private static Field scalar(BlockFormat f, Field field) {
        if (field.book().isPresent()) {
            throw new IllegalArgumentException("field " + field.name() + " of " + f + " selects vectors; wanted a format whose codes stand for one element each");
        }
        return field;
    }

    /** The field of the old format for each of the new one: of the same role and group, each for one. */
    private static List<Field> counterparts(BlockFormat from, BlockFormat to) {
        if (!from.rotation().map(Rotation::hadamard).equals(to.rotation().map(Rotation::hadamard))) {
            throw new IllegalArgumentException("no kernel makes " + to + " of " + from + ", whose rotation is another; wanted one, or none: dequantize, and quantize again");
        }
        List<Field> left = new ArrayList<>(from.fields());
        List<Field> found = new ArrayList<>();
        for (Field f : to.fields()) {
            Field old = left.stream().filter(o -> o.role() == f.role() && f.role() != Role.SUM && scalar(from, o).step() == scalar(to, f).step() && recodes(o, f)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no kernel makes field " + f.name() + " (" + f.type() + " of " + f.step() + " elements) of " + to + " from "
                    + from + ", which has " + from.fields(f.role()).stream().map(o -> o.name() + " (" + o.type() + ")").toList() + "; wanted the same types and groups"));
            left.remove(old);
            found.add(old);
        }
        if (left.stream().anyMatch(o -> o.role() != Role.SUM)) {
            throw new IllegalArgumentException("fields " + left.stream().map(Field::name).toList() + " of " + from + " have no place in " + to);
        }
        return found;
    }

    private static boolean recodes(Field a, Field b) {
        boolean same = a.type().equals(b.type()) && a.centre() == b.centre();
        double shift = b.centre() - a.centre();
        return a.unit() == b.unit() && (same || a.type() instanceof IntType && b.type() instanceof IntType && shift == Math.rint(shift)
            && a.least() >= b.least() && a.greatest() <= b.greatest());
    }

    private static Tile recoded(Tile codes, Field a, Field b) {
        if (a.type().equals(b.type()) && a.centre() == b.centre()) {
            return codes;
        }
        return codes.cast(DType.I32).plus(b.centre() - a.centre()).cast(b.type());
    }

    /** What holds a code in a tensor of its own: types of whole bytes as they are, others as unsigned bytes or halves. */
    private static DType stored(DType type) {
        return type.bits() % 8 == 0 ? type : type.bits() < 8 ? DType.U8 : DType.U16;
    }

    private static Tile bits(Tile codes, DType to) {
        DType from = codes.type().elem();
        if (from.equals(to)) {
            return codes;
        }
        boolean widen = from.bits() < to.bits();
        Tile plain = codes.bits(new IntType(from.bits(), false));
        return widen ? plain.cast(to) : plain.cast(new IntType(to.bits(), false)).bits(to);
    }

    // ---- rows of blocks ----

    private static int lcm(int a, int b) {
        return Math.multiplyExact(a / java.math.BigInteger.valueOf(a).gcd(java.math.BigInteger.valueOf(b)).intValueExact(), b);
    }

    private static int inRows(BlockFormat f) {
        if (f.blockRows() > 1) {
            throw new IllegalArgumentException("blocks of " + f + " are boxes of " + f.blockRows() + " rows; wanted blocks that lie in one");
        }
        return f.elements();
    }
}
