package intarsia.tests.decoder;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.bench.SyntheticModel;
import intarsia.decoder.Model;
import intarsia.decoder.Session;
import intarsia.decoder.model.Activations;
import intarsia.decoder.model.Options;
import intarsia.decoder.model.Storage;
import intarsia.decoder.model.Weight;
import intarsia.decoder.progress.Stage;
import intarsia.decoder.quantize.Recipe;
import intarsia.decoder.repack.Panel;
import intarsia.decoder.repack.PanelStore;
import intarsia.decoder.repack.Panels;
import intarsia.decoder.repack.Repacker;
import intarsia.dsl.library.BlockKernels;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.RowPanel;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import intarsia.tests.oracle.ChildJvm;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models whose matrices are read in panels give the logits that they give from their file. */
class RepackedModelsTest {
    private static final int[] TEXT = IntStream.range(0, 13).map(i -> 3 + i * 37 % 290).toArray();
    /** 300 words and 192 rows of keys fill no boxes of 16, or of 32 rows. */
    private static final double CLOSE = 1e-4;

    @TempDir private Path folder = Path.of("");

    private Path model(String recipe, boolean tied) throws IOException {
        SyntheticModel shape = new SyntheticModel("small", 2, 192, 320, 4, 2, 300, tied);
        Path file = shape.file(folder, recipe + tied);
        if (!Files.exists(file)) shape.write(Recipe.parse(recipe), file);
        return file;
    }

    private static Repacker repacker() {
        return new Repacker(1, Stage.UNSEEN);
    }

    /** After a prompt, and after one more token. */
    private static float[][] logits(Model m, Engine engine, Activations a) {
        try (Session s = Session.open(m, engine, new Options(16, 32, 1, DType.F32, a), Stage.UNSEEN)) {
            float[] prompt = s.prefill(Arrays.copyOf(TEXT, TEXT.length - 1), 0, 0).toArray(ValueLayout.JAVA_FLOAT);
            return new float[][] {prompt, s.step(TEXT[TEXT.length - 1], 0).toArray(ValueLayout.JAVA_FLOAT)};
        }
    }

    private static void assertClose(float[][] wanted, float[][] found, String what) {
        for (int i = 0; i < wanted.length; i++) {
            double most = 0;
            for (float x : wanted[i]) most = Math.max(most, Math.abs(x));
            assertEquals(300, found[i].length);
            for (int j = 0; j < wanted[i].length; j++) assertEquals(wanted[i][j], found[i][j], CLOSE * most, what + ", logits " + i + ", " + j);
        }
    }

    @ParameterizedTest
    @CsvSource({"Q4_0,true,16", "Q4_0,false,8", "Q8_0,true,32", "IQ4_NL,false,16", "Q4_K_M,false,16"})
    void logitsAreThoseOfTheFile(String recipe, boolean tied, int lanes) throws IOException {
        try (Model file = Model.open(model(recipe, tied)); Model panels = file.repacked(Storage.panels(lanes), Panels.inMemory(repacker()))) {
            List<Panel> repacked = file.panels(Storage.panels(lanes));
            assertEquals(15, repacked.size(), repacked::toString);
            assertTrue(RowPanel.is(panels.formats().getOrDefault(Weight.OUTPUT, DType.F32), lanes));
            assertEquals(1, Objects.requireNonNull(panels.formats().get(Weight.EMBEDDING)).blockRows());
            for (Activations a : Activations.values()) {
                assertClose(logits(file, Engine.jvm(1), a), logits(panels, Engine.jvm(1), a), recipe + " with " + a);
            }
        }
    }

    /** Rows are whole blocks of 256. */
    private Path trits(String recipe, boolean tied) throws IOException {
        SyntheticModel shape = new SyntheticModel("trits", 2, 256, 512, 4, 2, 300, tied);
        Path at = shape.file(folder, recipe);
        shape.write(Recipe.parse(recipe), at);
        return at;
    }

    @Test
    void aFormatWithoutPanelsStaysAsItIs() throws IOException {
        try (Model file = Model.open(trits("IQ2_XXS", false)); Model same = file.repacked(Storage.panels(16), Panels.inMemory(repacker()))) {
            assertEquals(List.of(), file.panels(Storage.panels(16)));
            assertEquals(file.formats(), same.formats());
        }
    }

    /** Digits of base 3 have another number of bits in panels. */
    @ParameterizedTest
    @CsvSource({"TQ1_0,true,16", "TQ1_0,false,8", "TQ2_0,false,16"})
    void logitsOfVectorsOfTritsAreThoseOfTheFile(String recipe, boolean tied, int lanes) throws IOException {
        Path at = trits(recipe, tied);
        try (Model file = Model.open(at); Model panels = file.repacked(Storage.panels(lanes), Panels.inMemory(repacker()))) {
            BlockFormat stored = BlockFormat.parse(recipe);
            List<Panel> repacked = file.panels(Storage.panels(lanes));
            assertEquals(15, repacked.size(), repacked::toString);
            for (Panel p : repacked) {
                assertEquals(stored, p.from());
                assertEquals(RowPanel.of(stored, RowPanel.rows(stored, lanes), lanes), p.to());
            }
            for (Activations a : Activations.values()) {
                assertClose(logits(file, Engine.jvm(1), a), logits(panels, Engine.jvm(1), a), recipe + " with " + a);
            }
        }
    }

    @Test
    void everyEngineReadsThem() throws IOException {
        try (Model file = Model.open(model("Q4_0", true)); Model panels = file.repacked(Storage.panels(16), Panels.inMemory(repacker()))) {
            float[][] wanted = logits(file, Engine.jvm(1), Activations.I8);
            assertClose(wanted, logits(panels, Engine.jvm(2), Activations.I8), "two threads");
            assertClose(wanted, logits(panels, Engine.of("ptx"), Activations.I8), "ptx");
        }
    }

    @Test
    void aTokenReadsThePanelOfATiedTableAndOneOfItsRows() throws IOException {
        try (Model file = Model.open(model("Q4_0", true)); Model panels = file.repacked(Storage.panels(16), Panels.inMemory(repacker()))) {
            long row = BlockFormat.parse("Q4_0").bytes(192);
            long filled = file.panels(Storage.panels(16)).stream().mapToLong(p -> (p.storedRows() - p.rows()) * p.from().bytes(p.columns())).sum();
            assertTrue(filled > 0);
            assertEquals(file.bytesPerToken() + filled + row, panels.bytesPerToken());
        }
    }

    @Test
    void nothingIsRepackedWhereTheStorageIsThatOfTheFile() throws IOException {
        try (Model file = Model.open(model("Q4_0", true)); Model same = file.repacked(Storage.AS_IN_FILE, (_, _, _) -> {
            throw new AssertionError("asked for");
        })) {
            assertEquals(file.formats(), same.formats());
        }
    }

    @Test
    void theSecondTimeTheyAreReadFromTheCache() throws IOException {
        PanelStore store = PanelStore.in(folder.resolve("kept"), 64 << 20);
        try (Model file = Model.open(model("Q8_0", true)); Model first = file.repacked(Storage.panels(16), store.panels(repacker()));
             Model second = file.repacked(Storage.panels(16), store.panels(new Repacker(1, (what, _, _) -> assertFalse(what.startsWith("repacking"), what))))) {
            float[][] wanted = logits(file, Engine.jvm(1), Activations.I8);
            assertClose(wanted, logits(first, Engine.jvm(1), Activations.I8), "made");
            assertArrayEquals(logits(first, Engine.jvm(1), Activations.I8), logits(second, Engine.jvm(1), Activations.I8));
            assertEquals(1, store.list().size());
        }
    }

    /** So large that it is read in several pieces, the last of which fills no box. */
    @Test
    void piecesOfALargeMatrixAreThoseOfTheWhole() throws IOException {
        SyntheticModel shape = new SyntheticModel("wide", 1, 2048, 64, 32, 4, 5003, true);
        Path file = shape.file(folder, "Q4_0");
        shape.write(Recipe.parse("Q4_0"), file);
        try (Model m = Model.open(file); Arena arena = Arena.ofShared()) {
            Panel p = m.panels(Storage.panels(16)).getFirst();
            assertTrue(p.from().bytes(p.rows(), p.columns()) > 5 << 20 && p.rows() % 16 != 0, p::toString);
            byte[] found = Objects.requireNonNull(Panels.inMemory(repacker()).of(m.file(), List.of(p), arena).get(p.weight())).toArray(ValueLayout.JAVA_BYTE);
            assertArrayEquals(whole(p, m.file().tensor(p.tensor()).data()), found);
        }
    }

    private static byte[] whole(Panel p, MemorySegment stored) {
        Tensor x = Tensor.allocate(p.from(), p.storedRows(), p.columns()), y = Tensor.allocate(p.to(), p.storedRows(), p.columns());
        MemorySegment.copy(stored, 0, x.segment(), 0, stored.byteSize());
        try (var run = Intarsia.compile(BlockKernels.repack(p.from(), p.to()), Engine.jvm(1)).bind(Map.of("x", x, "y", y))) {
            run.set(BlockKernels.ROWS, p.storedRows()).set(BlockKernels.COLUMNS, p.columns()).run();
        }
        return y.segment().toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void processesThatRepackAtOnceLeaveOneWholeFile() throws Exception {
        Path model = model("Q4_0", false), kept = folder.resolve("kept");
        List<ChildJvm> children = java.util.Collections.synchronizedList(new java.util.ArrayList<>());
        List<Thread> threads = IntStream.range(0, 3).mapToObj(_ -> Thread.ofPlatform().start(() -> {
            try {
                children.add(ChildJvm.run(RepackInChild.class, "-Dmodel=" + model, "-Dkept=" + kept));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        })).toList();
        for (Thread t : threads) t.join();
        for (ChildJvm c : children) assertEquals(0, c.exit(), c::said);
        assertEquals(3, children.size());
        PanelStore store = PanelStore.in(kept, 64 << 20);
        assertEquals(1, store.list().size());
        assertTrue(store.fault(store.list().getFirst(), () -> { }).isEmpty());
        try (Stream<Path> all = Files.list(kept)) {
            assertEquals(List.of(), all.map(Path::toString).filter(n -> n.endsWith(".part")).toList());
        }
    }

    @Test
    void aStorageThatIsNoPackingOfTheSameFieldsIsRefusedByName() throws IOException {
        try (Model file = Model.open(model("Q8_0", true))) {
            var e = assertThrows(IllegalArgumentException.class, () -> file.repacked((_, _, _) -> BlockFormat.parse("Q4_0/rows32x16"), Panels.inMemory(repacker())));
            assertTrue(String.valueOf(e.getMessage()).contains("is no panel of Q8_0"), e.getMessage());
        }
    }
}
