package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.codegen.ptx.PtxLauncher;
import intarsia.codegen.ptx.machine.DeviceMemory;
import intarsia.codegen.ptx.machine.Options;
import intarsia.codegen.ptx.machine.PtxFault;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import intarsia.passes.Compiler;
import intarsia.passes.check.Inputs;
import intarsia.passes.check.LaneRun;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Errors planted in tile kernels of several warps that the PTX machine meets in their PTX text: at an instruction of the line where they stand. */
class PlantedOnPtxTest {
    private static final String MARK = "// planted: ";
    /** The other end of a race. */
    private static final Pattern OTHER = Pattern.compile(", at line (\\d+)");
    private static final long ROWS = 40;
    private static final int SCHEDULES = 8;

    @ParameterizedTest
    @ValueSource(strings = {"shared-missing-barrier", "shared-overwritten", "shared-lax-wait", "shared-no-commit", "shared-no-barrier-after-wait", "shared-half-written",
        "shared-two-writers", "shared-bins-not-set"})
    void thePtxMachineStopsAtTheLine(String name) throws Exception {
        Path file = CheckTest.planted().stream().filter(p -> p.endsWith(name + ".tile")).findFirst().orElseThrow();
        List<String> lines = Files.readAllLines(file);
        int wanted = 1 + lines.indexOf(lines.stream().filter(l -> l.contains(MARK)).findFirst().orElseThrow());
        StringBuilder met = new StringBuilder();
        boolean found = false;
        for (Options o : schedules()) {
            Optional<String> fault = fault(file, o);
            met.append(o.schedule()).append(o.seed()).append(": ").append(fault.orElse("nothing")).append('\n');
            found |= fault.isPresent() && fault.get().matches("(?:\\d+ and )?" + wanted + "(?: and \\d+)?: .*");
            assertTrue(fault.isPresent(), () -> met + "wanted a fault in every schedule");
        }
        boolean any = found;
        assertTrue(any, () -> met + "wanted line " + wanted);
        System.out.println(name + ": " + met.toString().lines().findFirst().orElse(""));
    }

    private static List<Options> schedules() {
        List<Options> all = new java.util.ArrayList<>(List.of(Options.DEFAULT));
        for (int i = 0; i < SCHEDULES; i++) {
            all.add(Options.DEFAULT.adversarial(Cells.SEED + i));
        }
        return all;
    }

    /** The line of the tile kernel at which a run stops, of a race both lines, and why. */
    private static Optional<String> fault(Path file, Options options) throws IOException {
        Kernel k = Parser.parse(Files.readString(file), file.toString());
        Target target = new PtxBackend().targets().getFirst();
        Kernel lane = Compiler.toLane(k, target, Compiler.Options.DEFAULT);
        assertEquals(4, lane.warps());
        Symbols symbols = Symbols.of(Map.of("n", ROWS));
        DeviceMemory device = new DeviceMemory();
        try (Arena arena = Arena.ofConfined()) {
            var memory = Inputs.of(k, symbols, Map.of(), Cells.SEED, arena);
            long[] args = LaneRun.args(lane, memory, symbols, (name, m) -> device.register(m, name), arena);
            new PtxLauncher().run(new PtxBackend().compile(lane, target), args, LaneRun.blocks(lane, symbols), device, options);
            return Optional.empty();
        } catch (PtxFault e) {
            String why = String.valueOf(e.getMessage()).replace('\n', ' ');
            Matcher other = OTHER.matcher(why);
            String both = other.find() ? " and " + PtxBackend.source(lane, target, Integer.parseInt(other.group(1))).line() : "";
            return Optional.of(PtxBackend.source(lane, target, e.line()).line() + both + ": " + why);
        }
    }
}
