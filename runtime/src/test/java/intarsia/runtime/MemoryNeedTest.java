package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.ir.Expr;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryNeedTest {
    private static PlanBuffer buffer(String name, PlanBuffer.Role role, Expr size, long offset) {
        return new PlanBuffer(name, role, DType.F32, List.of(size, Expr.of(2)), Optional.empty(), offset, Optional.empty());
    }

    private static Plan plan(long positions) {
        return new Plan("p", List.of(Symbol.runtime("positions", 0, positions)), List.of(
                buffer("cache", PlanBuffer.Role.STATE, Expr.sym("positions"), 0),
                buffer("a", PlanBuffer.Role.TEMP, Expr.of(8), 0),
                buffer("b", PlanBuffer.Role.TEMP, Expr.of(8), 64),
                buffer("x", PlanBuffer.Role.INPUT, Expr.of(1000), 0)), List.of());
    }

    @Test
    void scratchAndStatesAreCountedAtTheLargestSymbols() {
        MemoryNeed need = MemoryNeed.of(plan(100));
        assertEquals(128, need.scratch());
        assertEquals(List.of(new MemoryNeed.Item("cache", 800)), need.states());
        assertEquals(928, need.bytes());
    }

    @Test
    void whatDoesNotFitNamesTheSymbolToLower() {
        MemoryNeed need = MemoryNeed.of(plan(100));
        need.require(928, new FreeMemory(OptionalLong.of(928)));
        need.require(928, new FreeMemory(OptionalLong.empty()));
        IllegalStateException e = assertThrows(IllegalStateException.class, () -> need.require(928, new FreeMemory(OptionalLong.of(927))));
        assertEquals("plan p needs 928 bytes (scratch 128 bytes, states 800 bytes), and 927 bytes is free; "
                + "declare a smaller largest value of positions (now 100)", e.getMessage());
    }

    @Test
    void statesTooLargeForAnyMachineAreRefusedBeforeTheyAreAllocated() {
        Program program = new Program(plan(Long.MAX_VALUE >> 8), Engine.reference(), List.of(), Compiler.Options.DEFAULT);
        try (TensorArena arena = TensorArena.open()) {
            assumeTrue(FreeMemory.now().bytes().isPresent(), "this system does not tell its free memory");
            assertTrue(String.valueOf(assertThrows(IllegalStateException.class, () -> program.allocateStates(arena)).getMessage()).contains("positions"));
        }
        try (TensorArena arena = TensorArena.open()) {
            Map<String, Tensor> states = new Program(plan(3), Engine.reference(), List.of(), Compiler.Options.DEFAULT).allocateStates(arena);
            assertEquals("{cache=f32[3, 2]}", states.toString());
        }
    }

    @Test
    void freeMemoryIsTheSmallerOfMachineAndGroup(@TempDir Path folder) throws IOException {
        Path meminfo = Files.writeString(folder.resolve("meminfo"), "MemTotal: 900 kB\nMemAvailable:    500 kB\n");
        assertEquals(OptionalLong.of(512_000), FreeMemory.from(meminfo, folder).bytes());
        Files.writeString(folder.resolve("memory.max"), "300000\n");
        Files.writeString(folder.resolve("memory.current"), "250000\n");
        Files.writeString(folder.resolve("memory.stat"), "anon 50000\nfile 200000\n");
        assertEquals(OptionalLong.of(250_000), FreeMemory.from(meminfo, folder).bytes());
        Files.writeString(folder.resolve("memory.max"), "max\n");
        assertEquals(OptionalLong.of(512_000), FreeMemory.from(meminfo, folder).bytes());
        assertEquals(OptionalLong.empty(), FreeMemory.from(folder.resolve("none"), folder).bytes());
    }
}
