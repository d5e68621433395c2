package intarsia.ir.layout.memory;

import intarsia.ir.layout.Axis;

/**
 * A wish about one dimension of a tile: what a reduction or a dot product over it asks for.
 *
 * @param axis {@link Axis#V}: all its elements in the slots of one lane; {@link Axis#LANE}: as many as can be on the lanes
 */
public record Keep(int dim, Axis axis) {
    public Keep {
        if (!axis.equals(Axis.V) && !axis.equals(Axis.LANE)) {
            throw new IllegalArgumentException("keep dimension " + dim + " on " + axis + "; wanted " + Axis.V + " or " + Axis.LANE);
        }
    }
}
