package intarsia.decoder.repack;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;

/**
 * A matrix of a model file in another packing. Its rows are rounded up to whole boxes; those beyond the matrix have code 0 in every field.
 *
 * @param weight  as the model's graph calls it
 * @param tensor  as the file calls it
 * @param from    in the file, blocks of one row
 * @param to      with the same fields in other places, or components of vectors as codes of their own
 * @param rows    of the matrix
 * @param columns whole blocks of both
 */
public record Panel(String weight, String tensor, BlockFormat from, BlockFormat to, long rows, long columns) {
    public Panel {
        if (from.rows() != 1 || columns % from.columns() != 0 || columns % to.columns() != 0 || rows < 1) {
            throw new IllegalArgumentException("tensor " + tensor + ", " + rows + " rows of " + columns + ", from " + from + " to " + to
                + "; wanted blocks of one row there, and rows that are whole blocks of both");
        }
    }

    /** The panel of a matrix, whose formats may be any that are blocks. */
    public static Panel of(String weight, String tensor, Format from, Format to, long rows, long columns) {
        if (from instanceof BlockFormat a && to instanceof BlockFormat b) return new Panel(weight, tensor, a, b, rows, columns);
        throw new IllegalArgumentException("tensor " + tensor + " from " + from + " to " + to + "; wanted block formats");
    }

    /** Rows that are stored: whole boxes. */
    public long storedRows() {
        return Math.ceilDiv(rows, to.rows()) * to.rows();
    }

    /** Bytes that are stored. */
    public long bytes() {
        return to.bytes(storedRows(), columns);
    }
}
