package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.device.Target;
import intarsia.ir.type.DType;
import intarsia.passes.Compiler;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A lane moves several words at once where addresses are known to be multiples of them, and only there. */
class WideAccessTest {
    private static final Target PTX = new PtxBackend().targets().getFirst();

    /** Tiles of 128 at multiples of a step; the step's greatest power of two says how wide an access may be. */
    @ParameterizedTest
    @CsvSource({"f32, 128, 4", "f32, 132, 4", "f32, 130, 2", "f32, 129, 1", "i32, 136, 4", "i8, 128, 1", "u16, 132, 2", "u16, 136, 2", "i8, 129, 1"})
    void asWideAsTheStepAllows(String elem, int step, int words) {
        Kernel k = kernel(elem, step);
        assertEquals(words, widest(k), () -> k + "");
        List<LaneEngine> ptx = LaneEngine.all().stream().filter(e -> e instanceof LaneEngine.Ptx).toList();
        assertEquals(Map.of(), new Launch(k, Map.of(), Map.of("x", Distribution.EXTREME), 7).problems(ptx));
    }

    private static Kernel kernel(String elem, int step) {
        DType d = DType.parse(elem);
        return TileKernel.define("copy", k -> {
            Scalar at = k.grid(Size.of(3)).times(step);
            k.out("y", d, Size.of(3L * step)).at(at).store(k.in("x", d, Size.of(3L * step)).at(at).load(128));
        });
    }

    private static int widest(Kernel k) {
        List<Integer> counts = new ArrayList<>();
        Ops.walk(Compiler.toLane(k, PTX, Compiler.Options.DEFAULT).body(), _ -> { }, s -> {
            if (s.op() instanceof LaneOp.Ld ld) {
                counts.add(ld.count());
            }
        });
        return counts.stream().mapToInt(Integer::intValue).max().orElse(0);
    }
}
