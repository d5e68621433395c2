package intarsia.polyglot;

import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.eval.Stepper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel is called with.
 *
 * @param memory  by parameter name
 * @param numbers symbols, and parameters of lane code that are numbers, by name
 */
record Launch(Map<String, MemorySegment> memory, Map<String, Long> numbers) {
    /** The names of a kernel's arguments in order: parameters, then symbols. Lane code may have a parameter for a symbol; it is one argument. */
    static List<String> names(Kernel k) {
        List<String> names = new ArrayList<>();
        k.params().stream().filter(p -> !isSymbol(k, p)).forEach(p -> names.add(p.name()));
        k.symbols().forEach(s -> names.add(s.name()));
        return names;
    }

    static boolean isSymbol(Kernel k, Param p) {
        return k.symbols().stream().anyMatch(s -> s.name().equals(p.name()));
    }

    static Launch of(Kernel k, Object[] arguments) {
        Launch launch = new Launch(new HashMap<>(), new HashMap<>());
        int next = 0;
        for (Param p : k.params()) {
            if (isSymbol(k, p)) {
                continue;
            }
            Argument a = new Argument(k, p.name(), arguments[next++]);
            if (p.type() == ScalarType.I64) {
                launch.numbers.put(p.name(), a.number());
            } else {
                launch.memory.put(p.name(), a.memory(p.type()));
            }
        }
        for (Symbol s : k.symbols()) {
            launch.numbers.put(s.name(), new Argument(k, s.name(), arguments[next++]).number());
        }
        return launch;
    }

    long number(String name) {
        Long n = numbers.get(name);
        if (n == null) {
            throw new IllegalArgumentException("no value for " + name + "; given: " + numbers.keySet());
        }
        return n;
    }

    /** Runs all blocks on the evaluator. */
    void run(Kernel k, Stepper stepper) {
        Symbols symbols = symbols(k);
        if (k.level() == Level.LANE) {
            lane(k, symbols, stepper);
        } else {
            Evaluator.run(k, memory, symbols, stepper);
        }
    }

    private Symbols symbols(Kernel k) {
        Map<String, Long> values = new HashMap<>();
        for (Symbol s : k.symbols()) {
            s.check(number(s.name()));
            values.put(s.name(), number(s.name()));
        }
        return Symbols.of(values);
    }

    private void lane(Kernel k, Symbols symbols, Stepper stepper) {
        AddressSpace space = new AddressSpace();
        try (Arena arena = Arena.ofConfined()) {
            long[] args = k.params().stream().mapToLong(p -> argument(p, space, arena)).toArray();
            Evaluator.runLane(k, args, space, 0, blocks(k, symbols), symbols, 0, stepper);
        }
    }

    /** Addresses; of a symbol its value, or the address of its value where the parameter is one. */
    private long argument(Param p, AddressSpace space, Arena arena) {
        MemorySegment m = memory.get(p.name());
        if (m != null) {
            return space.register(p.name(), m);
        }
        long n = number(p.name());
        return p.type() == ScalarType.PTR ? space.register(p.name(), arena.allocateFrom(ValueLayout.JAVA_LONG, n)) : n;
    }

    private static int blocks(Kernel k, Symbols symbols) {
        long n = 1;
        for (Expr e : k.grid()) {
            n = Math.multiplyExact(n, Math.max(0, e.eval(symbols)));
        }
        return Math.toIntExact(n);
    }
}
