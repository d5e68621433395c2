package intarsia.passes.check;

import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbols;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.Evaluator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;

/** A launch of lane code: its arguments, and the evaluator that runs it. */
public final class LaneRun {
    private LaneRun() {
    }

    /** Gives memory an address that kernels of an engine know it by. */
    @FunctionalInterface
    public interface Addresses {
        long of(String name, MemorySegment memory);
    }

    /**
     * One argument for each parameter: the address of its memory; of a symbol its value, or the address of its value where
     * it is given at run time.
     */
    public static long[] args(Kernel lane, Map<String, MemorySegment> memory, Symbols symbols, Addresses addresses, Arena arena) {
        long[] args = new long[lane.params().size()];
        for (int i = 0; i < args.length; i++) {
            Param p = lane.params().get(i);
            MemorySegment m = memory.get(p.name());
            if (m != null) {
                args[i] = addresses.of(p.name(), m);
            } else if (p.type() == ScalarType.PTR) {
                args[i] = addresses.of(p.name(), arena.allocateFrom(ValueLayout.JAVA_LONG, symbols.value(p.name())));
            } else {
                args[i] = symbols.value(p.name());
            }
        }
        return args;
    }

    /** Blocks of a launch. */
    public static int blocks(Kernel k, Symbols symbols) {
        long n = 1;
        for (Expr e : k.grid()) {
            n = Math.multiplyExact(n, Math.max(0, e.eval(symbols)));
        }
        return Math.toIntExact(n);
    }

    /** Runs all blocks on the evaluator; what they write stands in memory afterwards. */
    public static void evaluate(Kernel lane, Map<String, MemorySegment> memory, Symbols symbols) {
        AddressSpace space = new AddressSpace();
        try (Arena arena = Arena.ofConfined()) {
            long[] args = args(lane, memory, symbols, space::register, arena);
            Evaluator.runLane(lane, args, space, 0, blocks(lane, symbols), symbols, 0);
        }
    }
}
