package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.Compiler;
import intarsia.passes.search.Formula;
import intarsia.passes.search.KeptRules;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sequence that a search found and the passes use, over every code of its type: itself, and in compiled kernels. */
class KeptRulesTest {
    private static final int BLOCK = 64;

    static List<DType> types() {
        return KeptRules.types();
    }

    /** Plain lanes, the fewest of the JVM, where tables are dearest, and the PTX machine. */
    private static List<LaneEngine> engines() {
        List<LaneEngine> all = LaneEngine.all();
        LaneEngine narrow = all.stream().filter(e -> e instanceof LaneEngine.Jvm j && !j.plain()).toList().getLast();
        LaneEngine plain = all.stream().filter(LaneEngine.Evaluated.class::isInstance).findFirst().orElseThrow();
        LaneEngine ptx = all.stream().filter(LaneEngine.Ptx.class::isInstance).findFirst().orElseThrow();
        return List.of(plain, narrow, ptx);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyFormulaIsRightForEveryCode(DType t) {
        for (Formula f : KeptRules.of(t)) {
            assertEquals(f, Formula.parse(f.toString()));
            for (int c : codes(t)) {
                assertSame(t, c, f.apply(c), f.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyEngineDecodesEveryCode(DType t) {
        int[] codes = codes(t);
        Kernel tile = kernel(t);
        for (LaneEngine e : engines()) {
            int[] found = run(e, tile, codes);
            for (int i = 0; i < codes.length; i++) {
                assertSame(t, codes[i], found[i], e.name());
            }
        }
    }

    private static void assertSame(DType t, int code, int found, String where) {
        if (t instanceof IntType i) {
            assertEquals(i.decodeLong(code), found, where + ": code " + code);
            return;
        }
        float want = (float) t.decode(code);
        float got = Float.intBitsToFloat(found);
        assertTrue(Float.floatToIntBits(want) == Float.floatToIntBits(got), where + ": " + t + " code " + code + " is " + want + "; found " + got);
    }

    private static int[] codes(DType t) {
        return IntStream.range(0, 1 << t.bits()).filter(t::isCode).toArray();
    }

    private static Kernel kernel(DType t) {
        return TileKernel.define("decode", k -> {
            Size n = k.size("n");
            var x = k.in("x", DType.I32, n);
            var y = k.out("y", DType.I32, n);
            Scalar i = k.grid(n.ceilDiv(BLOCK)).times(BLOCK);
            var typed = x.at(i).load(BLOCK).cast(new IntType(t.bits(), false)).bits(t);
            y.at(i).store(t instanceof IntType ? typed.cast(DType.I32) : typed.cast(DType.F32).bits(DType.I32));
        });
    }

    private static int[] run(LaneEngine e, Kernel tile, int[] codes) {
        Kernel lane = Compiler.toLane(tile, e.target(), Compiler.Options.DEFAULT);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = arena.allocateFrom(ValueLayout.JAVA_INT, codes);
            MemorySegment y = arena.allocate(4L * codes.length, 64);
            e.run(lane, Map.of("x", x, "y", y), Symbols.of(Map.of("n", (long) codes.length)));
            return y.toArray(ValueLayout.JAVA_INT);
        }
    }
}
