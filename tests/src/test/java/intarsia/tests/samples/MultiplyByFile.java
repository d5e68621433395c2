package intarsia.tests.samples;

import intarsia.decoder.gguf.Gguf;
import intarsia.runtime.op.Matmul;
import java.nio.file.Path;

final class MultiplyByFile {
    private MultiplyByFile() {
    }

    // sample
    static float[] multiply(Path model, String name, float[] x) {
        try (Gguf file = Gguf.open(model)) {
            return Matmul.of(file.tensor(name).tensor()).apply(x);
        }
    }
    // end
}
