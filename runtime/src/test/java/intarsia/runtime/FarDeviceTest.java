package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Engines whose device has memory of its own. */
class FarDeviceTest {
    private final FarDevice device = new FarDevice();
    private final Engine engine = new Engine("far", Optional.empty(), device, false);

    private Program program(Kernel tile) {
        return new Program(Plan.of(tile), engine, List.of(device.load(FakeCode.code(tile, "nothing"))), Compiler.Options.DEFAULT);
    }

    @Test
    void tensorsOfTheCpuAreCopiedInBeforeARunAndBackAfterIt() {
        try (Tensor x = Tensor.of(new float[] {1, 2}, 2); Tensor y = Tensor.allocate(DType.F32, 2)) {
            try (Run run = program(FakeCode.tile("k", Symbol.runtime("n"))).bind(Map.of("x", x, "y", y))) {
                run.run();
                assertArrayEquals(new float[] {2, 3}, y.toFloats());
                x.segment().set(ValueLayout.JAVA_FLOAT, 0, 10);
                run.run();
                assertArrayEquals(new float[] {11, 3}, y.toFloats());
            }
            assertEquals(0, device.open);
        }
    }

    @Test
    void tensorsOfTheDeviceStayThere() {
        try (TensorArena arena = TensorArena.open(); Tensor host = Tensor.of(new float[] {1, 2}, 2)) {
            Tensor x = arena.allocate(engine, DType.F32, 2);
            Tensor y = arena.allocate(engine, DType.F32, 2);
            host.copyTo(x);
            try (Run run = program(FakeCode.tile("k", Symbol.runtime("n"))).bind(Map.of("x", x, "y", y))) {
                int before = device.transfers;
                run.run();
                assertEquals(before, device.transfers);
            }
            assertArrayEquals(new float[] {2, 3}, y.toFloats());
            assertTrue(String.valueOf(assertThrows(IllegalStateException.class, x::segment).getMessage()).contains("memory of engine far"));
        }
        assertEquals(0, device.open);
    }

    @Test
    void aTensorOfAnotherDeviceIsAnError() {
        try (TensorArena arena = TensorArena.open()) {
            Tensor x = arena.allocate(engine, DType.F32, 2);
            Tensor y = arena.allocate(DType.F32, 2);
            Program other = FakeCode.program(FakeCode.tile("k", Symbol.runtime("n")), 1, "nothing");
            assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> other.bind(Map.of("x", x, "y", y))).getMessage())
                    .contains("the tensor for x lies in memory of engine far; copy it to one of jvm"));
        }
    }

    @Test
    void declaredRangesAreScannedInACopy() {
        Kernel tile = TileKernel.define("gather", k -> {
            k.param("ids", Param.Access.IN, BufferType.of(DType.I32, List.of(Expr.of(3))).withRange(0, 9));
            k.out("y", DType.F32, Size.of(3));
            k.grid(Size.of(1));
        });
        try (Tensor ids = Tensor.of(new int[] {0, 9, 11}, 3); Tensor y = Tensor.allocate(DType.F32, 3);
                Run run = program(tile).bind(Map.of("ids", ids, "y", y))) {
            assertEquals("plan gather: element 2 of buffer 'ids' is 11; wanted 0 to 9",
                    assertThrows(IllegalArgumentException.class, run::run).getMessage());
        }
    }
}
