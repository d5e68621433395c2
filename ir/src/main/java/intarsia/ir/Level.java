package intarsia.ir;

/** The three levels of the one IR; they differ in which ops are legal. */
public enum Level {
    /** Whole tensors with named dimensions: what to compute. */
    TENSOR,
    /** A block's tiles: how a block computes it. */
    TILE,
    /** What one warp of lanes does: the contract with every back end (docs/lane-level.md). */
    LANE;

    /** The word in text. */
    public String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
