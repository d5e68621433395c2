package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.device.Target;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.ForwardPass;
import intarsia.tests.oracle.GgufFile;
import intarsia.tests.oracle.RandomModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole models, planned for PTX, on the PTX machine. */
class PtxModelTest {
    private static final int[] TEXT = {1, 5};

    @TempDir
    Path folder = Path.of("");

    /** One of each format of weights; all with {@code -Dintarsia.all}. */
    static List<RandomModel> models() {
        Set<Integer> seen = new HashSet<>();
        return RandomModel.ALL.stream().filter(m -> seen.add(m.weightType()) || Boolean.getBoolean("intarsia.all")).toList();
    }

    @ParameterizedTest
    @MethodSource("models")
    void twoTokensAgreeWithFloat64AndNoKernelSpills(RandomModel model) throws IOException {
        Path file = Files.write(folder.resolve("random.gguf"), model.gguf());
        double[][] wanted = new ForwardPass(GgufFile.read(file)).logits(TEXT);
        Engine engine = Engine.of("ptx");
        Target target = engine.target().orElseThrow();
        try (var planned = new PlannedModel(file, engine, target, 4)) {
            for (int p = 0; p < TEXT.length; p++) {
                float[] found = planned.logits(TEXT[p], p);
                for (int id = 0; id < found.length; id++) {
                    assertEquals(wanted[p][id], found[id], 1e-4, "position " + p + ", logit " + id);
                }
            }
            AssembledKernels.check(planned.program().artefacts());
        }
    }
}
