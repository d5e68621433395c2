package intarsia.cli.bench;

import intarsia.cli.figure.Json;
import intarsia.cli.meter.Machine;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.lang.foreign.Arena;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;

/** What a machine can do, measured: bytes it reads a second, and products it adds. */
public final class Limits {
    private static final int PASSES = 15;
    private static final long LARGE = 512L << 20;
    private static final long IN_CACHE = 512 << 10;
    /** Reads of a cache in a pass. */
    private static final int ROUNDS = 64;
    private static final int STEPS = 1 << 16;
    private static final int SUMS = 8;

    private Limits() {
    }

    /**
     * A rate.
     *
     * @param what  is done
     * @param value in units of 10⁹ a second
     */
    public record Limit(String what, int threads, double value, String unit) {
        /** A line of a table. */
        public String line() {
            return String.format(Locale.ROOT, "%-28s %d %-8s %9.1f %s", what, threads, threads == 1 ? "thread" : "threads", value, unit);
        }

        /** An object on one line. */
        public String json() {
            return Json.text(Json.object("limit", what, "threads", threads, "value", new BigDecimal(value).round(new MathContext(5)), "unit", unit));
        }
    }

    /** The limits on one thread and on all; medians of {@value #PASSES} passes. */
    public static List<Limit> measure(Engine engine, int threads, Consumer<String> progress) {
        List<Limit> all = new ArrayList<>();
        for (int t : threads == 1 ? new int[] {1} : new int[] {1, threads}) {
            progress.accept("with " + t + (t == 1 ? " thread" : " threads"));
            all.add(new Limit("reads of memory", t, reads(beyondCaches(), 1, t), "GB/s"));
            all.add(new Limit("reads of the second cache", t, reads(IN_CACHE * t, ROUNDS, t), "GB/s"));
            all.add(new Limit("products added in f32", t, products(t), "GFLOP/s"));
        }
        return all;
    }

    /** Bytes that no cache holds: eight times the largest, but a quarter of the memory at most. */
    static long beyondCaches() {
        Machine machine = Machine.here();
        return Math.min(machine.memory() / 4, Math.max(LARGE, 8 * machine.lastLevelCache())) & -64;
    }

    private static double reads(long bytes, int rounds, int threads) {
        try (Arena arena = Arena.ofShared(); Reader reader = new Reader(Engine.jvm(threads), arena.allocate(bytes, 4096).fill((byte) 1), rounds)) {
            return (double) bytes * reader.rounds() / median(reader::nanos);
        }
    }

    private static double products(int threads) {
        Engine engine = Engine.jvm(threads);
        int lanes = engine.target().orElseThrow().lanes();
        int blocks = 8 * threads;
        try (Run run = Intarsia.compile(chains(lanes), engine).bind(Map.of("x", Tensor.allocate(DType.F32, lanes), "y", Tensor.allocate(DType.F32, blocks, (long) SUMS * lanes)))) {
            run.set("blocks", blocks);
            return 2.0 * SUMS * lanes * STEPS * blocks / median(() -> {
                long begin = System.nanoTime();
                run.run();
                return System.nanoTime() - begin;
            });
        }
    }

    /** Sums that each wait for their last product, and for no other. */
    private static Kernel chains(int lanes) {
        return TileKernel.define("chains", k -> {
            Size blocks = k.size("blocks");
            var x = k.in("x", DType.F32, Size.of(lanes));
            var y = k.out("y", DType.F32, blocks, Size.of((long) SUMS * lanes));
            var block = k.grid(blocks);
            var factor = x.at(k.index(0)).load(lanes).reshape(1, lanes);
            var sums = k.loop(k.index(0), k.index(STEPS), 1, k.zeros(DType.F32, SUMS, lanes), (_, s) -> s.fma(factor, factor));
            y.at(block, k.index(0)).store(sums.reshape(SUMS * lanes));
        });
    }

    private static double median(LongSupplier nanos) {
        Pairs.settle(nanos);
        long[] all = LongStream.range(0, PASSES).map(_ -> nanos.getAsLong()).toArray();
        Arrays.sort(all);
        return all[PASSES / 2];
    }
}
