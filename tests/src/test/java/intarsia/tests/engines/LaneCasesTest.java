package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.codegen.ptx.PtxLauncher;
import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.machine.PtxFault;
import intarsia.codegen.ptx.text.PtxParser;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.device.Artefact;
import intarsia.ir.device.Target;
import intarsia.ir.eval.AddressSpace;
import intarsia.ir.eval.EvaluationException;
import intarsia.ir.eval.Evaluator;
import intarsia.ir.text.Parser;
import intarsia.ir.type.DType;
import intarsia.ir.verify.Verifier;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code tests/cases/lane}: kernels of several warps on the evaluator and the PTX machine, and the mistakes that both must find. */
class LaneCasesTest {
    private static final long SEED = Long.getLong("intarsia.seed", 17);
    private static final Target TARGET = new PtxBackend().targets().getFirst();

    static List<LaneCase> cases() throws IOException {
        @Nullable Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("tests/cases/lane"))) {
            at = at.getParent();
        }
        if (at == null) {
            throw new IllegalStateException("no folder tests/cases/lane above " + Path.of("").toAbsolutePath());
        }
        try (Stream<Path> all = Files.list(at.resolve("tests/cases/lane"))) {
            return all.sorted().map(LaneCase::read).toList();
        }
    }

    private static int blocks(Kernel k) {
        return k.grid().stream().mapToInt(e -> Math.toIntExact(e.constant())).reduce(1, (a, b) -> a * b);
    }

    private static Map<String, MemorySegment> evaluated(LaneCase c, Kernel k, boolean magnitudes, long seed) {
        Map<String, MemorySegment> data = c.data(SEED, magnitudes);
        AddressSpace memory = new AddressSpace();
        long[] args = data.entrySet().stream().mapToLong(e -> memory.register(e.getKey(), e.getValue())).toArray();
        Evaluator.runLane(k, args, memory, 0, blocks(k), Symbols.NONE, seed);
        return data;
    }

    private static Map<String, MemorySegment> machine(LaneCase c, Kernel k, String listing, Options options) {
        Map<String, MemorySegment> data = c.data(SEED, false);
        DeviceMemory memory = new DeviceMemory();
        long[] args = data.entrySet().stream().mapToLong(e -> memory.register(e.getValue(), e.getKey())).toArray();
        PtxLauncher.run(PtxParser.parse(listing), k, args, 0, blocks(k), memory, options);
        return data;
    }

    /** The first element that is off, if one is. */
    private static Optional<String> difference(LaneCase c, Map<String, MemorySegment> wanted, Map<String, MemorySegment> found) {
        Map<String, MemorySegment> magnitudes = c.magnitudes() > 0 ? evaluated(c, c.kernel(), true, 0) : Map.of();
        for (LaneCase.Buffer b : c.buffers()) {
            MemorySegment want = wanted.getOrDefault(b.name(), MemorySegment.NULL);
            MemorySegment have = found.getOrDefault(b.name(), MemorySegment.NULL);
            MemorySegment sums = magnitudes.getOrDefault(b.name(), MemorySegment.NULL);
            boolean bounded = c.magnitudes() > 0 && b.type().equals(DType.F32);
            for (long i = 0; i < b.count(); i++) {
                int bytes = b.type().bits() / 8;
                boolean same = MemorySegment.mismatch(want, i * bytes, (i + 1) * bytes, have, i * bytes, (i + 1) * bytes) < 0;
                if (!same && !(bounded && Math.abs(f32(want, i) - f32(have, i)) <= c.magnitudes() * f32(sums, i))) {
                    return Optional.of(c + ": element " + i + " of " + b.name() + ", seed " + SEED);
                }
            }
        }
        return Optional.empty();
    }

    private static float f32(MemorySegment m, long i) {
        return m.get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4 * i);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theMachineAgreesWithTheEvaluatorWhateverTheOrderOfWarps(LaneCase c) {
        Kernel k = c.kernel();
        assertEquals(List.of(), Verifier.verify(k, TARGET));
        Map<String, MemorySegment> want = evaluated(c, k, false, 0);
        assertEquals(Optional.empty(), difference(c, want, evaluated(c, k, false, 1)));
        String listing = new PtxBackend().compile(k, TARGET).listing();
        for (Options o : List.of(Options.DEFAULT, Options.DEFAULT.adversarial(1), Options.DEFAULT.adversarial(2))) {
            assertEquals(Optional.empty(), difference(c, want, machine(c, k, listing, o)), () -> o + "\n" + listing);
        }
        c.ptx().forEach(part -> assertTrue(listing.contains(part), () -> "wanted " + part + " in\n" + listing));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyMistakeIsFound(LaneCase c) {
        Kernel k = c.kernel();
        Map<String, MemorySegment> want = evaluated(c, k, false, 0);
        for (LaneCase.Change change : c.changes()) {
            String said = change.where().equals("lane") ? lane(c, change, want) : machine(c, k, change, want);
            assertTrue(change.what().stream().anyMatch(said::contains), () -> c + ": " + change + " gave: " + said);
        }
    }

    private static String lane(LaneCase c, LaneCase.Change change, Map<String, MemorySegment> want) {
        Kernel changed = Parser.parse(change.apply(c.text()), c.name());
        try {
            return difference(c, want, evaluated(c, changed, false, 1)).map(d -> "wrong: " + d).orElse("nothing");
        } catch (EvaluationException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String machine(LaneCase c, Kernel k, LaneCase.Change change, Map<String, MemorySegment> want) {
        String listing = change.apply(new PtxBackend().compile(k, TARGET).listing());
        try {
            return difference(c, want, machine(c, k, listing, Options.DEFAULT)).map(d -> "wrong: " + d).orElse("nothing");
        } catch (PtxFault e) {
            return e.check().name() + ": " + e.getMessage();
        }
    }

    @Test
    void allAssembleWithoutSpills() throws IOException {
        AssembledKernels.check(cases().stream().<Artefact>map(c -> new PtxBackend().compile(c.kernel(), TARGET)).toList());
    }
}
