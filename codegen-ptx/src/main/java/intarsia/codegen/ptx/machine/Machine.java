package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.DeviceMemory.Allocation;
import intarsia.codegen.ptx.text.PtxKernel;
import intarsia.codegen.ptx.text.PtxModule;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Executes PTX on the CPU, and checks while it does: bounds and alignment of every access, shared memory and registers
 * read before they are written, data races, copies not waited for, lanes that part where they must be together.
 *
 * <p>Approximate instructions ({@code ex2.approx} and its like) give the rounded exact value: a GPU's answer differs in
 * the last bits. Blocks run in order (or on several threads), so one that spins until a later one answers spends its budget.
 */
public final class Machine {
    private Machine() { }

    /**
     * Runs a kernel to its end. When a check fails, memory stays as it was at that moment.
     *
     * @param params one value for each parameter: a device address, an integer, or the bits of a float in the low bits
     * @throws PtxFault                 where a check fails or an instruction is not known, with the line of the text
     * @throws IllegalArgumentException where the launch does not fit the kernel
     */
    public static void run(PtxModule module, String entry, Dim grid, Dim block, long[] params, DeviceMemory memory, Options options) {
        PtxKernel kernel = module.kernel(entry);
        check(kernel, grid, block, params);
        memory.allocations().forEach(a -> wantUsable(a, options.threads()));
        var program = new Program(module, kernel, options.dynamicShared());
        var launch = new Launch(program, grid, block, params, program.tables.with(memory.allocations()), options);
        int blocks = (int) grid.count(), workers = Math.min(options.threads(), blocks);
        var next = new AtomicInteger();
        if (workers == 1) work(launch, next, blocks);
        else onThreads(launch, next, blocks, workers);
    }

    /** Decodes every entry of a module: throws {@link PtxFault} at the first instruction that this machine does not know. */
    public static void verify(PtxModule module) {
        for (PtxKernel kernel : module.kernels()) new Program(module, kernel, 0);
    }

    /** The spelling of every instruction known, by family: {@code {a,b}} is either, {@code [x]} is x or nothing. */
    public static List<String> instructions() {
        return InstructionTable.spellings();
    }

    private static void check(PtxKernel kernel, Dim grid, Dim block, long[] params) {
        if (params.length != kernel.params().size()) throw new IllegalArgumentException(kernel.name() + " has " + kernel.params().size() + " parameters, found " + params.length);
        if (Math.min(block.x(), Math.min(block.y(), block.z())) < 1 || block.x() > 1024 || block.y() > 1024 || block.z() > 64 || block.count() > kernel.maxThreads()) {
            throw new IllegalArgumentException("block " + block + ", wanted 1 to " + kernel.maxThreads() + " threads for " + kernel.name());
        }
        if (Math.min(grid.x(), Math.min(grid.y(), grid.z())) < 1 || grid.y() > 65535 || grid.z() > 65535 || Math.multiplyHigh((long) grid.x() * grid.y(), grid.z()) != 0 || grid.count() >= Integer.MAX_VALUE) {
            throw new IllegalArgumentException("grid " + grid + ", wanted 1 to 2^31 - 2 blocks, y and z at most 65535");
        }
    }

    private static void wantUsable(Allocation a, int threads) {
        if (!a.segment().scope().isAlive()) throw new IllegalArgumentException("the arena of '" + a.name() + "' is closed; release an allocation before closing it");
        if (threads > 1 && !a.segment().isAccessibleBy(Thread.ofPlatform().unstarted(() -> { }))) {
            throw new IllegalArgumentException("'" + a.name() + "' belongs to one thread, and the launch has " + threads + "; use a shared arena or one thread");
        }
    }

    private static void work(Launch launch, AtomicInteger next, int blocks) {
        var run = new BlockRun(launch);
        for (int b = next.getAndIncrement(); b >= 0 && b < blocks; b = next.getAndIncrement()) {
            run.run(b);
            if (Thread.interrupted()) throw new IllegalStateException("interrupted at block " + b + " of " + blocks);
        }
    }

    private static void onThreads(Launch launch, AtomicInteger next, int blocks, int workers) {
        try (ExecutorService pool = Executors.newFixedThreadPool(workers)) {
            Callable<Boolean> task = () -> {
                try {
                    work(launch, next, blocks);
                    return true;
                } catch (RuntimeException e) {
                    next.set(blocks);
                    throw e;
                }
            };
            List<Future<Boolean>> running = new ArrayList<>();
            for (int i = 0; i < workers; i++) running.add(pool.submit(task));
            for (Future<Boolean> f : running) f.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) throw cause;
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while blocks of " + launch.program.kernel.name() + " ran", e);
        }
    }
}
