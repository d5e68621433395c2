package intarsia.tests.bench;

import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** How fast one thread reads a matrix of 256 MiB: by vectors and nothing else, which is the limit, and in an f32 GEMV kernel. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class ReadBench {
    private static final int N = 8192;
    /** What a call reads; the vectors x, b and y are a four-thousandth of it. */
    static final long BYTES = 4L * N * N;
    private static final VectorSpecies<Long> SPECIES = LongVector.SPECIES_PREFERRED;

    private final Tensor w = Tensor.allocate(DType.F32, N, N);
    private final Run run;

    public ReadBench() {
        w.segment().fill((byte) 1); // pages that were never written are all the same page
        Engine engine = Engine.jvm(1);
        run = Intarsia.compile(BenchKernels.gemv(engine), engine).bind(Map.of("w", w, "x", Tensor.allocate(DType.F32, N),
                "b", Tensor.allocate(DType.F32, N), "y", Tensor.allocate(DType.F32, N)));
    }

    @Setup(Level.Trial)
    public void warm() {
        Steady.reach(run::run);
        long want = w.bytes() / Long.BYTES * 0x0101_0101_0101_0101L; // modulo 2^64, as the sums are
        Steady.reach(() -> {
            if (vectors() != want) {
                throw new IllegalStateException("memory read back wrong");
            }
        });
    }

    /** Four sums, so that the loads and not the chain of additions set the pace. */
    @Benchmark
    public long vectors() {
        MemorySegment m = w.segment();
        int step = SPECIES.vectorByteSize();
        LongVector a = LongVector.zero(SPECIES), b = a, c = a, d = a;
        for (long at = 0; at < BYTES; at += 4L * step) {
            a = a.add(load(m, at));
            b = b.add(load(m, at + step));
            c = c.add(load(m, at + 2L * step));
            d = d.add(load(m, at + 3L * step));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    private static LongVector load(MemorySegment m, long at) {
        return LongVector.fromMemorySegment(SPECIES, m, at, ByteOrder.nativeOrder());
    }

    @Benchmark
    public void kernel() {
        run.run();
    }

    @TearDown(Level.Trial)
    public void close() {
        run.close();
        w.close();
    }
}
