package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Quantizer;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A quantizer gives the bytes of the definition, whether a kernel makes them or not. */
class QuantizerTest {
    private static final String TENSOR = "blk.0.attn_k.weight";

    private static byte[] defined(Format to, QuantizeRule rule, float[] x, int rows, int columns) {
        if (to instanceof BlockFormat b) return rule.quantize(b, x, rows, columns);
        MemorySegment out = MemorySegment.ofArray(new byte[(int) to.bytes(rows, columns)]);
        DType t = (DType) to;
        for (int i = 0; i < x.length; i++) {
            if (t.bits() == 16) out.set(ValueLayout.JAVA_SHORT_UNALIGNED, 2L * i, (short) t.encode(x[i]));
            else out.set(ValueLayout.JAVA_INT_UNALIGNED, 4L * i, (int) t.encode(x[i]));
        }
        return out.toArray(ValueLayout.JAVA_BYTE);
    }

    @ParameterizedTest
    @CsvSource({"Q8_0, SINGLE, true", "Q4_0, SINGLE, true", "u4g32, SINGLE, true", "u4g32_mf16, SINGLE, true", "f4e2m1g32_sf32, SINGLE, true", "i8g256_sf32_sum, SINGLE, true", "u4g32_h64, SINGLE, true", "Q4_0_h32, EXACT, true",
        "f16, EXACT, true", "bf16, EXACT, true", "f32, EXACT, true", "Q8_0, EXACT, true", "Q8_1, EXACT, false", "nf4g64, EXACT, false", "u4g32_zu4, EXACT, true", "Q4_0, GGML, true", "Q5_1, GGML, true", "Q8_0, GGML, true", "MXFP4, GGML, true", "Q4_0_h32, GGML, true", "u4g32_zu4/awq, SINGLE, true", "f8e4m3fng8x64_sf32, EXACT, true"})
    void itGivesTheBytesOfTheDefinition(String name, QuantizeRule rule, boolean kernel) throws IOException {
        Format to = Format.parse(name);
        try (Gguf file = BundledModel.STORIES.read()) {
            GgufTensor t = file.tensor(TENSOR);
            Format from = t.type().format().orElseThrow();
            int columns = (int) t.dim(0), rows = (int) t.dim(1);
            float[] x = new float[rows * columns];
            for (int i = 0; i < x.length; i++) x[i] = (float) from.dequantize(t.data(), i / columns * from.bytes(columns), i % columns);
            Quantizer quantizer = new Quantizer(rule, Engine.jvm(), Stage.UNSEEN);
            assertEquals(kernel, quantizer.byKernel(to));
            assertArrayEquals(defined(to, to instanceof BlockFormat b ? quantizer.rule(b) : rule, x, rows, columns), quantizer.convert(t, from, to).toArray(ValueLayout.JAVA_BYTE));
        }
    }
}
