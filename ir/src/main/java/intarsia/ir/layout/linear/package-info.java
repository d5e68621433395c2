/**
 * The F2 view of layouts: bits of places to bits of indices as a matrix over the field of two elements; XOR swizzles,
 * conflicts of memory banks, and the address maps that avoid them.
 *
 * <p>A view, computed on demand: {@link intarsia.ir.layout.Layout} stays the one object that a tile carries, for its
 * digits need not be powers of two. What is linear over F2 is decided here by linear algebra
 * ({@link intarsia.ir.layout.linear.Matrix}, {@link intarsia.ir.layout.linear.Subspace}); what is not, by counting.
 *
 * <p>{@link intarsia.ir.layout.linear.TilePlan} is the way in for who wants a tile stored; {@code docs/linear-layouts.md}
 * tells the whole by example.
 *
 * <p>Sources: Linear Layouts (arXiv 2505.23819) for layouts as matrices with named bits, their product, division and
 * inverse; CuTe ({@code cute/swizzle.hpp}) for {@code Swizzle<B,M,S>}; the PTX ISA for the rows that {@code ldmatrix}
 * reads. That shared memory serves an access in phases of 128 bytes is what vendors' guides say, not measured here.
 */
@NullMarked
package intarsia.ir.layout.linear;

import org.jspecify.annotations.NullMarked;
