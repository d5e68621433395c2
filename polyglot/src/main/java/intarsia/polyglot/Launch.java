package intarsia.polyglot;

import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.eval.Prints;
import intarsia.ir.eval.Stepper;
import intarsia.passes.check.LaneRun;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
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
        Symbols symbols = Symbols.of(numbers);
        if (k.level() == Level.LANE) {
            lane(k, symbols, stepper);
        } else {
            OutputStream out = TileLanguage.env(null).out();
            Prints.to(line -> write(out, line), () -> Evaluator.run(k, memory, symbols, stepper));
        }
    }

    private static void write(OutputStream out, String line) {
        try {
            out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lane(Kernel k, Symbols symbols, Stepper stepper) {
        k.symbols().forEach(s -> s.check(number(s.name())));
        AddressSpace space = new AddressSpace();
        try (Arena arena = Arena.ofConfined()) {
            long[] args = LaneRun.args(k, memory, symbols, space::register, arena);
            Evaluator.runLane(k, args, space, 0, LaneRun.blocks(k, symbols), symbols, 0, stepper);
        }
    }
}
