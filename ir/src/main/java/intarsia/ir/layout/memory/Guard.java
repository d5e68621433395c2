package intarsia.ir.layout.memory;

import intarsia.ir.Expr;

/**
 * A bound on a dimension of a tile: only elements below {@code room} exist. Lanes and slots beyond touch no memory.
 *
 * @param room elements from the tile's first to the limit; may be symbolic, and above the tile's extent
 */
public record Guard(int dim, Expr room) {}
