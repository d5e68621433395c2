package intarsia.cli.bench;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.ReduceOp;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Reads memory on the threads of an engine and does nothing else but combine all words by XOR: the limit of a kernel that reads the same. */
final class Reader implements AutoCloseable {
    /** Words that a block reads one after another: long, since the CPU begins to fetch ahead anew in each. */
    private static final int PART = 1 << 17;
    /** Vectors of a trip: C2 writes out several trips, whose loads keep their order; eight loads of one trip lose it, and read at half the rate. */
    private static final int LOADS = 1;

    private final Run run;
    private final int rounds;

    /** Of memory of whole words, each part {@code rounds} times over. */
    Reader(Engine engine, MemorySegment memory, int rounds) {
        this.rounds = rounds;
        long words = memory.byteSize() / Integer.BYTES;
        Tensor x = Tensor.of(memory.asSlice(0, words * Integer.BYTES), DType.I32, words);
        int lanes = engine.target().map(t -> t.lanes()).orElse(1);
        run = Intarsia.compile(kernel(lanes, rounds), engine).bind(Map.of("x", x, "y", Tensor.allocate(DType.I32, Math.ceilDiv(words, PART))));
    }

    /** Nanoseconds for all of it. */
    long nanos() {
        long begin = System.nanoTime();
        run.run();
        return Math.max(1, System.nanoTime() - begin);
    }

    private static Kernel kernel(int lanes, int rounds) {
        return TileKernel.define("read", k -> {
            Size n = k.size("n");
            var x = k.in("x", DType.I32, n);
            var y = k.out("y", DType.I32, n.ceilDiv(PART));
            Scalar part = k.grid(n.ceilDiv(PART));
            Scalar from = part.times(PART), to = from.plus(PART).min(k.size(n));
            Tile all = k.loop(k.index(0), k.index(rounds), 1, k.zeros(DType.I32, LOADS * lanes),
                (_, round) -> k.loop(from, to, (long) LOADS * lanes, round, (at, sum) -> sum.xor(x.at(at).load(LOADS * lanes))));
            y.at(part).store(all.reduce(ReduceOp.XOR, 0));
        });
    }

    /** How often each part is read. */
    int rounds() {
        return rounds;
    }

    @Override public void close() {
        run.close();
    }
}
