package intarsia.decoder.model;

import static org.junit.jupiter.api.Assertions.*;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.ir.Kernel;
import intarsia.ir.Level;
import intarsia.ir.Ops;
import intarsia.ir.Param;
import intarsia.ir.Symbol;
import intarsia.ir.TensorOp;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.type.DType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelGraphTest {
    private static final Options OPTIONS = new Options(8, 32, 3, DType.F16);

    @TempDir
    Path folder = Path.of("");

    private Kernel graph(TinyModel model) {
        try (Gguf file = model.open(folder)) {
            ModelConfig c = ModelConfig.of(file);
            return ModelGraph.build(c, Weight.formats(file, c), OPTIONS);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2", "qwen3"})
    void theGraphIsATensorKernelWhoseTextReadsBack(String name) {
        Kernel k = graph(new TinyModel(name));
        assertEquals(Level.TENSOR, k.level());
        assertEquals(List.of(Symbol.runtime("T", 1, 8), Symbol.runtime("R", 1, 8)), k.symbols());
        assertEquals(k, Parser.parse(Printer.print(k)));
        Ops.walk(k.body(), r -> { }, s -> assertTrue(List.of("ModelGraph.java", "Rotary.java").contains(s.source().file()), s::toString));
    }

    @Test
    void parametersAreInputsThenWeightsThenStatesThenLogits() {
        Kernel k = graph(new TinyModel("llama"));
        List<String> names = k.params().stream().map(Param::name).toList();
        assertEquals(List.of("token", "position", "sequence", "row", "token_embd.weight", "blk.0.attn_norm.weight"), names.subList(0, 6));
        assertEquals(List.of("output_norm.weight", "k.0", "v.0", "k.1", "v.1", "logits"), names.subList(names.size() - 6, names.size()));
        assertType("i32[t:T] range 0..4", k, "token");
        assertType("i32[t:T] range 0..31", k, "position");
        assertType("i32[t:T] range 0..2", k, "sequence");
        assertType("i32[r:R] range 0..7", k, "row");
        assertType("Q8_0[n:5, k:64]", k, "token_embd.weight");
        assertType("Q4_0[f:96, k:64]", k, "blk.1.ffn_up.weight");
        assertType("bf16[k:64, f:96]", k, "blk.1.ffn_down.weight");
        assertType("f16[s:3, c:32, g:2, d:16]", k, "k.1");
        assertType("f32[r:R, n:5]", k, "logits");
        assertEquals(Stream.of("logits", "k.0", "v.0", "k.1", "v.1").map(n -> k.param(n).type()).toList(), k.body().yieldTypes());
    }

    private static void assertType(String wanted, Kernel k, String param) {
        assertEquals("tensor " + wanted, k.param(param).type().toString());
    }

    @Test
    void aTiedEmbeddingIsGatheredFromAndContractedWithAsOneParameter() {
        Kernel k = graph(new TinyModel("llama"));
        var value = k.param("token_embd.weight").value();
        List<String> uses = new ArrayList<>();
        Ops.walk(k.body(), r -> { }, s -> {
            if (Ops.operands(s.op()).contains(value)) uses.add(Ops.mnemonic(s.op()));
        });
        assertEquals(List.of("gather", "contract"), uses);
    }

    @Test
    void onlyTheRowsThatAreAskedForGoThroughTheOutputMatrix() {
        Kernel k = graph(new TinyModel("llama").tensor("output.weight", GgmlType.Q8_0, 64, 5));
        var last = (TensorOp.Contract) k.body().body().getLast().op();
        assertEquals(k.param("output.weight").value(), last.b());
        assertEquals("tensor f32[r:R, k:64]", last.a().type().toString());
    }

    @Test
    void rotaryPairsAreNeighboursInLlamaAndHalvesInQwen() {
        assertEquals(List.of("i", "e"), pairs("llama"));
        assertEquals(List.of("e", "i"), pairs("qwen2"));
        assertEquals(List.of("e", "i"), pairs("qwen3"));
    }

    private List<String> pairs(String architecture) {
        return graph(new TinyModel(architecture)).body().body().stream()
            .flatMap(s -> s.op() instanceof TensorOp.Split split && split.dim().equals("d") ? Stream.of(split.names()) : Stream.empty())
            .findFirst().orElseThrow();
    }

    @Test
    void rotaryDivisorsStandInTheTables() {
        Kernel k = graph(new TinyModel("llama").filled("rope_freqs.weight", 2, 8));
        List<TensorOp.Rope> tables = k.body().body().stream()
            .flatMap(s -> s.op() instanceof TensorOp.Rope r ? Stream.of(r) : Stream.empty()).toList();
        assertEquals(2, tables.size());
        for (TensorOp.Rope r : tables) assertEquals(List.of(2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0), r.divisors());
    }

    @Test
    void aTensorOfATypeWithoutKernelsIsNamed() {
        try (Gguf file = new TinyModel("llama").tensor("blk.1.ffn_up.weight", GgmlType.I16, 64, 96).open(folder)) {
            ModelConfig c = ModelConfig.of(file);
            String message = assertThrows(ModelFileException.class, () -> Weight.formats(file, c)).getMessage();
            assertTrue(message.contains("tensor blk.1.ffn_up.weight: wanted one of the types [F32, F16, BF16, Q4_0, Q4_1,"), message);
            assertTrue(message.endsWith(", found I16"), message);
        }
    }

    @Test
    void optionsThatDoNotFitAreRefused() {
        try (Gguf file = new TinyModel("llama").open(folder)) {
            ModelConfig c = ModelConfig.of(file);
            assertRefused("129 positions", () -> ModelGraph.build(c, Weight.formats(file, c), new Options(1, 129, 1, DType.F32)));
            assertRefused("no format of the tensor token_embd.weight", () -> ModelGraph.build(c, Map.of(), OPTIONS));
        }
        assertRefused("0 tokens", () -> new Options(0, 1, 1, DType.F32));
        assertRefused("f32 or f16", () -> new Options(1, 1, 1, DType.BF16));
    }

    private static void assertRefused(String wanted, Runnable r) {
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, r::run).getMessage());
        assertTrue(message.contains(wanted), message);
    }
}
