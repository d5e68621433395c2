package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;

import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is the same for all blocks of a launch. */
final class Launch {
    final Program program;
    final Dim grid;
    final Dim block;
    /** In the order of the kernel's parameters. */
    final long[] params;
    final List<Allocation> allocations;
    final CrossBlock blocks;
    /** What atomic words hand over from block to block; its own lock. */
    final Map<Long, BitSet> handed = new HashMap<>();
    final Options options;

    Launch(Program program, Dim grid, Dim block, long[] params, List<Allocation> allocations, Options options) {
        this.program = program;
        this.grid = grid;
        this.block = block;
        this.params = params.clone();
        this.allocations = allocations;
        blocks = new CrossBlock(allocations);
        this.options = options;
    }
}
