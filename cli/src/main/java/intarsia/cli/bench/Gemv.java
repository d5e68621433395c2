package intarsia.cli.bench;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.cli.meter.Machine;
import intarsia.decoder.model.Activations;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Kernel;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.passes.Compiler;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import intarsia.runtime.cpu.Warming;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Rows of activations by a matrix of weights, as a step of a model computes them: the activations are rounded where that is asked for, and the plan runs as plans do.
 * The weights are another copy at every call, of as many copies as are eight times the last-level cache.
 *
 * @param batch rows of activations
 * @param n     rows of the weights
 * @param k     columns of the weights
 */
public record Gemv(Format format, Activations activations, int batch, long n, long k) {
    private static final int CACHES = 8;
    private static final long LEAST_CACHE = 16L << 20;
    /** Of a small matrix fewer fit: it is timed in a cache. */
    private static final int MOST_COPIES = 1024;
    private static final int ALIGN = 4096;
    private static final long PATIENCE_SECONDS = 60;

    /**
     * The matrix over and over.
     *
     * @param each  bytes from one copy to the next
     * @param bytes of one copy
     */
    private record Copies(MemorySegment memory, int count, long each, long bytes) {
        MemorySegment at(int i) {
            return memory.asSlice(i * each, bytes);
        }
    }

    /** Times it on an engine beside reads by as many threads. */
    public Measured measure(Engine engine, Compiler.Options options, int threads) {
        try (Arena arena = Arena.ofShared()) {
            Copies weights = weights(arena);
            List<Run> runs = runs(engine, options, weights, arena);
            try (Reader reader = new Reader(engine, weights.memory, 1)) {
                return measured(Pairs.of(() -> nanos(runs), reader::nanos), weights, threads);
            } finally {
                runs.forEach(Run::close);
            }
        }
    }

    /** What is read in a pair is the whole memory; what a product goes through is that without the gaps between copies. */
    private Measured measured(Pairs pairs, Copies weights, int threads) {
        double read = weights.memory.byteSize(), payload = (double) weights.count * weights.bytes;
        double scale = payload / read, least = read / Measured.HIGHEST_LIMIT;
        return new Measured(batch == 1 ? "gemv" : "gemm", format.toString(), activations.text(), n + "x" + k, batch, threads, payload / pairs.first(), read / pairs.second(),
            scale * pairs.ratio(0.5, least), pairs.first() / weights.count / 1000, scale * pairs.spread(least));
    }

    private static long nanos(List<Run> runs) {
        long begin = System.nanoTime();
        runs.forEach(Run::run);
        return Math.max(1, System.nanoTime() - begin);
    }

    /** The tensor graph that is compiled. */
    Kernel graph() {
        return TensorGraph.define("gemv", g -> {
            Dim rows = dim("m", batch), columns = dim("n", n), depth = dim("k", k);
            var x = g.in("x", DType.F32, rows, depth);
            g.out("y", x.convert(activations.in(k)).contract(g.in("w", format, columns, depth), "m", "n"));
        });
    }

    private static int copies(long bytes) {
        Machine machine = Machine.here();
        long wanted = CACHES * Math.max(LEAST_CACHE, machine.lastLevelCache());
        return Math.toIntExact(Math.clamp(Math.ceilDiv(wanted, bytes), 2, Math.clamp(machine.memory() / 3 / bytes, 2, MOST_COPIES)));
    }

    private Copies weights(Arena arena) {
        long bytes = format.bytes(n, k), each = Math.ceilDiv(bytes, ALIGN) * ALIGN;
        int count = copies(bytes);
        Copies all = new Copies(arena.allocate(count * each, ALIGN), count, each, bytes);
        RandomWeights.fill(format, n, k, all.at(0));
        for (int i = 1; i < count; i++) all.at(i).copyFrom(all.at(0));
        return all;
    }

    private List<Run> runs(Engine engine, Compiler.Options options, Copies weights, Arena arena) {
        Program program = Intarsia.compile(Planner.plan(graph(), engine.target()), engine, options);
        Intarsia.warm(program).ifPresent(Gemv::await);
        Tensor x = Tensor.of(ones(batch * k), batch, k), y = Tensor.allocate(DType.F32, batch, n);
        List<Run> runs = new ArrayList<>();
        for (int i = 0; i < weights.count; i++) {
            runs.add(program.bind(Map.of("x", x, "w", Tensor.of(weights.at(i), format, n, k), "y", y), arena));
        }
        return runs;
    }

    /** Until the JIT has compiled the kernels: times that do not fall may be those of code that waits for it. */
    private static void await(Warming warming) {
        try {
            warming.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static float[] ones(long n) {
        float[] x = new float[Math.toIntExact(n)];
        for (int i = 0; i < x.length; i++) x[i] = (i % 7 - 3) / 4f;
        return x;
    }
}
