package intarsia.ir.layout.memory;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Packing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The memory layouts of the values of a buffer: of its elements, or of a field of its blocks. */
public final class BufferLayout {
    private final BufferType buffer;

    private BufferLayout(BufferType buffer) {
        this.buffer = buffer;
    }

    /**
     * Where the values of a field lie, in slices, the lowest bits first. A value that several elements share is one element of the
     * layout, as {@link BlockFormat#step} counts; a code that is a vector is repeated at stride 0 for its components.
     *
     * @param field of a block format, or {@link TileOp#VALUE} of elements that stand for themselves
     * @return refused where the places in a block are no digits, with the value at which they end to be
     */
    public static Possible<List<CodeSlice>> of(BufferType buffer, String field) {
        return switch (buffer.format()) {
            case DType d -> plain(buffer, d, field);
            case BlockFormat f -> new BufferLayout(buffer).slices(f, f.field(field));
        };
    }

    private static Possible<List<CodeSlice>> plain(BufferType buffer, DType d, String field) {
        if (!field.equals(TileOp.VALUE)) {
            throw new IllegalArgumentException("no field '" + field + "' of " + d);
        }
        List<Expr> strides = buffer.strides().stream().map(s -> s.times(buffer.unitBits())).toList();
        return new Possible.Done<>(List.of(new CodeSlice(0, MemoryLayout.strided(d.bits(), buffer.shape(), strides, buffer.offset().times(buffer.unitBits())))));
    }

    private Possible<List<CodeSlice>> slices(BlockFormat f, Field field) {
        Packing p = field.packing();
        List<CodeSlice> all = new ArrayList<>();
        for (int from = 0, to; from < p.codeBits(); from = to) {
            to = end(p, from);
            Optional<BlockDigits> block = BlockDigits.of(f, field, from);
            if (block.isEmpty()) {
                return new Possible.Refused<>("field " + field.name() + " of " + f.name() + ": bits " + from + ".." + (to - 1)
                        + " of its values lie at places that no digits of " + f.rows() + " x " + f.columns()
                        + " elements give; wanted a regular packing, or access by a table");
            }
            all.add(new CodeSlice(from, layout(f, to - from, block.get())));
        }
        return new Possible.Done<>(all);
    }

    /** One past the last bit up to which, from a bit on, the bits of every value lie together. */
    private static int end(Packing p, int from) {
        if (p.isRun()) return p.codeBits();
        int[] all = p.bitTable();
        int to = from + 1;
        while (to < p.codeBits() && follows(all, p.codeBits(), to)) to++;
        return to;
    }

    private static boolean follows(int[] all, int codeBits, int bit) {
        for (int at = bit; at < all.length; at += codeBits) {
            if (all[at] != all[at - 1] + 1) return false;
        }
        return true;
    }

    /** The digits of a block below those that count blocks. */
    private MemoryLayout layout(BlockFormat f, int bits, BlockDigits block) {
        long blockBits = 8L * f.bytes();
        List<List<MemoryDigit>> dims = new ArrayList<>();
        List<List<MemoryDigit>> blocks = new ArrayList<>();
        for (int d = 0; d < buffer.rank(); d++) {
            blocks.add(List.of(new MemoryDigit(blocks(f, d), blockStride(f, d))));
            List<MemoryDigit> dim = new ArrayList<>(blocks.getLast());
            if (d == buffer.rank() - 2 && f.rows() > 1) dim.addAll(block.rows());
            if (d == buffer.rank() - 1) dim.addAll(block.columns());
            dims.add(dim);
        }
        Expr base = buffer.offset().div(f.elements()).times(blockBits).plus(block.first());
        return MemoryLayout.of(bits, dims, base, MemoryDigits.span(8 * f.bytes(), blocks));
    }

    private Expr blocks(BlockFormat f, int dim) {
        Expr extent = buffer.shape().get(dim);
        if (dim == buffer.rank() - 1) return extent.div(f.columns());
        return dim == buffer.rank() - 2 ? extent.div(f.rows()) : extent;
    }

    /** Bits from block to block: along the last dimension they lie end to end, otherwise strides are of elements in whole blocks. */
    private Expr blockStride(BlockFormat f, int dim) {
        long blockBits = 8L * f.bytes();
        if (dim == buffer.rank() - 1) return Expr.of(blockBits);
        boolean boxes = dim == buffer.rank() - 2 && f.rows() > 1;
        return buffer.strides().get(dim).div(boxes ? f.columns() : f.elements()).times(blockBits);
    }
}
