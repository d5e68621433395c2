package intarsia.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import org.junit.jupiter.api.Test;

/** Of the slowest coordinate of a block the grid's size is not asked: kernels of more or fewer rows are the same code. */
class BlockCoordinatesTest {
    /** y = 2 x, of one block a row; a grid of {@code slow}, rows and columns of 16. */
    private static Kernel twice(int slow, int rows, int columns) {
        return TileKernel.define("twice", k -> {
            var x = k.in("x", DType.F32, Size.of(slow), Size.of(rows), Size.of(16L * columns));
            var y = k.out("y", DType.F32, Size.of(slow), Size.of(rows), Size.of(16L * columns));
            var s = k.grid(Size.of(slow));
            var r = k.grid(Size.of(rows));
            var c = k.grid(Size.of(columns));
            var tile = x.at(s, r, c.times(16)).load(1, 1, 16);
            y.at(s, r, c.times(16)).store(tile.plus(tile));
        });
    }

    private static String statements(Kernel tile) {
        String text = Printer.print(Compiler.toLane(tile, Engine.jvm(1).target().orElseThrow(), Compiler.Options.DEFAULT));
        return text.substring(text.indexOf("lanes "));
    }

    @Test
    void rowsAreNotInTheCode() {
        assertEquals(statements(twice(1, 128, 3)), statements(twice(1, 352, 3)));
    }

    @Test
    void columnsAre() {
        assertNotEquals(statements(twice(1, 128, 3)), statements(twice(1, 128, 5)));
    }

    @Test
    void rowsAreWhereSomethingIsSlower() {
        assertNotEquals(statements(twice(2, 128, 3)), statements(twice(2, 352, 3)));
    }
}
