/**
 * Layouts as CuTe writes them, shape:stride, in and out: nested tuples with coalesce, composition, complement, divide,
 * product and inverses, and TV layouts as the other form of {@link intarsia.ir.layout.Layout}.
 *
 * <p>For interoperability only; {@code Layout} is what a tile carries. Operations answer with a refusal where CuTe's
 * own, taken mode by mode, would not be the function that they are named after.
 *
 * <p>Sources: the CuTe documentation ({@code 01_layout}, {@code 02_layout_algebra}, {@code 0t_mma_atom}) for the
 * operations and for TV layouts in column-major tile indices.
 */
@NullMarked
package intarsia.ir.layout.cute;

import org.jspecify.annotations.NullMarked;
