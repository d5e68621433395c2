package intarsia.decoder.model;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which format the matrices of a model are computed with: the one place where that is chosen. */
@FunctionalInterface
public interface Storage {
    /** Every matrix as its file has it. */
    Storage AS_IN_FILE = (weight, inFile, shape) -> inFile;

    /**
     * The format for a matrix: that of the file, or another with the same fields in other places, whose boxes may have several rows; then the last box may have rows
     * beyond those of the matrix.
     *
     * @param weight the name of a weight of rank 2 that products read; the table of the tokens, where it makes the logits too, as {@link Weight#OUTPUT}
     * @param inFile as the file has it
     * @param shape  rows and columns
     */
    Format stored(String weight, Format inFile, List<Long> shape);

    /** Panels of as many rows as vectors have lanes, of the formats of GGUF that are groups with a scale and no more; all others, and for other lanes than 4 to 32 all, as their file has them. */
    static Storage panels(int lanes) {
        if (lanes < 4 || lanes > 32 || Integer.bitCount(lanes) != 1) return AS_IN_FILE;
        Map<String, String> groups = Map.of("Q4_0", "u4g32_sf16", "Q8_0", "i8g32_sf16", "IQ4_NL", "lut4(iq4nl)g32_sf16");
        return (weight, inFile, shape) -> Optional.ofNullable(groups.get(inFile.toString())).<Format>map(g -> BlockFormat.parse(g + "/dot4x" + lanes)).orElse(inFile);
    }
}
