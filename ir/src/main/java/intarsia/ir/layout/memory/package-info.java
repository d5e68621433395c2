/**
 * Memory layouts and access planning: where each element of a tensor lies in memory, and by which loads or stores the lanes of a warp
 * reach what a register layout gives them.
 *
 * <p>A {@link intarsia.ir.layout.memory.MemoryLayout} is a digit layout whose digits carry strides in bits; its sizes may be symbolic,
 * and {@link intarsia.ir.layout.memory.Facts} say what is known of the symbols. {@link intarsia.ir.layout.memory.AccessPlan#of} refines a
 * register layout and a memory layout to common digits and plans the access for a machine, a
 * {@link intarsia.ir.layout.memory.MemoryModel}; {@link intarsia.ir.layout.memory.AccessLayouts} turns that round and lists the register
 * layouts that make an access cheap. {@code docs/memory-layouts.md} explains both by example.
 */
@NullMarked
package intarsia.ir.layout.memory;

import org.jspecify.annotations.NullMarked;
