package intarsia.ir.type;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** How ggml's reference makes the codes of a block, of which the width is the format's. */
public enum GgmlKind {
    /** Scale by the largest magnitude, codes rounded with halves away from zero. */
    MAGNITUDE,
    /** Scale by the first value of the largest magnitude, which becomes the code 0. */
    EXTREME,
    /** Scale and minimum by the least and the greatest value. */
    RANGE,
    /** Scale by the largest magnitude, codes −1, 0 and 1. */
    TRITS,
    /** A shared exponent, and the first of the nearest codes. */
    EXPONENT;

    private static final Map<String, GgmlKind> BY_NAME = new TreeMap<>(Map.of("Q8_0", MAGNITUDE, "Q8_1", MAGNITUDE, "Q4_0", EXTREME,
        "Q5_0", EXTREME, "Q4_1", RANGE, "Q5_1", RANGE, "TQ1_0", TRITS, "TQ2_0", TRITS, "MXFP4", EXPONENT));

    /** The kind of a format, if ggml's rule knows it and it has one level of scale: kernels make these. */
    public static Optional<GgmlKind> of(BlockFormat format) {
        return Optional.ofNullable(BY_NAME.get(format.unrotated().name()));
    }

    /** The formats that have a kind. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }
}
