package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.dsl.TensorGraph;
import intarsia.ir.Symbol;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that work on kernels as text. */
final class KernelCommandsTest {
    @TempDir private Path folder;
    private final Commands commands = new Commands();

    private int run(Object... arguments) {
        return commands.run(arguments);
    }

    /** The text of the sample {@code add}: z = x + y. */
    private Path add() throws IOException {
        assertEquals(0, run("inspect", "add", "--stage", "tile"));
        return Files.writeString(folder.resolve("add.tile"), commands.out());
    }

    private Path floats(String name, float... values) {
        Npy.write(folder.resolve(name), NpyArray.ofFloats(values, values.length));
        return folder.resolve(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "reference", "polyglot"})
    void aTileKernelComputesOnArrays(String engine) throws IOException {
        Path z = folder.resolve("z.npy");
        int exit = run("eval", add(), "--engine", engine, "--in", "x=" + floats("x", 1, 2, 3), "--in", "y=" + floats("y", 10, 20, 30), "--out", "z=" + z);
        assertEquals(0, exit, commands.err());
        assertArrayEquals(new float[] {11, 22, 33}, Npy.read(z).toFloats());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "reference", "polyglot"})
    void aTensorGraphIsPlannedFirst(String engine) throws IOException {
        var graph = TensorGraph.define("twice", g -> {
            var n = TensorGraph.dim("n", g.size(Symbol.runtime("N", 1, 1000)));
            var x = g.in("x", DType.F32, n);
            g.out("y", x.map(e -> e.plus(e)));
        });
        Path file = Files.writeString(folder.resolve("twice.tile"), "// run N=3\n" + Printer.print(graph));
        Path y = folder.resolve("y.npy");
        assertEquals(0, run("eval", file, "--engine", engine, "--in", "x=" + floats("x", 1, 2, 3), "--out", "y=" + y), commands.err());
        assertArrayEquals(new float[] {2, 4, 6}, Npy.read(y).toFloats());
    }

    @Test void theLanguageSaysTheLineThatStopsIt() throws IOException {
        Path file = Files.writeString(folder.resolve("never.tile"), """
            intarsia 1
            tile kernel never {
              out y %0: global f32[1]
              grid []
              %1: i1 = const 0
              assert %1, "never"
            }
            """);
        assertEquals(1, run("eval", file, "--engine", "polyglot"));
        assertEquals("intarsia: " + file + ": kernel never (" + file + ":6): never\n  in: assert %1, \"never\"\n", commands.err());
        assertEquals(2, run("eval", file, "--engine", "polyglot", "--checked"));
    }

    @Test void wrongNamesAndSizesAreSaid() throws IOException {
        Path x = floats("x", 1, 2, 3), y = floats("y", 1, 2);
        assertEquals(2, run("eval", add(), "--in", "x=" + x));
        assertEquals("intarsia: --in y=FILE is missing; add reads [x, y]\n", commands.err());
        assertEquals(2, run("eval", add(), "--in", "q=" + x));
        assertEquals("intarsia: --in q; known: [x, y]\n", commands.err());
        assertEquals(2, run("eval", add(), "--in", "x=" + x, "--in", "y=" + x, "--size", "M=1"));
        assertEquals("intarsia: --size M; known: [N]\n", commands.err());
        assertEquals(1, run("eval", add(), "--in", "x=" + x, "--in", "y=" + y));
        assertTrue(commands.err().endsWith("y: wanted <f4 [3] for f32[3], found <f4 [2]\n"), commands.err());
    }

    @Test void textThatIsNoKernelIsSaidWithItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.tile"), "intarsia 1\ntile kernel x {\n  banana\n");
        assertEquals(1, run("eval", file));
        assertTrue(commands.err().startsWith("intarsia: " + file + ": line 3"), commands.err());
        assertEquals(1, run("inspect", folder.resolve("absent.tile"), "--stage", "tile"));
        assertTrue(commands.err().contains("found nothing of that name"), commands.err());
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "softmax", "gemv"})
    void everySampleCanBeSeenAtEveryStage(String name) {
        for (String stage : new String[] {"tile", "lane", "bytecode", "ptx"}) {
            assertEquals(0, run("inspect", name, "--stage", stage), stage + ": " + commands.err());
            assertTrue(commands.out().contains(name), commands.out());
        }
        assertEquals(0, run("inspect", name, "--after", "simplify"), commands.err());
        assertTrue(commands.out().contains("tile kernel " + name), commands.out());
    }

    @Test void touchesAreWrittenWhereTheyAreAskedFor() {
        assertEquals(0, run("inspect", "gemv", "--stage", "lane", "--ahead", "256"), commands.err());
        assertTrue(commands.out().contains(" touch %"), commands.out());
        assertEquals(0, run("inspect", "gemv", "--stage", "lane"), commands.err());
        assertFalse(commands.out().contains(" touch %"), commands.out());
        assertEquals(2, run("inspect", "gemv", "--stage", "lane", "--ahead", "-1"));
        assertEquals("intarsia: --ahead -1; wanted 0 to 16777216 bytes\n", commands.err());
    }

    @Test void unknownNamesGetTheKnownOnes() {
        assertEquals(2, run("inspect", "nothing", "--stage", "tile"));
        assertEquals("intarsia: no kernel 'nothing' in the samples; known: [add, softmax, gemv]\n", commands.err());
        assertEquals(2, run("inspect", "add", "--after", "nothing"));
        assertTrue(commands.err().startsWith("intarsia: no pass 'nothing'; wanted --after [plan, simplify, "), commands.err());
        assertEquals(2, run("inspect", "add", "--stage", "nothing"));
        assertTrue(commands.err().endsWith("--stage [tensor, plan, problem, tile, lane, bytecode, asm, ptx], --explain [layouts] or --fusion\n"), commands.err());
        assertEquals(2, run("inspect", "add", "--stage", "lane", "--target", "nothing"));
        assertTrue(commands.err().startsWith("intarsia: no target 'nothing'; known: [jvm-"), commands.err());
    }

    @Test void blessAcceptsFilesAndPatterns() throws IOException {
        String kernel = Files.readString(add());
        Path a = Files.writeString(folder.resolve("a.case"), "// pass simplify\n" + kernel);
        Path b = Files.writeString(folder.resolve("b.case"), "// run N=3\n" + kernel);
        assertEquals(0, run("bless", a));
        assertEquals("accepted " + a + "\n1 accepted, 0 unchanged\n", commands.out());
        assertEquals(0, run("bless", folder + "/*.case"));
        assertEquals("0 accepted, 1 unchanged\n", commands.out());
        assertTrue(Files.readString(a).contains("//// expect\nintarsia 1\ntile kernel add"), Files.readString(a));
        assertEquals(1, run("bless", b));
        assertEquals("intarsia: " + b + ": nothing to accept: no line begins with '// pass'\n", commands.err());
        assertEquals(1, run("bless", folder.resolve("c.case")));
        assertEquals(1, run("bless", folder + "/*.nothing"));
    }
}
