/**
 * Layouts: where each element of a tile lies in lanes, warps, register slots or memory words.
 *
 * <p>A {@link intarsia.ir.layout.Layout} is a mixed-radix map. Every dimension is cut into digits, and every digit
 * lies on one named axis; replicas say that an axis holds copies. The same object describes the words of a CPU vector
 * and the fragments of a GPU's matrix instructions. Powers of two are not assumed anywhere.
 *
 * <p>Layouts multiply and divide, which is how a tile is matched with an instruction; what has no answer says why
 * ({@link intarsia.ir.layout.Attempt}, {@link intarsia.ir.layout.Check}). A {@link intarsia.ir.layout.View} reads the
 * bits of one tile as another, and {@link intarsia.ir.layout.LaneBytes} orders packed codes in memory for it.
 * docs/layouts.md has all operations.
 */
@NullMarked
package intarsia.ir.layout;

import org.jspecify.annotations.NullMarked;
