package intarsia.tests.corpus;

import static intarsia.dsl.TensorGraph.dim;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Refusals;
import intarsia.dsl.Global;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A kernel for every row of the table of refusals: when one begins to work, its row goes. */
class RefusalsTest {
    @ParameterizedTest
    @EnumSource
    void isRefusedByName(Refusals row) {
        Launch l = new Launch(kernel(row), Map.of("n", 7L), Map.of(), 1);
        Map<Refusals, Integer> met = new EnumMap<>(Refusals.class);
        l.problems(LaneEngine.all()).forEach((target, problem) -> assertEquals(true, Refusals.known(problem, met), () -> target + ": " + problem));
        assertEquals(Set.of(row), met.keySet());
    }

    private static Kernel kernel(Refusals row) {
        return TileKernel.define("refused", k -> write(k, row));
    }

    private static void write(TileKernel k, Refusals row) {
        Size n = k.size("n");
        int[] shape = {4, 8};
        switch (row) {
            case ENCODE_WIDE -> ElementwiseMatrixTest.write(k, DType.F32, shape, (a, _) -> a.cast(DType.parse("bipolar12")).cast(DType.F32));
            case FMA_OF_HALVES -> ElementwiseMatrixTest.write(k, DType.F16, shape, (a, b) -> a.fma(b, a));
            case WIDE_ELEMENTS -> ElementwiseMatrixTest.write(k, DType.I32, shape, (a, _) -> a.cast(DType.I64).cast(DType.I32));
            case PART_OF_A_BYTE_AT_A_RUNTIME_OFFSET -> {
                Global x = k.in("x", "u4", Size.of(32));
                k.out("y", DType.I32, n, Size.of(8)).at(k.grid(n), k.index(0)).store(x.at(k.size(n)).load(8).cast(DType.I32).reshape(1, 8));
            }
            case BLOCK_AT_A_RUNTIME_OFFSET -> {
                Global x = k.in("x", Format.parse("u4g32"), Size.of(64));
                k.out("y", DType.F32, Size.of(32)).at(k.index(0)).store(x.at(k.size(n).times(4)).dequantize(32));
            }
            case ROW_OF_A_BOX -> {
                Global x = k.in("x", Format.parse("u4g32_zu4/awq"), Size.of(16), Size.of(32));
                k.out("y", DType.F32, Size.of(16), Size.of(32)).at(k.index(0), k.index(0)).store(x.at(k.grid(Size.of(16)), k.index(0)).dequantize(1, 32));
            }
            case TABLE_IN_MEMORY -> {
                Global x = k.in("x", Format.parse("IQ2_XXS"), Size.of(256));
                k.out("y", DType.F32, Size.of(32)).at(k.index(0)).store(x.at(k.index(0)).dequantize(32));
            }
            case PRINT -> ElementwiseMatrixTest.write(k, DType.F32, shape, (a, _) -> {
                a.print("seen");
                return a;
            });
            case TOO_LARGE -> ElementwiseMatrixTest.write(k, DType.F16, new int[] {61, 53}, (a, b) -> a.min(b).transpose(1, 0));
        }
    }
}
