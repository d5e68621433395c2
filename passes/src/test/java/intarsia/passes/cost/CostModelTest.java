package intarsia.passes.cost;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.passes.cost.trees.Growth;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CostModelTest {
    private static final long SEED = Long.getLong("intarsia.seed", 11);
    private static final Growth FEW = new Growth(60, 15, 4, 0.1, 1, 0.8, 0.5, 63, 1);
    private static final Training FAST = new Training(FEW, FEW);

    /** Problems of other sizes each, whose points differ in two features that decide time, registers and spills. */
    private static List<Row> rows(int problems, int points) {
        Random random = new Random(SEED);
        List<Row> rows = new ArrayList<>();
        int cycles = Features.names().indexOf("launch.cycles"), live = Features.names().indexOf("live.hot"), code = Features.names().indexOf("bytecode");
        for (int p = 0; p < problems; p++) {
            double size = Math.exp(4 + random.nextInt(6));
            for (int i = 0; i < points; i++) {
                float[] f = new float[Features.names().size()];
                f[live] = 1 + random.nextInt(60);
                f[cycles] = (float) (size * (1 + 2 * random.nextDouble()));
                f[code] = 100 + 10 * f[live];
                double nanos = f[cycles] * (f[live] > 32 ? 2 + f[live] / 60 : 1) * (1 + 0.02 * random.nextGaussian());
                boolean failed = random.nextInt(40) == 0;
                Labels labels = Labels.of((int) Math.min(32, f[live]), f[live] > 32 ? 5 : 0, (int) (f[code] * 2));
                rows.add(new Row("p" + p, new Features(f), failed ? OptionalDouble.empty() : OptionalDouble.of(nanos), labels));
            }
        }
        return rows;
    }

    private static byte[] bytes(CostModel m) throws IOException {
        var out = new ByteArrayOutputStream();
        m.write(out);
        return out.toByteArray();
    }

    private static CostModel read(byte[] b) throws IOException {
        return CostModel.read(new ByteArrayInputStream(b));
    }

    @Test
    void problemsNeverSeenAreOrdered() {
        ErrorReport r = ErrorReport.of(rows(12, 40), FAST, 4);
        assertTrue(r.correlation() > 0.85, r::toString);
        assertTrue(r.regret() < 0.15 && r.regret() < r.chance() / 4, r::toString);
        assertTrue(r.measured() <= r.regret(), r::toString);
        assertTrue(r.spills() > 0.95 && r.spills() > r.oftenSpills(), r::toString);
        assertTrue(r.registers() < r.meanRegisters() / 2 && r.within8() > 0.9, r::toString);
        assertTrue(r.logTime() < 0.25 && r.logCode() < 0.1, r::toString);
        assertEquals(480, r.rows());
        assertEquals(12, r.problems());
    }

    @Test
    void aShuffledLabelIsNotLearned() {
        List<Row> rows = rows(12, 40), shuffled = new ArrayList<>();
        Random random = new Random(SEED);
        for (Row r : rows) shuffled.add(new Row(r.problem(), r.features(), OptionalDouble.of(Math.exp(random.nextGaussian())), r.labels()));
        ErrorReport r = ErrorReport.of(shuffled, FAST, 4);
        assertTrue(Math.abs(r.correlation()) < 0.25, r::toString);
    }

    /** Fails where features have changed since the model was made: docs/cost-model.md says how it is made again. */
    @Test
    void theShippedModelAnswers() {
        Prediction p = CostModel.shipped().predict(FeaturesSamples.sample("p", true).row().features());
        assertTrue(CostModel.shipped().rows() > 50 && p.nanos() > 0 && Double.isFinite(p.score()) && p.spills() >= 0 && p.spills() <= 1 && p.codeBytes() > 0, p::toString);
    }

    @Test
    void theFirstOfTheOrderHasTheHighestScore() {
        List<Row> rows = rows(4, 20);
        CostModel m = CostModel.train(rows, FAST);
        List<Features> points = rows.subList(0, 20).stream().map(Row::features).toList();
        List<Integer> order = m.order(points);
        assertEquals(IntStream.range(0, 20).boxed().toList(), order.stream().sorted().toList());
        assertTrue(m.predict(points.get(order.getFirst())).score() >= m.predict(points.get(order.getLast())).score());
        assertEquals(List.of(0, 1), m.order(List.of(points.getFirst(), points.getFirst())));
        assertEquals(List.of(), m.order(List.of()));
    }

    @Test
    void rowsWithoutTimesOrLabelsMakeAModelThatSaysSomething() {
        List<Row> bare = rows(3, 5).stream().map(r -> new Row(r.problem(), r.features(), OptionalDouble.empty(), Labels.NONE)).toList();
        Prediction p = CostModel.train(bare, FAST).predict(bare.getFirst().features());
        assertTrue(Double.isFinite(p.score()) && p.nanos() > 0 && p.registers() == 0 && p.codeBytes() > 0, p::toString);
        CostModel none = CostModel.train(List.of(), FAST);
        assertEquals(0.5, none.predict(bare.getFirst().features()).spills());
    }

    @Test
    void aFileIsTheModelBitForBit() throws IOException {
        CostModel m = CostModel.train(rows(3, 20), FAST);
        byte[] once = bytes(m);
        assertArrayEquals(once, bytes(read(once)));
        assertArrayEquals(once, bytes(CostModel.train(rows(3, 20), FAST)));
        assertEquals(60, read(once).rows());
        for (Row r : rows(3, 20)) assertEquals(m.predict(r.features()), read(once).predict(r.features()));
    }

    @Test
    void damagedFilesAreRefused() throws IOException {
        byte[] whole = bytes(CostModel.train(rows(2, 10), FAST));
        for (int n = 0; n < whole.length; n += 1 + n / 20) {
            byte[] part = Arrays.copyOf(whole, n);
            assertThrows(IOException.class, () -> read(part));
        }
        Random random = new Random(SEED);
        for (int i = 0; i < 500; i++) {
            byte[] changed = whole.clone();
            changed[random.nextInt(i % 2 == 0 ? 40 : changed.length)] ^= (byte) (1 << random.nextInt(8));
            assertThrows(IOException.class, () -> read(changed), "seed " + SEED);
        }
    }

    /** Whoever can compute the digest can still not make it allocate, loop or answer from columns that are not there. */
    @Test
    void hostileFilesWithARightDigestAreRefused() throws IOException {
        byte[] whole = bytes(CostModel.train(rows(2, 10), FAST));
        Random random = new Random(SEED);
        for (int i = 0; i < 300; i++) {
            byte[] changed = whole.clone();
            int at = 24 + random.nextInt(changed.length - 24);
            changed[at] = (byte) random.nextInt();
            byte[] body = Arrays.copyOfRange(changed, 24, changed.length);
            java.nio.ByteBuffer.wrap(changed).putLong(16, new intarsia.ir.device.Digest().add(body).value());
            try {
                Prediction p = read(changed).predict(rows(1, 1).getFirst().features());
                assertTrue(!Double.isNaN(p.spills()), p::toString);
            } catch (IOException refused) {
                assertTrue(String.valueOf(refused.getMessage()).startsWith("no "), refused::toString);
            }
        }
        byte[] huge = whole.clone();
        java.nio.ByteBuffer.wrap(huge).putInt(12, Integer.MAX_VALUE);
        assertTrue(String.valueOf(assertThrows(IOException.class, () -> read(huge)).getMessage()).contains("at most"));
    }

    @Test
    void rowsThatCannotBeAreRefused() {
        Features f = rows(1, 1).getFirst().features();
        assertThrows(IllegalArgumentException.class, () -> new Row("p", new Features(new float[3]), OptionalDouble.of(1), Labels.NONE));
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> new Row("p", f, OptionalDouble.of(bad), Labels.NONE));
        }
        assertThrows(IllegalArgumentException.class, () -> ErrorReport.of(rows(1, 5), FAST, 4));
    }

    @Test
    void ranksOfEqualsAreTheirMean() {
        assertEquals(1, Ranks.correlation(new double[] {1, 2, 2, 5}, new double[] {10, 20, 20, 21}), 1e-12);
        assertEquals(-1, Ranks.correlation(new double[] {1, 2, 3}, new double[] {3, 2, 1}), 1e-12);
        assertEquals(0, Ranks.correlation(new double[] {1, 1, 1}, new double[] {3, 2, 1}), 0);
        assertEquals(0.5, Ranks.correlation(new double[] {1, 2, 3}, new double[] {1, 3, 2}), 1e-12);
    }

    @Test
    void aTableIsReadAsItWasWritten(@TempDir Path folder) throws IOException {
        Sample s = FeaturesSamples.sample("p \"quoted\", with a comma", true), t = FeaturesSamples.sample("q", false);
        Path objects = folder.resolve("a.jsonl"), table = folder.resolve("a.csv");
        try (DataSet d = DataSet.create(objects, table)) {
            d.write(s);
            d.write(t);
        }
        assertEquals(List.of(s.row(), t.row()), DataTable.read(table));
        List<String> lines = Files.readAllLines(objects);
        assertEquals(2, lines.size());
        assertTrue(lines.getFirst().contains("\"ir\": \"intarsia 1\\nlane kernel") && lines.getFirst().contains("p \\\"quoted\\\""), lines::toString);
        assertTrue(lines.getLast().contains("\"failure\": \"no\\tcode\"".replace("\\t", "\\u0009")), lines::getLast);
    }

    @Test
    void tablesOfOthersAreRefusedWithTheLine(@TempDir Path folder) throws IOException {
        Path table = folder.resolve("a.csv");
        for (String bad : List.of("", "problem,point\n", DataTable.head() + "\nx,y\n", DataTable.head() + "\n" + "x,".repeat(7 + Features.names().size()) + "x\n")) {
            Files.writeString(table, bad);
            assertTrue(String.valueOf(assertThrows(IOException.class, () -> DataTable.read(table)).getMessage()).startsWith(table.toString()), bad);
        }
    }
}
