package intarsia.runtime.cpu;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.plan.Step;
import intarsia.runtime.launch.GridSize;
import intarsia.runtime.launch.LaneArguments;
import intarsia.runtime.launch.SymbolValues;
import intarsia.runtime.launch.ViewReach;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.List;

/** A step of a plan on the CPU: its code, its arguments, and how its blocks are shared. */
final class CpuStep {
    /**
     * Bytes that a step reaches, below which one worker does it: releasing a team and meeting again costs a few
     * microseconds, in which one core moves about this much from its caches.
     */
    private static final long SOLO_BYTES = 1 << 16;

    /**
     * Bytes that the blocks of one call reach: 20 to 100 microseconds of work, enough to hide the call, and little enough
     * that the method is called often, so that C2 compiles the method and not one loop of it.
     */
    private static final long CALL_BYTES = 1 << 19;

    /** Chunks of a step for each worker: the last to finish then keeps the others waiting an eighth of the step at most. */
    private static final int CHUNKS_PER_WORKER = 8;

    private final Kernel kernel;
    private final boolean waits;
    private final CpuKernel code;
    private final LaneArguments arguments;
    private final long[] args;
    private final GridSize grid;
    private final ViewReach[] views;
    private final long shapeMask;
    private int blocks;
    private int grain = 1;
    private boolean solo;

    /**
     * @param addresses    of each parameter's buffer
     * @param symbolMemory address of the block of symbols, 8 bytes each
     */
    CpuStep(String place, Step step, CpuKernel code, long[] addresses, SymbolValues values, long symbolMemory) {
        kernel = step.kernel();
        waits = step.waits();
        this.code = code;
        code.run(); // a class that the JVM refuses is refused here
        arguments = new LaneArguments(place, kernel, code.artefact().params(), addresses, values, symbolMemory);
        args = arguments.args();
        grid = new GridSize(place, kernel, values);
        List<ViewReach> reaches = new ArrayList<>();
        long symbols = grid.mask();
        for (Param p : kernel.params()) {
            if (p.type() instanceof BufferType t) {
                ViewReach reach = new ViewReach(t, values);
                symbols |= reach.mask();
                reaches.add(reach);
            }
        }
        views = reaches.toArray(ViewReach[]::new);
        shapeMask = symbols;
    }

    /** Takes over symbols that changed. Allocates nothing. */
    void update(long changed, SymbolValues values, int workers) {
        arguments.update(changed, values);
        if (changed == SymbolValues.ALL || (shapeMask & changed) != 0) {
            share(values, workers);
        }
    }

    private void share(SymbolValues values, int workers) {
        blocks = grid.blocks(values);
        long bytes = 1;
        for (ViewReach view : views) {
            view.eval(values);
            bytes += view.endByte() - view.firstByte();
        }
        long call = Math.max(1, CALL_BYTES / Math.ceilDiv(bytes, (long) Math.max(1, blocks)));
        solo = workers == 1 || blocks <= 1 || bytes < SOLO_BYTES;
        long share = solo ? blocks : Math.ceilDiv(blocks, (long) workers * CHUNKS_PER_WORKER);
        grain = (int) Math.max(1, Math.min(call, share));
    }

    /** Blocks from {@code lo} to {@code hi - 1}. */
    void call(int lo, int hi) throws Throwable {
        code.run().invokeExact(args, lo, hi);
    }

    /** All blocks, on this thread. */
    void callAll() throws Throwable {
        MethodHandle run = code.run();
        for (int lo = 0; lo < blocks; ) {
            int hi = blocks - lo > grain ? lo + grain : blocks;
            run.invokeExact(args, lo, hi);
            lo = hi;
        }
    }

    /** Whether one worker does it alone: it has one block, or so little work that waking the others costs more. */
    boolean solo() {
        return solo;
    }

    /** Whether its code is not warm yet. */
    boolean cold() {
        return code.cold();
    }

    /** Whether a warm-up is at work on its code. */
    boolean practised() {
        return code.practised();
    }

    boolean waits() {
        return waits;
    }

    int blocks() {
        return blocks;
    }

    /** Blocks of one call. */
    int grain() {
        return grain;
    }

    String kernel() {
        return kernel.name();
    }
}
