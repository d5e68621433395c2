package intarsia.tests.launcher;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.tests.launcher.Launcher.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small computation on engine jvm, which needs the Vector API and native access.
 *
 * @param folder where its files lie
 */
record Addition(Path folder) {
    private static final Kernel ADD = TileKernel.define("add", k -> {
        var n = k.size("N");
        var x = k.in("x", DType.F32, n);
        var y = k.in("y", DType.F32, n);
        var z = k.out("z", DType.F32, n);
        var i = k.grid(n.ceilDiv(64)).times(64);
        z.at(i).store(x.at(i).load(64).plus(y.at(i).load(64)));
    });

    /** What {@code intarsia} is called with; writes the inputs. */
    String[] arguments() throws IOException {
        Files.writeString(folder.resolve("add.tile"), Printer.print(ADD));
        Npy.write(folder.resolve("x.npy"), NpyArray.ofFloats(new float[] {1, 2, 3}, 3));
        Npy.write(folder.resolve("y.npy"), NpyArray.ofFloats(new float[] {10, 20, 30}, 3));
        return new String[] {"eval", folder.resolve("add.tile").toString(), "--engine", "jvm", "--in", "x=" + folder.resolve("x.npy"),
            "--in", "y=" + folder.resolve("y.npy"), "--out", "z=" + folder.resolve("z.npy")};
    }

    /** That it was done, and {@code err} was said besides how far it was. */
    void check(Outcome outcome, String err) {
        assertEquals(err, outcome.err().replaceAll("evaluating add, \\d+ s\\R", ""));
        assertEquals(0, outcome.exit(), outcome.out());
        assertArrayEquals(new float[] {11, 22, 33}, Npy.read(folder.resolve("z.npy")).toFloats());
    }
}
