package intarsia.passes;

/**
 * Why a tensor has memory of its own, so that what makes it and what reads it are two kernels; {@link Grouping} says it where it decides.
 *
 * @param detail who or what, in a few words; empty where the cause says all
 */
public record Reason(Cause cause, String detail) {
    /** What keeps two groups apart. */
    public enum Cause {
        RESULT("it is a result of the graph"),
        STATE("it is a state: what one run appends others read"),
        CASCADE("a cascade is an anchor, and nothing follows one in its kernel"),
        BLOCKS("blocks are made by the kernel that writes them, which ends a group"),
        ROTATION("a rotation ends a group"),
        SCAN("a scan is an anchor, and nothing follows one in its kernel"),
        READ_AGAIN("it is read again and again, or in an order that only memory has"),
        SEVERAL_USERS("each of its users would compute it again"),
        CROSSES_TILES("tiles run along a dimension at one index of which it is computed"),
        USED_ELSEWHERE("the map after the contraction is not the only one that reads it"),
        OTHER_SIZES("the map after the contraction has other dimensions"),
        ANCHOR_TAKEN("the map after the contraction follows another contraction already"),
        NO_MAP("a contraction is an anchor, and no map that is written reads it directly");

        private final String text;

        Cause(String text) {
            this.text = text;
        }
    }

    Reason(Cause cause) {
        this(cause, "");
    }

    @Override
    public String toString() {
        return cause.text + (detail.isEmpty() ? "" : ": " + detail);
    }
}
