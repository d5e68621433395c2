package intarsia.tests.bench;

import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.text.Parser;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Kernels of {@code examples/} that no template of the library writes, one thread. Four stream: a call reads {@value #BYTES} bytes. {@code horner} computes, 30 operations a number.
 * The limit is {@code ReadBench.vectors} of the same run.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Thread)
public class StrangerBench {
    /** What a call reads of the first tensor. */
    static final long BYTES = 256L << 20;
    /** Ordinary numbers in f16 and f32. */
    private static final byte FILL = 0x3c;

    private final Map<String, Tensor> tensors = new HashMap<>();
    private Optional<Run> run = Optional.empty();

    /** A file of {@code examples/} without its ending. */
    @org.openjdk.jmh.annotations.Param({"row-sums", "peaks", "distances", "energies", "horner"})
    public String kernel = "";

    @Setup
    public void warm() {
        Run opened = open(kernel);
        run = Optional.of(opened);
        Steady.reach(opened::run);
    }

    /** Binds memory to a kernel: of its first tensor so many rows that they are {@value #BYTES} bytes. */
    private Run open(String name) {
        Kernel k = parsed(Path.of("examples", name + ".tile"));
        long rows = 0;
        for (Param p : k.params()) {
            BufferType t = (BufferType) p.type();
            long inner = t.shape().stream().filter(e -> e.isConst()).mapToLong(e -> e.constant()).reduce(1, (a, b) -> a * b);
            rows = rows == 0 ? BYTES / t.format().bytes(1, inner) : rows;
            long outer = rows;
            tensors.put(p.name(), filled(t.format(), t.shape().stream().mapToLong(e -> e.isConst() ? e.constant() : outer).toArray()));
        }
        return Intarsia.compile(k, Engine.jvm(1)).bind(tensors);
    }

    private static Tensor filled(Format f, long... shape) {
        Tensor t = Tensor.allocate(f, shape);
        t.segment().fill(FILL);
        return t;
    }

    private static Kernel parsed(Path file) {
        try {
            return Parser.parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Benchmark
    public void stranger() {
        run.orElseThrow().run();
    }

    @TearDown
    public void close() {
        run.ifPresent(Run::close);
        tensors.values().forEach(Tensor::close);
        tensors.clear();
    }
}
