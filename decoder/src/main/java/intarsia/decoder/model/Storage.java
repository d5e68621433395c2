package intarsia.decoder.model;

import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.RowPanel;
import java.util.List;

/** Which format the matrices of a model are computed with: the one place where that is chosen. */
@FunctionalInterface
public interface Storage {
    /** Every matrix as its file has it. */
    Storage AS_IN_FILE = (weight, inFile, shape) -> inFile;

    /**
     * The format for a matrix: that of the file, or another with the same fields in other places, or components of vectors as codes of their own, whose boxes may have several rows; then the last box may have rows
     * beyond those of the matrix.
     *
     * @param weight the name of a weight of rank 2 that products read; the table of the tokens, where it makes the logits too, as {@link Weight#OUTPUT}
     * @param inFile as the file has it
     * @param shape  rows and columns
     */
    Format stored(String weight, Format inFile, List<Long> shape);

    /**
     * Panels of rows for vectors of so many lanes, of all block formats and plain types of at most a byte that have them and that whole boxes of columns fill; other matrices as their file
     * has them.
     */
    static Storage panels(int lanes) {
        return (weight, inFile, shape) -> inFile instanceof DType d && d.bits() > Byte.SIZE ? inFile
            : RowPanel.find(inFile, lanes).filter(p -> shape.getLast() % p.columns() == 0).<Format>map(p -> p).orElse(inFile);
    }
}
