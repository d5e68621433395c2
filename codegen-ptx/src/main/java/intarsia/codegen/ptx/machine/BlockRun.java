package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Runs blocks one after another, with the registers and the shared memory of one. Each thread of a launch has its own. */
final class BlockRun {
    /** Instructions a warp executes before the next has its turn; long enough to be cheap, short enough for warps that wait for a flag. */
    private static final int TURN = 4096;

    final Launch launch;
    final SharedSpace shared;
    final GlobalSpace global;
    final BlockOrder order;
    private final List<Warp> warps = new ArrayList<>();

    Dim place = new Dim(0, 0, 0);
    int number;
    /** Counts the barriers of all blocks run here; at least 1. */
    int epoch = 1;
    int firstEpoch = 1;
    private long budget;

    BlockRun(Launch launch) {
        this.launch = launch;
        shared = new SharedSpace(launch.program.shared, launch.options.races());
        global = new GlobalSpace(launch.allocations, launch.blocks, launch.options.races());
        int count = (int) ((launch.block.count() + Warp.LANES - 1) / Warp.LANES);
        order = new BlockOrder(launch.handed, count);
        for (int i = 0; i < count; i++) warps.add(new Warp(this, i, launch.program));
    }

    /** Runs one block to its end. */
    void run(int blockNumber) {
        number = blockNumber;
        place = launch.grid.place(blockNumber);
        firstEpoch = nextEpoch();
        budget = launch.options.instructionBudget();
        shared.poison();
        order.start(blockNumber);
        for (Warp w : warps) w.start((int) launch.block.count());
        boolean convergent = launch.options.schedule() == Options.Schedule.CONVERGENT;
        RandomGenerator random = convergent ? null : new SplittableRandom(launch.options.seed() * 0x9E3779B97F4A7C15L + blockNumber);
        List<Warp> ready = new ArrayList<>(warps), waiting = new ArrayList<>();
        while (!ready.isEmpty()) {
            int next = random == null ? 0 : random.nextInt(ready.size());
            Warp w = ready.remove(next);
            if (turn(w, random)) ready.add(w);
            else if (!w.fragments.finished()) waiting.add(w);
            if (ready.isEmpty() && !waiting.isEmpty()) {
                release(waiting);
                ready.addAll(waiting);
                waiting.clear();
            }
        }
    }

    /** Executes some instructions of a warp; false where it has ended or waits at a barrier. */
    private boolean turn(Warp w, @Nullable RandomGenerator random) {
        int turn = random == null ? TURN : 1 << random.nextInt(11);
        for (int i = 0; i < turn; i++) {
            if (!w.fragments.advance(random)) return false;
            if (--budget < 0) throw w.fault(0, Check.BUDGET, "the block has executed " + launch.options.instructionBudget() + " warp instructions, the budget given: a loop without end?");
        }
        return true;
    }

    /** All live warps wait: they go on if it is for the same barrier. */
    private void release(List<Warp> waiting) {
        Step first = waiting.getFirst().fragments.waitingAt();
        for (Warp w : waiting) {
            Step step = w.fragments.waitingAt();
            if (!step.action.equals(first.action)) {
                throw w.faultAt(step, 0, Check.BARRIER, "waits here while warp " + waiting.getFirst().index + " waits at another barrier, line " + first.at.line());
            }
            if (step.action instanceof Action.Barrier(int _, int threads) && threads != 0 && threads != launch.block.count()) {
                throw w.faultAt(step, 0, Check.BARRIER, "barrier of " + threads + " threads in a block of " + launch.block.count() + "; only barriers of the whole block are modelled");
            }
        }
        nextEpoch();
        order.barrier();
        for (Warp w : warps) w.clock.restart();
        for (Warp w : waiting) w.fragments.pass();
    }

    private int nextEpoch() {
        epoch = Math.incrementExact(epoch);
        return epoch;
    }

    /** The place of a thread in its block. */
    Dim thread(int warp, int lane) {
        return launch.block.place((long) warp * Warp.LANES + lane);
    }

    /** The value of a special register. */
    int special(String name, int warp, int lane) {
        Dim thread = thread(warp, lane);
        return switch (name.substring(1)) {
            case "tid.x" -> thread.x();
            case "tid.y" -> thread.y();
            case "tid.z" -> thread.z();
            case "ntid.x" -> launch.block.x();
            case "ntid.y" -> launch.block.y();
            case "ntid.z" -> launch.block.z();
            case "ctaid.x" -> place.x();
            case "ctaid.y" -> place.y();
            case "ctaid.z" -> place.z();
            case "nctaid.x" -> launch.grid.x();
            case "nctaid.y" -> launch.grid.y();
            case "nctaid.z" -> launch.grid.z();
            case "laneid" -> lane;
            case "warpid" -> warp;
            case "nwarpid" -> warps.size();
            case "lanemask_eq" -> 1 << lane;
            case "lanemask_lt" -> (1 << lane) - 1;
            case "lanemask_le" -> (2 << lane) - 1;
            case "lanemask_ge" -> -1 << lane;
            case "lanemask_gt" -> -2 << lane;
            default -> throw new IllegalArgumentException("special register " + name + " has no value");
        };
    }
}
