package intarsia.runtime.op;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.passes.Planner;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Program;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What an operation runs: a kernel, or a graph, compiled when it is first called. Any number of threads may call it: each uses memory of its
 * own, which is kept for later calls. While code is cold its plain twin runs ({@link Intarsia#warm}).
 */
final class Operation {
    /** Sizes up to which scratch memory is made at a time. */
    private static final long SMALLEST = 16;
    private static final int TIMES = 16;

    private final Engine engine;
    private final Kernel kernel;
    private final ConcurrentHashMap<List<Symbol>, Variant> variants = new ConcurrentHashMap<>();
    /** Whether its memory grows with the largest sizes that its code is for; known when some code was planned. */
    private volatile Optional<Boolean> scratch = Optional.empty();

    Operation(Engine engine, Kernel kernel) {
        this.engine = engine;
        this.kernel = kernel;
    }

    /** Code for symbols in some ranges, and the sessions that nobody uses now. */
    private record Variant(Program program, ConcurrentLinkedDeque<Session> idle, AtomicBoolean used) {
        Session session() {
            Session kept = idle.poll();
            if (!used.getAndSet(true)) {
                Intarsia.warm(program);
            }
            return kept == null ? new Session(program) : kept;
        }
    }

    /** Runs it with sizes of this call. */
    void call(List<Operand> operands, Map<String, Long> symbols) {
        Variant v = variant(symbols);
        Session session = v.session();
        session.call(operands, symbols);
        v.idle.push(session); // after a failure it is left to the garbage collector
    }

    /** The code for any sizes; where that wants scratch memory, the code for sizes of this order. */
    private Variant variant(Map<String, Long> symbols) {
        List<Symbol> near = kernel.symbols().stream().map(s -> upTo(s, symbols.getOrDefault(s.name(), s.max()))).toList();
        if (scratch.isEmpty()) {
            Plan plan = plan(near);
            boolean grows = plan.buffers().stream().anyMatch(b -> b.role() == PlanBuffer.Role.TEMP);
            scratch = Optional.of(grows);
            if (grows || near.equals(kernel.symbols())) {
                variants.computeIfAbsent(near, _ -> compile(plan));
            }
        }
        return variants.computeIfAbsent(scratch.get() ? near : kernel.symbols(), s -> compile(plan(s)));
    }

    private static Symbol upTo(Symbol s, long value) {
        long most = SMALLEST;
        while (most < value) {
            most = Math.multiplyExact(most, TIMES);
        }
        return new Symbol(s.name(), s.kind(), s.min(), Math.clamp(most, s.min(), s.max()), s.divisor());
    }

    private Variant compile(Plan plan) {
        return new Variant(Intarsia.compile(plan, engine), new ConcurrentLinkedDeque<>(), new AtomicBoolean());
    }

    private Plan plan(List<Symbol> symbols) {
        Kernel k = kernel.withSymbols(symbols);
        return k.level() == Level.TENSOR ? Planner.plan(k, engine.target()) : Plan.of(k);
    }
}
