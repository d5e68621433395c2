package intarsia.runtime.cpu;

import com.sun.management.ThreadMXBean;
import intarsia.ir.BufferType;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.Step;
import intarsia.ir.type.DType;
import intarsia.runtime.launch.SymbolValues;
import intarsia.runtime.launch.ViewReach;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Calls of a kernel on its first and last blocks, in memory of their own, until C2 has compiled it. Vectors that the JIT has
 * not understood are objects: a round that allocates next to nothing is one of compiled code.
 */
final class Practice {
    /**
     * Values of symbols, and of integers that have a declared range, which choose rows and lengths: C2 leaves out what has
     * never run, so loops must have run once and often.
     */
    private static final int[] VALUES = {0, 5, 70};
    /** Integers of an input that are filled. */
    private static final int FILLED = 4096;
    /** What a round of compiled code allocates at most: C2 leaves a box or two outside of loops now and then, and an op of the JIT's first code allocates as much. */
    private static final long BOXES = 2 * 80;
    /** Rounds in a row that must allocate no more: each value with each choice of blocks. */
    private static final int QUIET = 2 * VALUES.length;
    /** Calls after which C2 wants any kernel, with the flags of the launcher. */
    private static final int CALLS = 60;
    /** Bytes of a class for which C2 is reminded by a call: it takes what is called most, and the largest should not come last. */
    private static final int BYTES_OF_A_CALL = 128;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final List<CpuKernel> kernels;
    private final Step step;
    private final SymbolValues values;
    private final MemorySegment symbols;
    private final List<MemorySegment> buffers;
    private final CpuStep call;
    /** Rounds after which the JIT has seen all: each value where there is one, else two choices of blocks. */
    private final int looks;
    private int rounds;
    private int quiet;

    /** @param kernels of one class, of which the step calls one */
    Practice(Plan plan, Step step, List<CpuKernel> kernels, PracticeMemory memory) {
        this.kernels = kernels;
        this.step = step;
        String place = "the warm-up of kernel " + step.kernel().name();
        values = new SymbolValues(place, plan.symbols());
        symbols = memory.take(8L * values.count(), true);
        setSymbols(VALUES[VALUES.length - 1]);
        buffers = step.kernel().params().stream().map(p -> memory.take(bytes(p), p.access().writes() || indexes(p))).toList();
        looks = step.kernel().symbols().isEmpty() && step.kernel().params().stream().noneMatch(Practice::indexes) ? 2 : VALUES.length;
        call = new CpuStep(place, step, kernels.getFirst().itself(), buffers.stream().mapToLong(MemorySegment::address).toArray(), values, symbols.address());
    }

    private long bytes(Param p) {
        ViewReach reach = new ViewReach((BufferType) p.type(), values);
        reach.eval(values);
        return reach.endByte();
    }

    /** Whether the kernel may index by its values. */
    private static boolean indexes(Param p) {
        return p.type() instanceof BufferType b && b.range().isPresent();
    }

    /** One value, and some blocks. */
    void round() {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        int value = VALUES[rounds % VALUES.length];
        setSymbols(value);
        setIndices(value);
        call.update(SymbolValues.ALL, values, 1);
        blocks();
        quiet = THREADS.getCurrentThreadAllocatedBytes() - before <= BOXES ? quiet + 1 : 0;
        if (++rounds == looks) {
            insist(CALLS);
        }
    }

    /** By turns the first two, so that the loop over them runs on, and the last, which may be cut short. The interpreter has seen the loop when the third value comes. */
    private void blocks() {
        int n = call.blocks();
        if (rounds % 2 == 0) {
            call(0, Math.min(rounds == VALUES.length - 1 ? 1 : 2, n));
        } else {
            call(Math.max(0, n - 1), n);
        }
    }

    /** Asks for C2 once more: the JVM sees that the quick compiler has refused a kernel when the kernel is called the next time. */
    void remind() {
        if (isKnown() && !isQuiet()) {
            insist(kernels.getFirst().artefact().bytes().length / BYTES_OF_A_CALL);
        }
    }

    /** Calls that do nothing, since C2 waits for a number of calls, or of trips, of which not every kernel has many. */
    private void insist(int calls) {
        for (int i = 0; i < calls; i++) {
            call(0, 0);
        }
    }

    private void call(int lo, int hi) {
        try {
            call.call(lo, hi);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private void setSymbols(int value) {
        for (int i = 0; i < values.count(); i++) {
            Symbol s = values.symbol(i);
            long near = Math.clamp(value, s.min(), s.max());
            values.set(i, Math.max(s.min(), near - near % s.divisor()));
            symbols.set(ValueLayout.JAVA_LONG, 8L * i, values.value(i));
        }
    }

    private void setIndices(int value) {
        for (int p = 0; p < buffers.size(); p++) {
            if (step.kernel().params().get(p).type() instanceof BufferType b && b.range().isPresent() && b.format() instanceof DType t) {
                fill(buffers.get(p), t, Math.clamp(value, b.range().get().min(), b.range().get().max()));
            }
        }
    }

    private static void fill(MemorySegment m, DType t, long value) {
        for (long at = 0; at + t.bits() / 8 <= Math.min(m.byteSize(), FILLED); at += t.bits() / 8) {
            switch (t.bits()) {
                case 64 -> m.set(ValueLayout.JAVA_LONG, at, value);
                case 32 -> m.set(ValueLayout.JAVA_INT, at, (int) value);
                default -> m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
            }
        }
    }

    /** Whether the JIT has seen every value, and wants to compile it. */
    boolean isKnown() {
        return rounds >= looks;
    }

    /** Whether the last round allocated nothing. */
    boolean isQuiet() {
        return quiet > 0;
    }

    /** Whether C2 has compiled it. */
    boolean warm() {
        return quiet >= QUIET;
    }

    int rounds() {
        return rounds;
    }

    List<CpuKernel> kernels() {
        return kernels;
    }
}
