package intarsia.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Symbol;
import intarsia.ir.type.GgufFormats;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ViewReachTest {
    private final SymbolValues values = new SymbolValues("test", List.of(Symbol.runtime("n", 0, Long.MAX_VALUE)));

    private ViewReach reach(Format format, long offset, long[] shape, long... strides) {
        ViewReach r = new ViewReach(new BufferType(format, exprs(shape), exprs(strides), Expr.of(offset), Optional.empty()), values);
        r.eval(values);
        return r;
    }

    private static List<Expr> exprs(long... numbers) {
        return Arrays.stream(numbers).mapToObj(Expr::of).toList();
    }

    private static void assertBytes(long first, long end, ViewReach r) {
        assertEquals(first + ".." + end, r.firstByte() + ".." + r.endByte());
    }

    @Test
    void aContiguousViewReachesItsBytes() {
        assertBytes(0, 24, reach(DType.F32, 0, new long[] {2, 3}, 3, 1));
        assertBytes(8, 32, reach(DType.F32, 2, new long[] {2, 3}, 3, 1));
    }

    @Test
    void aNegativeStrideReachesDownwards() {
        assertBytes(4, 16, reach(DType.F32, 3, new long[] {3}, -1));
        assertBytes(-4, 12, reach(DType.F32, 2, new long[] {4}, -1));
    }

    @Test
    void aStrideOfZeroReachesOneRow() {
        assertBytes(0, 12, reach(DType.F32, 0, new long[] {1000, 3}, 0, 1));
    }

    @Test
    void narrowTypesReachTheByteOfTheirLastBit() {
        assertBytes(0, 2, reach(DType.U3, 0, new long[] {5}, 3));
        assertBytes(1, 3, reach(DType.U3, 9, new long[] {4}, 3));
        assertBytes(0, 1, reach(DType.U4, 0, new long[] {1}, 4));
        assertBytes(0, 3 * 25, reach(DType.U3, 0, new long[] {3, 65}, 200, 3));
    }

    @Test
    void blockFormatsReachWholeBlocks() {
        assertBytes(0, 4 * 34, reach(GgufFormats.of("Q8_0"), 0, new long[] {2, 64}, 64, 1));
        assertBytes(34, 3 * 34, reach(GgufFormats.of("Q8_0"), 32, new long[] {33}, 1));
    }

    @Test
    void anEmptyViewReachesNothingAndAScalarOneElement() {
        assertBytes(0, 0, reach(DType.F32, 7, new long[] {4, 0}, 1, 1));
        assertBytes(28, 32, reach(DType.F32, 7, new long[] {}));
    }

    @Test
    void sizesBeyondALongAreAnError() {
        assertThrows(ArithmeticException.class, () -> reach(DType.F32, 0, new long[] {1L << 40}, 1L << 40));
        assertThrows(ArithmeticException.class, () -> reach(DType.F32, 0, new long[] {1L << 62}, 1));
    }
}
