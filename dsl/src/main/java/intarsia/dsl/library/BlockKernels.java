package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Tile;
import intarsia.dsl.library.BlockGrid.Shared;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.ExactKernels;
import intarsia.ir.type.Field;
import intarsia.ir.type.FieldPlaces;
import intarsia.ir.type.Format;
import intarsia.ir.type.GgmlKind;
import intarsia.ir.type.GgmlSearch;
import intarsia.ir.type.IntType;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Role;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The kernels that follow from what a block format says of itself: its fields taken apart and put together, moved to the places of another format, its values, and
 * blocks of values. All work on matrices [{@code rows}, {@code columns}] of whole blocks; both sizes are given at launch.
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
            Global y = at.out("y", DType.F32);
            at.tiles(tile.columns(), (i, n) -> y.at(at.row, i).store(x.at(at.row, i).dequantize(tile.rows(), n)));
        });
    }

    /** Whether {@link #quantize(BlockFormat, QuantizeRule)} makes blocks of a format by a rule. */
    public static boolean quantizes(BlockFormat f, QuantizeRule rule) {
        return switch (rule) {
            case SINGLE -> rule.knows(f) && (inRows(f) || fits(f));
            case GGML -> GgmlKind.of(f).isPresent() || GgmlSearch.of(f).isPresent() && f.rotation().isEmpty();
            case EXACT -> ExactKernels.missing(f).isEmpty() && fits(f);
            case ROUND_UP, LEAST_SQUARES -> false;
        };
    }

    /**
     * {@code y} = the f32 numbers {@code x} in blocks, bit for bit those of a rule.
     *
     * @throws IllegalArgumentException for what {@link #quantizes} does not have
     */
    public static Kernel quantize(BlockFormat f, QuantizeRule rule) {
        if (!quantizes(f, rule)) {
            throw new IllegalArgumentException("no kernel makes blocks of " + f + " by rule " + rule.name().toLowerCase(Locale.ROOT)
                + (rule == QuantizeRule.EXACT ? ": " + ExactKernels.missing(f).orElse("codes of far columns share bytes") : "") + "; wanted rule single, or ggml of " + GgmlKind.names() + " and, not rotated, " + GgmlSearch.names());
        }
        return switch (rule) {
            case SINGLE -> quantize(f);
            case EXACT -> inParts(f, rule);
            case GGML, ROUND_UP, LEAST_SQUARES -> BlockGrid.kernel("quantize", f, 1, at -> {
                Global x = at.in("x", DType.F32);
                at.out("y", f).at(at.row, at.column).quantizeGgml(x);
            });
        };
    }

    /** {@code y} = the f32 numbers {@code x} in a format: blocks by {@link intarsia.ir.type.QuantizeRule#SINGLE}, a plain type as it encodes. */
    public static Kernel quantize(Format f) {
        if (f instanceof BlockFormat b && QuantizeRule.SINGLE.knows(b) && !inRows(b)) {
            return inParts(b, QuantizeRule.SINGLE);
        }
        return BlockGrid.kernel("quantize", f, 1, at -> {
            Global x = at.in("x", DType.F32);
            Global y = at.out("y", f);
            switch (f) {
                case DType t -> y.at(at.row, at.column).store(x.at(at.row, at.column).load(TILE).cast(t));
                case BlockFormat b -> y.at(at.row, at.column).quantize(List.of(1), x.at(at.row, at.column).load(b.elements()));
            }
        });
    }

    /** Whether a tile holds a block. */
    private static boolean inRows(BlockFormat f) {
        return f.rows() == 1 && !BlockGrid.loops(f.columns());
    }

    /** Whether a tile holds the codes that share bytes, wherever they stand in a box. */
    private static boolean fits(BlockFormat f) {
        FieldPlaces code = FieldPlaces.of(f, f.code());
        return !BlockGrid.loops(code.rowPart() * code.columnPart());
    }

    private static Kernel inParts(BlockFormat f, QuantizeRule rule) {
        return BlockGrid.kernel("quantize", f, Global.quantizedRows(f), at -> {
            Global x = at.in("x", DType.F32);
            Global y = at.out("y", f);
            for (int group = 0; group < f.columns(); group += f.columnStep(f.fields(Role.SCALE).getFirst())) {
                y.at(at.row, at.column.plus(group)).quantizeParts(x, rule);
            }
        });
    }

    /**
     * Each field of {@code x} as a tensor of its own, called as the field, with a value for so many rows and columns as share one ({@link BlockFormat#rowStep},
     * {@link BlockFormat#columnStep}): codes as they are, of vectors the element's component below the code.
     */
    public static Kernel unpack(BlockFormat f) {
        return BlockGrid.kernel("unpack", f.rows(), f.columns(), at -> {
            Global x = at.in("x", f);
            for (Field field : f.fields()) {
                Shared by = shared(f, field);
                Global y = at.out(field.name(), stored(field.element()), by);
                at.tiles(by, (r, c, shape) -> y.at(r, c).store(bits(x.at(field.name(), r, c).load(shape), stored(field.element()))));
            }
        });
    }

    /** The inverse of {@link #unpack}: {@code y} with the fields that the tensors called so hold. Elements that take components of one vector have its code. */
    public static Kernel pack(BlockFormat f) {
        return BlockGrid.kernel("pack", f.rows(), f.columns(), at -> {
            List<Global> parts = new ArrayList<>();
            f.fields().forEach(field -> parts.add(at.in(field.name(), stored(field.element()), shared(f, field))));
            Global y = at.out("y", f);
            for (int p = 0; p < parts.size(); p++) {
                Field field = f.fields().get(p);
                Global x = parts.get(p);
                at.tiles(shared(f, field), (r, c, shape) -> y.at(field.name(), r, c).store(bits(x.at(r, c).load(shape), field.element())));
            }
        });
    }

    /**
     * {@code y} = the blocks of {@code x} as those of a format with the same fields in other places; integers may have another centre, and sums of
     * integer codes are added up. Rows and columns are whole blocks of both.
     *
     * @throws IllegalArgumentException where a field has no counterpart; {@link intarsia.ir.type.Repack} finds exact codes for more pairs, number by number
     */
    public static Kernel repack(BlockFormat from, BlockFormat to) {
        return new Repacking(from, to).kernel();
    }

    static Shared shared(BlockFormat f, Field field) {
        FieldPlaces places = FieldPlaces.of(f, field);
        if (field.book().isPresent()) {
            return new Shared(1, 1, f.rows(), places.columnPart());
        }
        return new Shared(f.rowStep(field), f.columnStep(field), places.rowPart(), places.columnPart());
    }

    // ---- fields ----

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
}
