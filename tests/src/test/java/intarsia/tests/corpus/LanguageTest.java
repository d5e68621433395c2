package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Launches;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.text.Printer;
import intarsia.passes.Compiler;
import intarsia.passes.check.Inputs;
import intarsia.passes.check.LaneRun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Value;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The corpus through the language {@code tile}: what it writes is what the evaluator writes, bit for bit. */
class LanguageTest {
    /** Cases with more sizes are run at the first few. */
    private static final int MOST_LAUNCHES = 4;

    static List<Path> runs() {
        return CasesTest.runs();
    }

    static List<Path> tiles() {
        return runs().stream().filter(f -> Launches.of(Corpus.read(f)).getFirst().kernel().level() == Level.TILE).toList();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void theTextOfATileKernelGivesWhatTheEvaluatorGives(Path file) {
        List<Launch> launches = Launches.of(Corpus.read(file));
        assertFalse(launches.isEmpty());
        launches.stream().limit(MOST_LAUNCHES).forEach(l -> agrees(l, l.kernel()));
    }

    @ParameterizedTest
    @MethodSource("tiles")
    void theTextOfItsLaneCodeGivesWhatTheEvaluatorGives(Path file) {
        Launch l = Launches.of(Corpus.read(file)).getFirst();
        agrees(l, Compiler.toLane(l.kernel(), LaneEngine.all().getFirst().target(), Compiler.Options.DEFAULT));
    }

    private static void agrees(Launch l, Kernel k) {
        Symbols symbols = Symbols.of(l.sizes());
        try (Arena arena = Arena.ofConfined()) {
            Map<String, MemorySegment> wanted = Inputs.of(l.kernel(), symbols, l.kinds(), l.seed(), arena);
            Map<String, MemorySegment> found = Inputs.copy(wanted, arena);
            evaluate(k, wanted, symbols);
            call(k, found, symbols);
            for (Param p : l.kernel().params()) {
                assertArrayEquals(bytes(wanted, p), bytes(found, p), () -> p.name() + " of " + l);
            }
        }
    }

    private static byte[] bytes(Map<String, MemorySegment> memory, Param p) {
        return Objects.requireNonNull(memory.get(p.name())).toArray(ValueLayout.JAVA_BYTE);
    }

    private static void evaluate(Kernel k, Map<String, MemorySegment> memory, Symbols symbols) {
        switch (k.level()) {
            case LANE -> LaneRun.evaluate(k, memory, symbols);
            case TILE, TENSOR -> Evaluator.run(k, memory, symbols);
        }
    }

    private static void call(Kernel k, Map<String, MemorySegment> memory, Symbols symbols) {
        try (Context context = Context.newBuilder("tile").allowHostAccess(HostAccess.ALL).option("engine.WarnInterpreterOnly", "false").build()) {
            Value kernel = context.eval("tile", Printer.print(k));
            Stream<Object> buffers = k.params().stream().map(Param::name).filter(memory::containsKey).map(memory::get);
            Stream<Object> sizes = k.symbols().stream().map(Symbol::name).map(symbols::value);
            kernel.execute(Stream.concat(buffers, sizes).toArray());
        }
    }
}
