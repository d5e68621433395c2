package intarsia.tests.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.bench.Cold;
import intarsia.cli.bench.Footprint;
import intarsia.cli.bench.LlamaBench;
import intarsia.cli.bench.Measured;
import intarsia.cli.bench.NewModel;
import intarsia.cli.bench.RateChart;
import intarsia.cli.bench.SyntheticModel;
import intarsia.cli.bench.Versus;
import intarsia.cli.child.Child;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Options;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Recipe;
import intarsia.ir.type.DType;
import intarsia.runtime.Engine;
import java.io.IOException;
import java.io.StringReader;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

/** {@code bench}: what it measures, not how much that is. */
final class BenchCommandTest {
    private static final List<String> MEMBERS = List.of("kernel", "format", "activations", "shape", "batch", "threads", "gbPerSecond", "limitGbPerSecond", "fraction", "microseconds", "spread");

    @TempDir private Path folder;

    @Test void aProductIsAnObjectALineAndABarInAPicture() throws Exception {
        Path svg = folder.resolve("rates.svg");
        Command c = Command.run("bench", "gemv", "--format", "u3g32", "--shape", "64x256", "--threads", "1", "--json", "--svg", svg);
        assertEquals(0, c.exit(), c.err());
        List<Map<String, Object>> all = c.out().lines().map(JsonText::object).toList();
        assertEquals(1, all.size(), c.out());
        for (Map<String, Object> m : all) {
            assertEquals(MEMBERS, List.copyOf(m.keySet()));
            assertEquals("gemv", m.get("kernel"));
            assertEquals("64x256", m.get("shape"));
            assertTrue(Double.parseDouble(String.valueOf(m.get("microseconds"))) > 0, m::toString);
            assertTrue(Double.parseDouble(String.valueOf(m.get("fraction"))) > 0, m::toString);
        }
        assertTrue(Files.readString(svg).contains("u3g32"), Files.readString(svg));
    }

    @ParameterizedTest
    @CsvSource({"--threads=1, u3g32_sf16/rows[0-9]+x[0-9]+", "--in-file, u3g32_sf16"})
    void weightsLieInPanelsUnlessTheFileIsAskedFor(String option, String format) throws Exception {
        Command c = Command.run("bench", "gemv", "--format", "u3g32", "--shape", "64x256", "--json", option);
        assertEquals(0, c.exit(), c.err());
        assertTrue(String.valueOf(JsonText.object(c.out().strip()).get("format")).matches(format), c.out());
    }

    @Test void aPictureOfRatesIsWellFormed() throws Exception {
        String svg = RateChart.of(List.of(new Measured("gemv", "<a>&", "i8", "8x8", 1, 2, 10, 40, 0.25, 3, 0.01), new Measured("gemv", "b", "f32", "8x8", 1, 2, 50, 40, 1.25, 3, 0)));
        DocumentBuilderFactory.newDefaultInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @ParameterizedTest
    @CsvSource({"gemv --shape 12,2", "gemv --shape 0x5,2", "gemv --format nothing,2", "gemv --batch 0,2", "decode --synthetic gpt,2", "decode --prompt -1,2", "compile --engine reference,2", "decode --format u3g32,2"})
    void whatCannotBeTimedIsRefused(String arguments, int exit) {
        Object[] all = ("bench " + arguments).split(" ", -1);
        Command c = Command.run(all);
        assertEquals(exit, c.exit(), c.out() + c.err());
        assertTrue(c.err().contains("intarsia: "), c.err());
    }

    @Test void everyKernelThatIsCompiledIsALineOnce() {
        Command c = Command.run("bench", "compile", "--format", "Q4_0;u3g32;Q4_0", "--activations", "i8");
        assertEquals(0, c.exit(), c.err());
        List<String> lines = c.out().lines().toList();
        assertEquals(List.of("format", "i8", "Q4_0", "u3g32"), lines.stream().limit(lines.size() - 1).map(l -> l.substring(0, l.indexOf(' '))).toList(), c.out());
        for (String l : lines.subList(1, 4)) {
            long[] n = Arrays.stream(l.substring(37).strip().split(" +", -1)).mapToLong(Long::parseLong).toArray();
            assertEquals(n[1] + n[2], n[3], l);
            assertTrue(n[3] > 0, l);
        }
        assertTrue(lines.getLast().startsWith("IR to loaded class, median of 3 kernels: "), c.out());
    }

    @Test void aProcessSaysWhenItsFirstTokenIsThere() throws Exception {
        Path file = folder.resolve("small.gguf");
        new SyntheticModel("small", 1, 256, 512, 4, 2, 300, true).write(Recipe.parse("Q4_0"), file);
        Command c = Command.run("bench", "cold", "--model", file, "--prompt", "3", "--activations", "i8");
        assertEquals(0, c.exit(), c.err());
        assertEquals(Cold.FIRST, c.out().strip());
        assertTrue(Footprint.peakResident().orElse(1L << 20) >= 1L << 20);
    }

    @Test void whatTuningAddsIsTheRatioOfMedians() {
        NewModel m = new NewModel(32, 100, "on", List.of(2_000_000_000L, 2_200_000_000L, 5_000_000_000L), List.of(2_000_000_000L, 1_900_000_000L, 2_100_000_000L));
        assertEquals("a process with a model never seen, prompt of 32 and 100 tokens: 2.20 s with --tuning on, 2.00 s with off, +10.0 % (medians of 3 by turns; within 3.00 s and 0.20 s)", m.line());
    }

    @Test void processesWithAndWithoutTuningAreTimedInFoldersOfTheirOwn(@TempDir Path own) throws IOException {
        Command c = Command.run("bench", "tuning", "--tuning", "on", "--pairs", 1, "--prompt", 2, "--tokens", 2, "--threads", 1, "--repack", "off", "--folder", own);
        assertEquals(0, c.exit(), c.err());
        assertTrue(c.out().startsWith("a process with a model never seen, prompt of 2 and 2 tokens: "), c.out());
        try (var left = Files.list(own)) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test void whatAProcessMayTakeFollowsFromItsFile() {
        Cold c = new Cold(32, 1_234_567_890L, OptionalLong.of(1_400_000_000L), 1_000_000_000L, 0);
        assertEquals(1_350_000_000L, c.allowed());
        assertTrue(c.line().contains("first token after 1234 ms") && c.line().contains("above the"), c.line());
        Map<String, Object> json = JsonText.object(c.json());
        assertEquals("1234.567", String.valueOf(json.get("firstTokenMilliseconds")));
        assertEquals("0", String.valueOf(json.get("heapBytesPerToken")));
    }

    @Test void aFileHasItsFormats() {
        Command c = Command.run("bench", "decode", "--model", folder.resolve("m.gguf"), "--format", "Q4_0");
        assertEquals(2, c.exit(), c.out() + c.err());
        assertTrue(c.err().contains("--format Q4_0 with --model"), c.err());
    }

    @Nested
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the program is a shell script")
    class AgainstAnotherProgram {
        private static final String OBJECTS = """
            [ { "n_prompt": 512, "n_gen": 0, "avg_ts": 900.0 },
              { "model_filename": "m", "n_prompt": 0, "n_gen": 32, "samples_ns": [ 1, 2 ], "avg_ts": 20.5 } ]
            """;

        private LlamaBench program(String script) throws IOException {
            Path file = folder.resolve("llama-bench");
            Files.writeString(file, "#!/bin/sh\n" + script + "\n");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            return LlamaBench.find(file.toString()).orElseThrow();
        }

        private String failure(String script) throws IOException {
            LlamaBench program = program(script);
            return String.valueOf(assertThrows(IOException.class, () -> program.tokensPerSecond(Path.of("m.gguf"), 2, _ -> { })).getMessage());
        }

        @Test void itsTokensASecondAreRead() throws Exception {
            LlamaBench program = program("echo \"$@\" > \"$0.args\"; echo loading >&2; cat <<END\n" + OBJECTS + "END");
            assertEquals(20.5, program.tokensPerSecond(Path.of("m.gguf"), 3, _ -> { }));
            String args = Files.readString(folder.resolve("llama-bench.args"));
            assertTrue(args.startsWith("-m m.gguf -t 3 ") && args.strip().endsWith("-o json"), args);
            Versus v = new Versus(41, 20.5);
            assertTrue(v.line().contains("41.00 tokens a second") && v.line().contains("ratio 2.000"), v.line());
            assertEquals("2", String.valueOf(JsonText.object(v.json()).get("ratio")));
        }

        @Test void itsFailuresAreSaid() throws Exception {
            assertTrue(failure("echo no such model >&2; exit 4").contains("ended with exit code 4: no such model"));
            assertTrue(failure("echo '[]'").contains("no object with n_gen above 0"));
            assertTrue(failure("echo '{\"n_gen\": 1, \"avg_ts\": -1}'").contains("wanted a number above 0"));
            assertTrue(failure("while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done").contains("wrote too much"));
        }

        @Test void itIsStopped() throws Exception {
            LlamaBench program = program("exec sleep 600");
            assertThrows(IOException.class, () -> program.tokensPerSecond(Path.of("m.gguf"), 2, Child::stop));
        }

        @Test void itIsComparedOnTheCpuAlone() throws Exception {
            program("exit 0");
            Command c = Command.run("bench", "decode", "--against", folder.resolve("llama-bench"), "--engine", "ptx");
            assertEquals(2, c.exit(), c.out() + c.err());
            assertTrue(c.err().contains("found --engine ptx, wanted jvm"), c.err());
        }

        @Test void withoutItThisMachineLacksSomething() {
            Command c = Command.run("bench", "decode", "--against", folder.resolve("none"));
            assertEquals(3, c.exit(), c.out() + c.err());
            assertTrue(c.err().contains("no such program") && c.err().contains("llama.cpp"), c.err());
        }
    }

    @ParameterizedTest
    @CsvSource({"Q4_0,false", "Q4_K_M,true", "TQ2_0,true"})
    void aSyntheticModelMakesTokens(String recipe, boolean tied) throws Exception {
        SyntheticModel shape = new SyntheticModel("small", 2, 256, 512, 4, 2, 300, tied);
        Path file = shape.file(folder, recipe);
        shape.write(Recipe.parse(recipe), file);
        assertTrue(Files.size(file) > shape.bytes(Recipe.parse(recipe)));
        try (Model model = Model.open(file); Session s = Session.open(model, Engine.jvm(1), new Options(1, 8, 1, DType.F32), Stage.UNSEEN)) {
            s.prefill(new int[] {1}, 0, 0);
            float[] logits = s.step(1, 0).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
            assertEquals(300, logits.length);
            for (float l : logits) assertTrue(Float.isFinite(l), recipe);
        }
        assertThrows(IllegalArgumentException.class, () -> shape.bytes(Recipe.parse("u3g32")));
    }
}
