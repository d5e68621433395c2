package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import intarsia.codegen.jvm.JvmBackend;
import intarsia.tests.oracle.ChildJvm;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The corpus in JVMs of other vector widths: a seeded sample of it, under {@code -Dintarsia.all=true} the whole. */
class WidthTest {
    @ParameterizedTest
    @ValueSource(strings = {"-XX:MaxVectorSize=16", "-XX:MaxVectorSize=32", "-XX:UseAVX=2"})
    void theCorpusMeansTheSameAtOtherVectorWidths(String flag) throws IOException, InterruptedException {
        int lanes = flag.endsWith("=16") ? 4 : 8;
        int widest = new JvmBackend().targets().getFirst().lanes();
        assumeTrue(widest > lanes, () -> flag + " is no other width here: vectors have " + widest + " words");
        ChildJvm child = ChildJvm.run(WidthRun.class, flag);
        System.out.print(child.said().lines().filter(l -> l.startsWith(WidthRun.WORD)).map(l -> flag + ": " + l + "\n").reduce("", String::concat));
        assertEquals(0, child.exit(), () -> flag + ":\n" + child.said());
    }
}
