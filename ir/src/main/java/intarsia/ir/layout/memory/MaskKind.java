package intarsia.ir.layout.memory;

/** What the bounds of a tile make of an access. */
public enum MaskKind {
    /** No bounds. */
    NONE,
    /** All lanes of a step are within bounds or none: a branch. */
    SCALAR,
    /** Lanes differ: a mask. */
    LANES
}
