package intarsia.ir.type;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How ggml's reference looks for the scales of a format of two levels.
 *
 * @param way      what is searched
 * @param most     of {@link Way#SHIFTED} the greatest code, otherwise the least, less its sign
 * @param first    how many codes more than the greatest reach the range in the first try; 0.1 more in each that follows
 * @param tries    after the first
 * @param absolute whether errors count as they are with weights |x|; otherwise squared, with the root of the mean square added to the weights
 */
public record GgmlSearch(Way way, int most, float first, int tries, boolean absolute) {
    /** What a search varies. */
    public enum Way {
        /** A scale and a minimum, to which codes from 0 are fitted. */
        SHIFTED,
        /** Codes one after another, under one scale. */
        MOVED,
        /** A scale of codes of both signs. */
        SIGNED
    }

    /** In {@link Way#SIGNED} the tenths of a code by which the extreme is put beside the first, in their order; 0 stands for itself. */
    public static final int SIGNED_TRIES = 19;
    /** Rounds of {@link Way#MOVED} at most. */
    public static final int ROUNDS = 5;
    /** Magnitudes below count as 0. */
    public static final float NOTHING = 1e-15f;

    private static final Map<String, GgmlSearch> BY_NAME = new TreeMap<>(Map.of("Q2_K", shifted(3, -0.5f, 15, true), "Q3_K", new GgmlSearch(Way.MOVED, 4, 0, 0, false),
        "Q4_K", shifted(15, -1f, 20, false), "Q5_K", shifted(31, -0.5f, 15, false), "Q6_K", new GgmlSearch(Way.SIGNED, 32, 0, 0, false)));

    private static GgmlSearch shifted(int most, float first, int tries, boolean absolute) {
        return new GgmlSearch(Way.SHIFTED, most, first, tries, absolute);
    }

    /** The search of a format, if ggml's rule knows it and it has two levels of scale. */
    public static Optional<GgmlSearch> of(BlockFormat format) {
        return Optional.ofNullable(BY_NAME.get(format.unrotated().name()));
    }

    /** The formats that have one. */
    public static List<String> names() {
        return List.copyOf(BY_NAME.keySet());
    }

    /** Tenths of a code in a try of {@link Way#SIGNED}: 0, then −9 to −1, then 1 to 9. */
    static int tenths(int tryOf) {
        return tryOf == 0 ? 0 : tryOf <= 9 ? tryOf - 10 : tryOf - 9;
    }
}
