package intarsia.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that lay out, check, draw and shrink kernels. */
final class TextCommandsTest {
    private static final String KERNEL = """
        // doubles
        intarsia 1
        tile kernel twice {
          symbol n runtime 0..1000
          in x %x: global f32[n]
          out y %y: global f32[n]
          grid [ceildiv(n, 32)]
          block (%i: i64)
          %block: i64 = const 32
          %at: i64 = mul %i, %block
          %n: i64 = size n
          %row: f32[32] = load %x, "value", [0], [%at], [0], [%n]
          %two: f32[32] = add %row, %row
          store %y, "value", [0], [%at], [0], [%n], %two
        }
        """;

    @TempDir private Path folder;
    private final Commands commands = new Commands();

    private int run(Object... arguments) {
        return commands.run(arguments);
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test void fmtLaysOutFilesAndKeepsWhatACaseExpects() throws IOException {
        Path f = file("a.tile", KERNEL.replace("  ", "\t").replace(", ", ",") + "//// expect\nfree   text\n");
        String old = Files.readString(f);
        assertEquals(1, run("fmt", "--check", f));
        assertEquals("not formatted: " + f, commands.out().strip());
        assertEquals(old, Files.readString(f));
        assertEquals(0, run("fmt", "--stdout", f));
        assertEquals(KERNEL + "//// expect\nfree   text\n", commands.out());
        assertEquals(0, run("fmt", f), commands.err());
        assertEquals(KERNEL + "//// expect\nfree   text\n", Files.readString(f));
        assertEquals(0, run("fmt", "--check", f));
        assertEquals("", commands.out());
    }

    @Test void fmtLeavesAFileAloneThatItCannotRead() throws IOException {
        Path f = file("a.tile", "intarsia 1\ntile kernel k {\n  grid [1]\n  block (%0: i64)\n  frobnicate\n}\n");
        String old = Files.readString(f);
        assertEquals(1, run("fmt", f));
        assertTrue(commands.err().contains("line 5: no op 'frobnicate'"), commands.err());
        assertEquals(old, Files.readString(f));
        assertEquals(1, run("fmt", folder.resolve("none.tile")));
        assertEquals(2, run("fmt", "--check", "--stdout", f));
        assertEquals(2, run("fmt"));
    }

    @Test void checkFindsNothingInARightKernel() throws IOException {
        Path f = file("a.tile", KERNEL);
        assertEquals(0, run("check", f), commands.out());
        assertEquals(f + ": nothing found\n", commands.out());
        assertEquals(0, run("check", "--json", f));
        assertEquals("[]\n", commands.out());
        assertEquals(0, run("check", "--notes", f));
        assertTrue(commands.out().contains("by proof"), commands.out());
    }

    @Test void checkSaysPlaceReasonAndHint() throws IOException {
        Path f = file("a.tile", KERNEL.replace("[0], [%n]\n", "[], []\n"));
        assertEquals(1, run("check", f));
        assertTrue(commands.out().startsWith(f + ":12:3: out-of-bounds: index 33 along dimension 0 of x"), commands.out());
        assertTrue(commands.out().contains("\n    ^\n  by a run with n = 33; guard"), commands.out());
        assertEquals(1, run("check", "--json", f));
        assertTrue(commands.out().startsWith("[{\"file\": \"" + f + "\", \"line\": 12, \"column\": 3, \"kind\": \"out-of-bounds\""), commands.out());
        assertEquals(1, run("check", file("b.tile", "intarsia 1\ntile frob")));
        assertTrue(commands.out().contains("b.tile:2:6: illegal: 'frob'; wanted 'kernel'"), commands.out());
        assertEquals(1, run("check", folder.resolve("none.tile")));
    }

    @Test void fuzzRunsANumberOfCasesAndSaysSo() throws IOException {
        Path out = folder.resolve("finds");
        assertEquals(0, run("fuzz", "--seed", 7, "--count", 6, "--seconds", 60, "--engines", "reference", "--out", out), commands.out() + commands.err());
        assertTrue(commands.out().startsWith("seed 7: 4 kernels, 2 graphs, 12 runs on 4 engines, 0 wrong"), commands.out());
        assertFalse(Files.exists(out));
        assertEquals(2, run("fuzz", "--engines", "abacus"));
        assertTrue(commands.err().contains("no engine 'abacus'; known: reference, jvm, ptx"), commands.err());
        assertEquals(2, run("fuzz", "--width", "77"));
        assertEquals(2, run("fuzz", "--seconds", "0"));
    }

    @Test void shrinkWantsACaseThatFails() throws IOException {
        String kernel = KERNEL.substring(KERNEL.indexOf("intarsia"));
        Path right = file("a.tile", "// run n=7\n" + kernel);
        assertEquals(1, run("shrink", right, "--engine", "reference"));
        assertTrue(commands.err().contains("nothing is wrong with it"), commands.err());
        assertEquals(2, run("shrink", right, "--engine", "abacus"));
        assertEquals(1, run("shrink", file("b.tile", kernel), "--engine", "reference"));
        Path wide = file("c.tile", "// run n=7\n" + kernel.replace("%two: f32[32] = add %row, %row", "%wide: f64[32] = cast %row\n  %more: f64[32] = add %wide, %wide\n  %two: f32[32] = cast %more"));
        Path small = folder.resolve("small.tile");
        assertEquals(0, run("shrink", wide, "--engine", "jvm", "--out", small), commands.err());
        String text = Files.readString(small);
        assertTrue(text.startsWith("// run n=0\n// seed 1\n//# on ") && text.contains("f64"), text);
        assertTrue(text.lines().count() < Files.readAllLines(wide).size(), text);
        assertTrue(List.of(small.getFileName().toString(), "c.tile").stream().allMatch(n -> Files.exists(folder.resolve(n))));
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(4, files.count());
        }
    }
}
