package intarsia.runtime.cpu;

import intarsia.ir.device.Artefact;
import intarsia.ir.device.Device;
import intarsia.ir.plan.Plan;
import intarsia.runtime.team.ExecutorTeam;
import intarsia.runtime.team.Team;
import intarsia.runtime.team.WorkerTeam;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * Device {@code jvm}: bytecode on the threads of a {@link Team}. Plans of several runs queue for a {@link WorkerTeam}; a plan
 * whose steps all run on one worker runs on the thread that asks for it, and waits for nobody.
 */
public final class CpuDevice implements Device {
    /** One team for each number of threads that was ever asked for; like the shared team they are kept. */
    private static final ConcurrentHashMap<Integer, WorkerTeam> TEAMS = new ConcurrentHashMap<>();

    private final int threads;
    private final Optional<Executor> executor;

    /** On as many threads as the JVM may use processors. */
    public CpuDevice() {
        this(Math.min(WorkerTeam.MAX_WORKERS, Runtime.getRuntime().availableProcessors()));
    }

    /** On {@code threads} threads, the calling one included. */
    public CpuDevice(int threads) {
        this(threads, Optional.empty());
    }

    /** On the calling thread and at most {@code threads - 1} of an executor. */
    public CpuDevice(int threads, Executor executor) {
        this(threads, Optional.of(executor));
    }

    private CpuDevice(int threads, Optional<Executor> executor) {
        if (threads < 1 || threads > WorkerTeam.MAX_WORKERS) {
            throw new IllegalArgumentException(threads + " threads; wanted 1 to " + WorkerTeam.MAX_WORKERS);
        }
        this.threads = threads;
        this.executor = executor;
    }

    public int threads() {
        return threads;
    }

    @Override
    public String name() {
        return "jvm";
    }

    @Override
    public Optional<String> unavailable() {
        return Optional.empty();
    }

    @Override
    public boolean accepts(Artefact a) {
        return a instanceof Artefact.ClassFile;
    }

    @Override
    public Memory allocate(long bytes) {
        return HostMemory.allocate(bytes);
    }

    @Override
    public Loaded load(Artefact a) {
        if (a instanceof Artefact.ClassFile c) {
            return new CpuKernel(c);
        }
        throw new IllegalArgumentException("device jvm loads classes; kernel " + a.kernel().name() + " was compiled for " + a.target().id());
    }

    @Override
    public Bound bind(Plan p, List<Loaded> kernels, List<Memory> memory) {
        return new CpuPlan(p, kernels.stream().map(CpuDevice::kernel).toList(), memory, threads == 1 ? Optional.empty() : Optional.of(team()));
    }

    /** Warms the kernels of a plan that nobody has run yet, after a while. */
    public Warming warm(Plan p, List<Loaded> kernels, Duration delay) {
        return new Warming(p, kernels.stream().map(CpuDevice::kernel).toList(), delay);
    }

    private static CpuKernel kernel(Loaded l) {
        if (l instanceof CpuKernel k) {
            return k;
        }
        throw new IllegalArgumentException("kernel " + l.artefact().kernel().name() + " was loaded by another device; load it by device jvm");
    }

    /** Made at the first plan, so that asking what engines there are starts no threads. */
    private Team team() {
        if (executor.isPresent()) {
            return new ExecutorTeam(executor.get(), threads);
        }
        return threads == WorkerTeam.shared().workers() ? WorkerTeam.shared() : TEAMS.computeIfAbsent(threads, WorkerTeam::new);
    }

    /** Does nothing: the teams serve the whole process. */
    @Override
    public void close() {
    }
}
