package intarsia.tests.documents;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.DotAtom;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import intarsia.passes.Compiler;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayoutPageTest {
    /** A machine with vectors of 8 words, whatever machine this is. */
    private static final Target JVM = new Target("jvm", "avx2", 8, 1, 16, EnumSet.of(Target.Feature.CVT_F16_SCALAR, Target.Feature.MASKED_32,
            Target.Feature.UNALIGNED), List.of(DotAtom.MAC_F32), MoveCosts.vector(8), AccessCosts.VECTOR);

    @Test
    void theExplanationOnThePageIsTheCompilers() {
        Page page = Page.of("docs/layouts.md");
        String kernel = page.blocks("tile").getLast().text();
        assertEquals(Compiler.explainLayouts(Parser.parse(kernel, "transpose.tile"), JVM), page.blocks("explain").getFirst().text());
    }
}
