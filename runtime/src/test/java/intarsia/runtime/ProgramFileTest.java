package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.device.Artefact;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.ir.plan.Step;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs in files. */
class ProgramFileTest {
    private static final Expr N = Expr.sym("n");
    private static final Symbol SIZE = Symbol.runtime("n", 0, 1000);

    @TempDir
    private Path temporary = Path.of("");

    private static Kernel kernel(String name, int times) {
        return TileKernel.define(name, k -> {
            var n = k.size(SIZE);
            var a = k.in("a", DType.F32, n);
            var b = k.in("b", DType.F32, Size.of(8));
            var c = k.out("c", DType.F32, n);
            var at = k.grid(n.ceilDiv(8)).times(8);
            c.at(at).store(a.at(at).load(8).times(times).plus(b.at(k.index(0)).load(8)));
        });
    }

    private static PlanBuffer buffer(String name, Role role, Optional<MemorySegment> data, Expr extent) {
        return new PlanBuffer(name, role, DType.F32, List.of(extent), Optional.empty(), 0, data);
    }

    /** y = ((3 x + table) 5 + table) 3 + table in three steps of two kernels that have one declaration. */
    static Plan plan() {
        MemorySegment table = MemorySegment.ofArray(new float[] {0.5f, 1, 2, 4, 8, 16, 32, -0.0f});
        List<PlanBuffer> buffers = List.of(buffer("x", Role.INPUT, Optional.empty(), N), buffer("table", Role.CONSTANT, Optional.of(table), Expr.of(8)),
                buffer("t", Role.TEMP, Optional.empty(), N), buffer("s", Role.STATE, Optional.empty(), N), buffer("y", Role.OUTPUT, Optional.empty(), N));
        Kernel three = kernel("scale", 3);
        return new Plan("test", List.of(SIZE), buffers, List.of(new Step(three, List.of(0, 1, 2), false),
                new Step(kernel("scale", 5), List.of(2, 1, 3), true), new Step(three, List.of(3, 1, 4), true)));
    }

    private static float[] run(Program p, int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = i * 0.37f - 3;
        }
        try (Tensor from = Tensor.of(x, n); Tensor state = Tensor.allocate(DType.F32, n); Tensor to = Tensor.allocate(DType.F32, n);
                Run run = p.bind(Map.of("x", from, "s", state, "y", to))) {
            run.run();
            return to.toFloats();
        }
    }

    /** An engine with no kernels in memory. */
    private static Engine fresh() {
        return Engine.find("jvm", Services.load());
    }

    private static Program program() {
        return Intarsia.compile(plan(), fresh());
    }

    private Path saved() throws IOException {
        Path file = temporary.resolve("test.program");
        program().save(file);
        return file;
    }

    @Test
    void aProgramThatWasSavedGivesTheSameBits() throws IOException {
        Program made = program();
        Program loaded = Intarsia.load(saved(), fresh());
        for (int n : new int[] {1, 8, 9, 333, 1000}) {
            assertArrayEquals(run(made, n), run(loaded, n));
        }
    }

    @Test
    void whatCanBeAskedOfItIsTheSame() throws IOException {
        Program made = program();
        Program loaded = Intarsia.load(saved(), fresh());
        assertEquals(made.memory(), loaded.memory());
        assertEquals(made.plan().steps(), loaded.plan().steps());
        assertEquals(made.plan().symbols(), loaded.plan().symbols());
        assertEquals(made.plan().toString(), loaded.plan().toString());
        assertSame(loaded.plan(), loaded.plan());
        assertSame(loaded.artefacts().get(0), loaded.artefacts().get(2));
        for (int s = 0; s < 3; s++) {
            Artefact a = made.artefacts().get(s);
            Artefact b = loaded.artefacts().get(s);
            assertEquals(a.kernel(), b.kernel());
            assertEquals(a.listing(), b.listing());
            assertEquals(a.target(), b.target());
        }
    }

    @Test
    void aLoadedProgramCanBeSavedAgain() throws IOException {
        Path again = temporary.resolve("again.program");
        Intarsia.load(saved(), fresh()).save(again);
        assertArrayEquals(Files.readAllBytes(saved()), Files.readAllBytes(again));
    }

    @Test
    void itsKernelsAreThoseThatTheEngineHasInMemory() throws IOException {
        Engine engine = fresh();
        Program made = Intarsia.compile(plan(), engine);
        assertSame(made.artefacts().getFirst(), Intarsia.load(saved(), engine).artefacts().getFirst());
    }

    @Test
    void checkedCodeStaysChecked() throws IOException {
        Path file = temporary.resolve("checked.program");
        Intarsia.compile(plan(), fresh(), Compiler.Options.DEFAULT.withChecks()).save(file);
        assertTrue(Intarsia.load(file, fresh()).options().checked());
    }

    @Test
    void everyChangedByteIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(saved());
        for (int at = 0; at < good.length; at += at < 2000 ? 1 : 7) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << at % 8);
            assertThrows(IllegalArgumentException.class, () -> ProgramFile.parse(bad), "byte " + at);
        }
    }

    @Test
    void aCutOrLongerFileIsRefused() throws IOException {
        byte[] good = Files.readAllBytes(saved());
        for (int length : new int[] {0, 1, 7, 8, 15, 16, 17, good.length / 2, good.length - 1, good.length + 1, 2 * good.length}) {
            assertThrows(IllegalArgumentException.class, () -> ProgramFile.parse(Arrays.copyOf(good, length)), length + " bytes");
        }
    }

    /** With a checksum that is right: what a hostile or buggy writer could make. */
    @Test
    void aFileThatIsWrongThoughItsChecksumIsRightIsRefused() throws IOException {
        ProgramFile good = ProgramFile.parse(Files.readAllBytes(saved()));
        refused(with(good, good.plan(), List.of(0, 1)), "wanted one of 2 each");
        refused(with(good, good.plan(), List.of(0, 1, 2)), "wanted one of 2 each");
        refused(with(good, good.plan(), List.of(0, -1, 0)), "wanted one of 2 each");
        List<PlanBuffer> longer = good.plan().buffers().stream().map(b -> b.role() == Role.CONSTANT ? buffer(b.name(), b.role(), b.data(), Expr.of(9)) : b).toList();
        refused(with(good, new Plan("test", good.plan().symbols(), longer, good.plan().steps()), good.uses()), "constant table has 32 bytes; wanted 36");
    }

    private static ProgramFile with(ProgramFile f, Plan plan, List<Integer> uses) {
        return new ProgramFile(f.maker(), f.options(), f.key(), plan, f.codes(), uses);
    }

    private static void refused(ProgramFile f, String why) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> ProgramFile.parse(f.bytes())).getMessage());
        assertTrue(message.contains(why), message);
    }

    @Test
    void aProgramOfOtherCodeOrForAnotherTargetIsRefused() throws IOException {
        ProgramFile good = ProgramFile.parse(Files.readAllBytes(saved()));
        for (String line : good.maker().lines().toList()) {
            ProgramFile other = new ProgramFile(good.maker().replace(line, line + "1"), good.options(), good.key(), good.plan(), good.codes(), good.uses());
            Path file = Files.write(temporary.resolve("other.program"), other.bytes());
            String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Intarsia.load(file, fresh())).getMessage());
            assertTrue(message.startsWith(file + ": a program made by other code or for another machine") && message.contains(line + "1"), message);
        }
        assertEquals(List.of("compiler", "back", "target", "JVM"), good.maker().lines().map(l -> l.substring(0, l.indexOf(' '))).toList());
    }

    @Test
    void anEngineThatCompilesNothingKeepsNothing() throws IOException {
        assertThrows(UnsupportedOperationException.class, () -> Intarsia.compile(plan(), Engine.reference()).save(temporary.resolve("x")));
        Path file = saved();
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Intarsia.load(file, Engine.reference())).getMessage());
        assertTrue(message.contains("wanted\nnothing: engine reference compiles no code"), message);
    }
}
