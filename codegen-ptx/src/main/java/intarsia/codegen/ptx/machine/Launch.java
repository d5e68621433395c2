package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;

import java.util.List;

/** What is the same for all blocks of a launch. */
final class Launch {
    final Program program;
    final Dim grid;
    final Dim block;
    /** In the order of the kernel's parameters. */
    final long[] params;
    final List<Allocation> allocations;
    final CrossBlock blocks;
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
