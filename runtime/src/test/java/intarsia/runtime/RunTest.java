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
import intarsia.ir.Symbols;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.Step;
import intarsia.ir.type.DType;
import intarsia.runtime.cpu.KernelFailedException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunTest {
    private static final Symbol N = new Symbol("n", Symbol.Kind.BUCKETED, 0, 1 << 20, 2);

    private static float[] ramp(int n) {
        float[] a = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = i;
        }
        return a;
    }

    private static float[] doubled(int n, int of) {
        float[] a = new float[of];
        for (int i = 0; i < n; i++) {
            a[i] = 2 * i;
        }
        return a;
    }

    private static String message(Class<? extends Throwable> type, org.junit.jupiter.api.function.Executable run) {
        return String.valueOf(assertThrows(type, run).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void everyBlockIsRunOnceWhateverTheThreads(int threads) {
        int n = 100_002;
        try (Tensor x = Tensor.of(ramp(n), n); Tensor y = Tensor.allocate(DType.F32, n);
                Run run = FakeCode.program(FakeCode.tile("twice", N), threads, "twice").bind(Map.of("x", x, "y", y))) {
            run.run();
            assertArrayEquals(doubled(n, n), y.toFloats());
        }
    }

    @Test
    void aRuntimeSymbolIsReadFromMemoryAndMayChangeBetweenRuns() {
        try (Tensor x = Tensor.of(ramp(20), 20); Tensor y = Tensor.allocate(DType.F32, 20);
                Run run = FakeCode.program(FakeCode.tile("k", Symbol.runtime("n", 0, 100)), 1, "twiceByAddress").bind(Map.of("x", x, "y", y))) {
            run.set("n", 7).run();
            assertArrayEquals(doubled(7, 20), y.toFloats());
            run.set("n", 13).run();
            assertArrayEquals(doubled(13, 20), y.toFloats());
        }
    }

    @Test
    void aSymbolThatIsAnExtentComesFromTheTensors() {
        try (Tensor x = Tensor.of(ramp(6), 6); Tensor y = Tensor.allocate(DType.F32, 6);
                Run run = FakeCode.program(FakeCode.tile("k", N), 1, "twice").bind(Map.of("x", x, "y", y))) {
            run.run();
            assertArrayEquals(doubled(6, 6), y.toFloats());
        }
    }

    @Test
    void aTensorTooSmallForTheViewIsAnErrorThatSaysBothSizes() {
        Kernel tile = TileKernel.define("strided", k -> {
            Size n = k.size(N);
            k.param("x", Param.Access.IN, new BufferType(DType.F32, List.of(n.expr()), List.of(Expr.of(3)), Expr.of(1), Optional.empty()));
            k.out("y", DType.F32, n);
            k.grid(n);
        });
        Plan plan = new Plan("p", List.of(N), List.of(
                new PlanBuffer("in", PlanBuffer.Role.INPUT, DType.F32, List.of(Expr.of(8)), Optional.empty(), 0, Optional.empty()),
                new PlanBuffer("out", PlanBuffer.Role.OUTPUT, DType.F32, List.of(Expr.sym("n")), Optional.empty(), 0, Optional.empty())),
                List.of(new Step(tile, List.of(0, 1), false)));
        try (Tensor x = Tensor.allocate(DType.F32, 8); Tensor y = Tensor.allocate(DType.F32, 8);
                Run run = FakeCode.program(plan, 1, k -> "nothing").bind(Map.of("in", x, "out", y))) {
            String text = message(IllegalArgumentException.class, () -> run.run(Map.of("n", 4L)));
            // elements 1, 4, 7, 10: the last one ends at byte 44
            assertEquals("plan p, step 0 (kernel strided), parameter x: global f32[n] strides [3] offset 1 where n = 4 wants 44 bytes, "
                    + "buffer 'in' has 32; bind a larger tensor or give smaller sizes", text);
        }
    }

    @Test
    void aViewBeforeTheStartOfItsBufferIsAnError() {
        Kernel tile = TileKernel.define("backwards", k -> k.param("x", Param.Access.INOUT,
                new BufferType(DType.F32, List.of(Expr.of(4)), List.of(Expr.of(-1)), Expr.of(2), Optional.empty())));
        Plan plan = new Plan("p", List.of(), List.of(new PlanBuffer("x", PlanBuffer.Role.STATE, DType.F32, List.of(Expr.of(4)),
                Optional.empty(), 0, Optional.empty())), List.of(new Step(tile, List.of(0), false)));
        try (Tensor x = Tensor.allocate(DType.F32, 4); Run run = FakeCode.program(plan, 1, k -> "nothing").bind(Map.of("x", x))) {
            assertTrue(message(IllegalArgumentException.class, run::run).contains("reaches element -1, before the start of buffer 'x'"));
        }
    }

    @Test
    void aSmallerSizePassesAndALargerOneFailsAgain() {
        try (Tensor x = Tensor.of(ramp(8), 8); Tensor y = Tensor.allocate(DType.F32, 8);
                Run run = FakeCode.program(FakeCode.tile("k", N), 1, "twice").bind(Map.of("x", x, "y", y))) {
            assertTrue(message(IllegalArgumentException.class, () -> run.set("n", 10).run()).contains("extent 0 is 8, not at least 10"));
            assertThrows(IllegalArgumentException.class, run::run);
            run.set("n", 8).run();
            assertThrows(IllegalArgumentException.class, () -> run.set("n", 10).run());
        }
    }

    @Test
    void symbolsKeepTheirRangeAndDivisor() {
        try (Tensor x = Tensor.of(ramp(8), 8); Tensor y = Tensor.allocate(DType.F32, 8);
                Run run = FakeCode.program(FakeCode.tile("k", N), 1, "twice").bind(Map.of("x", x, "y", y))) {
            assertEquals("plan k: symbol n = 3; wanted 0 to 1048576, a multiple of 2", message(IllegalArgumentException.class, () -> run.set("n", 3)));
            assertThrows(IllegalArgumentException.class, () -> run.set("n", -2));
            assertThrows(IllegalArgumentException.class, () -> run.set("n", (1 << 20) + 2));
            assertTrue(message(IllegalArgumentException.class, () -> run.set("m", 2)).contains("no symbol 'm' in plan k; known: [n "));
            run.run(Symbols.of(Map.of("n", 4L)));
            assertArrayEquals(doubled(4, 8), y.toFloats());
        }
    }

    @Test
    void aSymbolWithoutAValueIsAnError() {
        try (Tensor x = Tensor.allocate(DType.F32, 8); Tensor y = Tensor.allocate(DType.F32, 6);
                Run run = FakeCode.program(FakeCode.tile("k", N), 1, "twice").bind(Map.of("x", x, "y", y))) {
            assertTrue(message(IllegalArgumentException.class, run::run).contains("symbol n has no value"));
        }
    }

    @Test
    void bindingNamesMissingUnknownAndWrongTensors() {
        Program program = FakeCode.program(FakeCode.tile("k", N), 1, "twice");
        try (Tensor x = Tensor.allocate(DType.F32, 8); Tensor half = Tensor.allocate(DType.F16, 8); Tensor square = Tensor.allocate(DType.F32, 2, 4);
                Arena arena = Arena.ofConfined()) {
            assertEquals("plan k wants tensors [x, y]; given: [x]", message(IllegalArgumentException.class, () -> program.bind(Map.of("x", x))));
            assertTrue(message(IllegalArgumentException.class, () -> program.bind(Map.of("x", x, "y", half))).contains("wanted f32"));
            assertTrue(message(IllegalArgumentException.class, () -> program.bind(Map.of("x", x, "y", square))).contains("reshape"));
            Tensor readOnly = Tensor.of(arena.allocate(32, 4).asReadOnly(), DType.F32, 8);
            assertTrue(message(IllegalArgumentException.class, () -> program.bind(Map.of("x", x, "y", readOnly))).contains("read-only"));
            Tensor crooked = Tensor.of(arena.allocate(64, 4).asSlice(2, 32), DType.F32, 8);
            assertTrue(message(IllegalArgumentException.class, () -> program.bind(Map.of("x", crooked, "y", x))).contains("2 above a multiple of 4"));
        }
    }

    @Test
    void anInnerExtentMustBeEqual() {
        Kernel tile = TileKernel.define("rows", k -> {
            Size n = k.size(N);
            k.in("x", DType.F32, Size.of(2), n);
            k.grid(Size.of(1));
        });
        try (Tensor x = Tensor.allocate(DType.F32, 3, 8); Run run = FakeCode.program(tile, 1, "nothing").bind(Map.of("x", x))) {
            assertTrue(message(IllegalArgumentException.class, () -> run.set("n", 6).run()).contains("extent 1 is 8, not 6"));
        }
    }

    @Test
    void valuesOutsideTheDeclaredRangeAreFoundEveryRun() {
        Kernel tile = TileKernel.define("gather", k -> {
            k.param("ids", Param.Access.IN, BufferType.of(DType.I32, List.of(Expr.of(3))).withRange(0, 9));
            k.out("y", DType.F32, Size.of(3));
            k.grid(Size.of(1));
        });
        try (Tensor ids = Tensor.of(new int[] {0, 9, 4}, 3); Tensor y = Tensor.allocate(DType.F32, 3);
                Run run = FakeCode.program(tile, 1, "nothing").bind(Map.of("ids", ids, "y", y))) {
            run.run();
            ids.segment().setAtIndex(ValueLayout.JAVA_INT, 2, -1);
            assertEquals("plan gather: element 2 of buffer 'ids' is -1; wanted 0 to 9", message(IllegalArgumentException.class, run::run));
            ids.segment().setAtIndex(ValueLayout.JAVA_INT, 2, 10);
            assertThrows(IllegalArgumentException.class, run::run);
        }
    }

    @Test
    void aClosedTensorIsAnErrorAndATensorInUseCannotBeClosed() throws Exception {
        Tensor x = Tensor.of(ramp(4), 4);
        Tensor y = Tensor.allocate(DType.F32, 4);
        Bodies.resetLatches();
        try (Run run = FakeCode.program(FakeCode.tile("k", N), 1, "hang").bind(Map.of("x", x, "y", y))) {
            Thread other = Thread.ofPlatform().start(run::run);
            Bodies.entered.await();
            assertTrue(message(IllegalStateException.class, x::close).contains("bound to a plan that is running"));
            Bodies.proceed.countDown();
            other.join();
            x.close();
            x.close();
            assertTrue(message(IllegalStateException.class, run::run).contains("f32[4] that is bound to it is closed"));
            assertThrows(IllegalStateException.class, x::toFloats);
            y.close();
        }
    }

    @Test
    void memoryThatItsOwnerClosedIsAnError() {
        Arena arena = Arena.ofShared();
        MemorySegment memory = arena.allocate(16, 4);
        try (Tensor x = Tensor.of(memory, DType.F32, 4); Tensor y = Tensor.allocate(DType.F32, 4);
                Run run = FakeCode.program(FakeCode.tile("k", N), 1, "twice").bind(Map.of("x", x, "y", y))) {
            run.run();
            arena.close();
            assertThrows(IllegalStateException.class, run::run);
        }
    }

    /** Steps that pass x on through scratch: the last buffer holds x times 2 to the number of steps. */
    static Plan chain(int steps, int n) {
        List<PlanBuffer> buffers = new ArrayList<>();
        List<Step> list = new ArrayList<>();
        for (int b = 0; b <= steps; b++) {
            PlanBuffer.Role role = b == 0 ? PlanBuffer.Role.INPUT : b == steps ? PlanBuffer.Role.OUTPUT : PlanBuffer.Role.TEMP;
            long offset = role == PlanBuffer.Role.TEMP ? (b & 1) * 4L * n : 0;
            buffers.add(new PlanBuffer("b" + b, role, DType.F32, List.of(Expr.sym("n")), Optional.empty(), offset, Optional.empty()));
        }
        Symbol size = new Symbol("n", Symbol.Kind.BUCKETED, 0, n, 1);
        for (int s = 0; s < steps; s++) {
            list.add(new Step(FakeCode.tile("step" + s, size), List.of(s, s + 1), s > 0));
        }
        return new Plan("chain", List.of(size), buffers, list);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aStepThatWaitsSeesWhatTheStepsBeforeItWrote(int threads) {
        int n = 100_003;
        try (Tensor x = Tensor.of(ramp(n), n); Tensor y = Tensor.allocate(DType.F32, n);
                Run run = FakeCode.program(chain(5, n), threads, k -> "twice").bind(Map.of("b0", x, "b5", y))) {
            for (long size : new long[] {n, 5, 40_000}) {
                run.run(Map.of("n", size));
                float[] found = y.toFloats();
                for (int i = 0; i < size; i++) {
                    assertEquals(32f * i, found[i]);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aStepThatWaitsBeginsWhenAllWorkersAreDone(int threads) {
        int n = 100_000;
        try (Tensor x = Tensor.allocate(DType.F32, n); Tensor y = Tensor.allocate(DType.F32, n);
                Run run = FakeCode.program(chain(2, n), threads, k -> k.name().equals("step0") ? "slow" : "after").bind(Map.of("b0", x, "b2", y))) {
            for (int i = 0; i < 5; i++) {
                Bodies.CALLS.set(0);
                run.run();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aKernelThatThrowsEndsThePlanAndIsNamed(int threads) {
        int n = 100_000;
        Bodies.CALLS.set(0);
        try (Tensor x = Tensor.of(ramp(n), n); Tensor y = Tensor.allocate(DType.F32, n);
                Run run = FakeCode.program(chain(3, n), threads, k -> k.name().equals("step1") ? "fail" : k.name().equals("step0") ? "nothing" : "twice")
                        .bind(Map.of("b0", x, "b3", y))) {
            KernelFailedException e = assertThrows(KernelFailedException.class, run::run);
            assertEquals(1, e.step());
            assertEquals("step1", e.kernel());
            assertTrue(e.getMessage().startsWith("plan chain: kernel step1 failed in step 1: java.lang.ArithmeticException: block "), e.getMessage());
            assertEquals(0, Bodies.CALLS.get());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void cancellingEndsTheRunBetweenTwoStepsAndTheNextRunIsWhole(int threads) throws Exception {
        int n = threads == 1 ? 64 : 100_000;
        Bodies.resetLatches();
        try (Tensor x = Tensor.of(ramp(n), n); Tensor y = Tensor.allocate(DType.F32, n);
                Run run = FakeCode.program(chain(3, n), threads, k -> k.name().equals("step0") ? "hang" : "twice").bind(Map.of("b0", x, "b3", y))) {
            Bodies.CALLS.set(0);
            AtomicReference<Throwable> end = new AtomicReference<>();
            Thread other = Thread.ofPlatform().start(() -> {
                try {
                    run.run();
                } catch (CancellationException e) {
                    end.set(e);
                }
            });
            Bodies.entered.await();
            run.cancel();
            Bodies.proceed.countDown();
            other.join();
            assertEquals("plan chain: cancelled after 1 of 3 steps", String.valueOf(end.get() == null ? null : end.get().getMessage()));
            assertEquals(0, Bodies.CALLS.get());
            run.cancel(); // no run in progress: nothing to end
            run.run();
            assertTrue(Bodies.CALLS.get() >= 2);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void runsFromSeveralThreadsQueueAndKeepTheirOwnSymbols(int threads) throws Exception {
        int n = 40_000;
        Program program = FakeCode.program(FakeCode.tile("k", N), threads, "twice");
        List<Thread> callers = new ArrayList<>();
        AtomicReference<Throwable> failure = new AtomicReference<>();
        try (Tensor x = Tensor.of(ramp(n), n); Tensor y = Tensor.allocate(DType.F32, n); Run shared = program.bind(Map.of("x", x, "y", y))) {
            for (int t = 0; t < 4; t++) {
                int size = n - 2 * t;
                callers.add(Thread.ofPlatform().uncaughtExceptionHandler((th, e) -> failure.set(e)).start(() -> {
                    try (Tensor own = Tensor.allocate(DType.F32, n); Run mine = program.bind(Map.of("x", x, "y", own))) {
                        for (int i = 0; i < 50; i++) {
                            shared.run(Map.of("n", (long) size));
                            mine.set("n", size).run();
                        }
                        assertArrayEquals(doubled(size, n), own.toFloats());
                    }
                }));
            }
            for (Thread t : callers) {
                t.join();
            }
            assertArrayEquals(doubled(n, n), y.toFloats());
        }
        if (failure.get() != null) {
            throw new AssertionError(failure.get());
        }
    }

    @Test
    void aClosedRunIsAnErrorAndClosesTwice() {
        try (Tensor x = Tensor.of(ramp(4), 4); Tensor y = Tensor.allocate(DType.F32, 4)) {
            Run run = FakeCode.program(chain(2, 4), 1, k -> "twice").bind(Map.of("b0", x, "b2", y));
            run.close();
            run.close();
            assertTrue(message(IllegalStateException.class, run::run).contains("closed"));
        }
    }
}
