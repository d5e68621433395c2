package intarsia.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Symbol;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kernels of the tile language, compiled and launched. */
class IntarsiaTest {
    private static Kernel add(Symbol size) {
        return TileKernel.define("add", k -> {
            Size n = k.size(size);
            var x = k.in("x", DType.F32, n);
            var y = k.in("y", DType.F32, n);
            var z = k.out("z", DType.F32, n);
            var at = k.grid(n.ceilDiv(64)).times(64);
            z.at(at).store(x.at(at).load(64).plus(y.at(at).load(64)));
        });
    }

    private static float[] sum(Engine engine, Kernel kernel, int n, boolean checked) {
        float[] a = new float[n];
        float[] b = new float[n];
        for (int i = 0; i < n; i++) {
            a[i] = i + 0.5f;
            b[i] = 3 * i;
        }
        Compiler.Options options = checked ? Compiler.Options.DEFAULT.withChecks() : Compiler.Options.DEFAULT;
        try (Tensor x = Tensor.of(a, n); Tensor y = Tensor.of(b, n); Tensor z = Tensor.allocate(DType.F32, n);
                Run run = Intarsia.compile(kernel, engine, options).bind(Map.of("x", x, "y", y, "z", z))) {
            run.run();
            return z.toFloats();
        }
    }

    private static float[] expected(int n) {
        float[] sums = new float[n];
        for (int i = 0; i < n; i++) {
            sums[i] = i + 0.5f + 3 * i;
        }
        return sums;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 63, 64, 65, 1000})
    void bytecodeAndTheReferenceAdd(int n) {
        Kernel kernel = add(Symbol.runtime("n"));
        assertArrayEquals(expected(n), sum(Engine.reference(), kernel, n, false));
        assertArrayEquals(expected(n), sum(Engine.jvm(1), kernel, n, false));
        assertArrayEquals(expected(n), sum(Engine.jvm(1), kernel, n, true));
    }

    @ParameterizedTest
    @EnumSource(Symbol.Kind.class)
    void sizesOfEveryKindReachTheKernel(Symbol.Kind kind) {
        Kernel kernel = add(new Symbol("n", kind, 0, 1 << 20, 1));
        assertArrayEquals(expected(100_001), sum(Engine.jvm(), kernel, 100_001, false));
    }

    @Test
    void aKernelIsCompiledOnceForAnEngine() {
        Program first = Intarsia.compile(add(Symbol.runtime("n")), Engine.jvm(1));
        Program again = Intarsia.compile(add(Symbol.runtime("n")), Engine.jvm(1));
        Program checked = Intarsia.compile(add(Symbol.runtime("n")), Engine.jvm(1), Compiler.Options.DEFAULT.withChecks());
        assertSame(first.artefacts().getFirst(), again.artefacts().getFirst());
        assertEquals(Level.LANE, checked.artefacts().getFirst().kernel().level());
        assertNotSame(first.artefacts().getFirst(), checked.artefacts().getFirst());
    }

    @Test
    void onlyTileKernelsAreCompiled() {
        Kernel lane = Intarsia.compile(add(Symbol.runtime("n")), Engine.jvm(1)).artefacts().getFirst().kernel();
        assertThrows(IllegalArgumentException.class, () -> Engine.jvm(1).load(lane, Compiler.Options.DEFAULT));
    }
}
