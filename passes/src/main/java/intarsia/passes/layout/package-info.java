/**
 * Layouts of the tiles of a kernel: how a tile gets from one to another and what that costs, and which layout every tile gets.
 *
 * <p>Conversion follows the bits of a layout, as Zhou et al., "Linear Layouts: Robust Code Generation of Efficient Tensor Computation
 * Using F2" (2025); inference is a choice of least cost over clusters of tiles, solved exactly by eliminating one cluster after another
 * (Dechter, "Bucket elimination", 1999).
 */
@NullMarked
package intarsia.passes.layout;

import org.jspecify.annotations.NullMarked;
