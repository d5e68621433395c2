package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.bundled.BundledModel;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.gguf.GgufWriter;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Conversion;
import intarsia.decoder.quantize.Quantizer;
import intarsia.decoder.quantize.Recipe;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.tests.oracle.ForwardPass;
import intarsia.tests.oracle.GgufFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The bundled model with its matrices in GGUF's types against float64 over the numbers that the file means. A model has as many types as it has
 * matrices, the next model the next types; with {@code -Dintarsia.all} each type has a model of its own too. {@link #TIED} always has.
 */
class QuantisedModelsTest {
    private static final double TOLERANCE = 1e-4;
    private static final int[] TEXT = {12, 300, 45, 7, 101, 88, 260, 19, 33, 400};
    private static final List<String> TYPES = Stream.concat(BlockFormat.named().stream().map(BlockFormat::toString), Stream.of("F16", "BF16")).toList();

    /** Of this model, one input of Q, K and V in the text lies so near the middle of two codes that single precision may round it to either. */
    private static final String TIED = "IQ2_XS";
    private static final float SCALE = 1.25f;

    @TempDir private Path folder = Path.of("");

    /** Types by turns. */
    static List<List<String>> models() throws IOException {
        try (Gguf file = BundledModel.STORIES.read()) {
            int matrices = (int) file.tensors().stream().filter(t -> t.rank() > 1).count();
            Stream<List<String>> mixed = IntStream.range(0, Math.ceilDiv(TYPES.size(), matrices)).mapToObj(m -> IntStream.range(0, matrices)
                .mapToObj(i -> TYPES.get((m * matrices + i) % TYPES.size())).toList());
            Stream<List<String>> pure = TYPES.stream().filter(t -> t.equals(TIED) || Boolean.getBoolean("intarsia.all")).map(List::of);
            return Stream.concat(mixed, pure).toList();
        }
    }

    private static Recipe recipe(Gguf file, List<String> types) {
        List<String> names = file.tensors().stream().filter(t -> t.rank() > 1).map(GgufTensor::name).toList();
        Recipe r = Recipe.parse("Q8_0");
        for (int i = 0; i < names.size(); i++) r = r.with(Pattern.compile("^" + Pattern.quote(names.get(i)) + "$"), types.get(i % types.size()));
        return r;
    }

    private static void convert(Gguf file, Recipe recipe, Path to) {
        Conversion.plan(file, recipe).write(to, new Quantizer(QuantizeRule.EXACT, Engine.jvm(), Stage.UNSEEN));
    }

    private static double gap(double[] wanted, MemorySegment found) {
        return IntStream.range(0, wanted.length).mapToDouble(i -> Math.abs(wanted[i] - found.getAtIndex(ValueLayout.JAVA_FLOAT, i))).max().orElseThrow();
    }

    /** A model whose attention has scales beside its matrices, and the numbers that it means. */
    @Test
    void scalesBesideMatricesAreMultipliedWithThem() throws IOException {
        Path quantised = folder.resolve("quantised.gguf"), plain = folder.resolve("plain.gguf");
        Path scaled = folder.resolve("scaled.gguf"), meant = folder.resolve("meant.gguf");
        try (Gguf file = BundledModel.STORIES.read()) {
            convert(file, Recipe.parse("Q8_0").with(Pattern.compile("attn|token"), "NVFP4"), quantised);
        }
        try (Gguf file = Gguf.open(quantised)) {
            convert(file, Recipe.parse("f32"), plain);
            copy(file, 1, scaled);
        }
        try (Gguf file = Gguf.open(plain)) {
            copy(file, SCALE, meant);
        }
        double[][] wanted = new ForwardPass(GgufFile.read(meant)).logits(TEXT);
        try (Model model = Model.open(scaled); Session s = Session.open(model, Engine.jvm(1), new Options(8, 64, 1, DType.F32), Stage.UNSEEN)) {
            int last = TEXT.length - 1;
            assertEquals(0, gap(wanted[last - 1], s.prefill(Arrays.copyOf(TEXT, last), 0, 0)), TOLERANCE, "a prompt");
            assertEquals(0, gap(wanted[last], s.step(TEXT[last], 0)), TOLERANCE, "a token");
        }
    }

    /** Matrices of f32 times the factor; with factor 1 as they are, and a scale beside each of those of NVFP4. */
    private static void copy(Gguf file, float factor, Path to) {
        GgufWriter out = new GgufWriter().keysOf(file);
        for (GgufTensor t : file.tensors()) {
            boolean scales = t.rank() > 1 && t.name().matches(".*(attn|token).*");
            out.tensor(t.name(), t.type(), t.dims(), () -> scales && factor != 1 ? times(t.data(), factor) : t.data());
            if (scales && factor == 1) {
                out.tensor(t.name().replace(".weight", ".scale"), GgmlType.F32, new long[] {1}, () -> bytes(SCALE));
            }
        }
        out.write(to);
    }

    private static MemorySegment bytes(float... x) {
        MemorySegment out = MemorySegment.ofArray(new byte[x.length * Float.BYTES]);
        MemorySegment.copy(x, 0, out, ValueLayout.JAVA_FLOAT_UNALIGNED, 0, x.length);
        return out;
    }

    private static MemorySegment times(MemorySegment data, float factor) {
        float[] x = data.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        for (int i = 0; i < x.length; i++) x[i] *= factor;
        return bytes(x);
    }

    @ParameterizedTest
    @MethodSource("models")
    void logitsAreThoseOfTheNumbersThatTheFileMeans(List<String> types) throws IOException {
        Path quantised = folder.resolve("quantised.gguf");
        Path plain = folder.resolve("plain.gguf");
        try (Gguf file = BundledModel.STORIES.read()) {
            convert(file, recipe(file, types), quantised);
        }
        try (Gguf file = Gguf.open(quantised)) {
            assertTrue(types.containsAll(file.tensors().stream().filter(t -> t.rank() > 1).map(t -> t.type().name()).toList()), "the types of the file");
            convert(file, Recipe.parse("f32"), plain);
        }
        GgufFile meant = GgufFile.read(plain);
        for (Activations a : Activations.values()) {
            int group = a == Activations.I8 ? 32 : 0, last = TEXT.length - 1;
            try (Model model = Model.open(quantised); Session s = Session.open(model, Engine.jvm(1), new Options(8, 64, 1, DType.F32, a), Stage.UNSEEN)) {
                float[] prompt = floats(s.prefill(Arrays.copyOf(TEXT, last), 0, 0)), token = floats(s.step(TEXT[last], 0));
                ForwardPass pass = new ForwardPass(meant, group);
                double off = gap(pass.logits(TEXT), prompt, token);
                int middles = pass.middles();
                for (int other = 1; other <= middles && off > TOLERANCE; other++) { // the last bit of single precision decides which way these go
                    off = Math.min(off, gap(new ForwardPass(meant, group, other).logits(TEXT), prompt, token));
                }
                System.out.println("activations " + a + ", " + types.size() + " types from " + types.getFirst() + ": off by " + off);
                assertEquals(0, off, TOLERANCE, a + ": " + types);
            }
        }
    }

    /** Over the last two places. */
    private static double gap(double[][] wanted, float[] prompt, float[] token) {
        int last = TEXT.length - 1;
        return Math.max(gap(wanted[last - 1], MemorySegment.ofArray(prompt)), gap(wanted[last], MemorySegment.ofArray(token)));
    }

    private static float[] floats(MemorySegment logits) {
        return logits.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }
}
