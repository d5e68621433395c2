package intarsia.passes.cost;

import intarsia.passes.cost.trees.Ensemble;
import intarsia.passes.cost.trees.Logistic;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Says what kernels will cost without running them: {@link Features} go through an ensemble of trees for each answer. Immutable; any thread may ask. */
public final class CostModel {
    /** One that nobody has taught: where nothing is asked of a model. */
    public static final CostModel NONE = train(List.of(), Training.DEFAULT);

    private static final String SHIPPED = "default.model";
    /** What the score of the order and the time count, each in its own unit: logarithms of times differ by tenths, scores by ones. */
    private static final double TIME_WEIGHT = 4;

    private final Map<Head, Ensemble> heads;
    private final int rows;

    CostModel(Map<Head, Ensemble> heads, int rows) {
        this.heads = new EnumMap<>(heads);
        this.rows = rows;
        for (Head h : Head.values()) {
            Ensemble e = heads.get(h);
            int columns = Features.names().size();
            if (e == null || e.columns() != columns) throw new IllegalArgumentException("a model without an answer '" + h.text() + "' from " + columns + " features");
        }
    }

    /** The one that comes with this version, trained on {@code docs/cost-model.md}'s kernels. */
    public static CostModel shipped() {
        return ofShipped(CostModel::read);
    }

    /** The {@link #digest} of the one that is shipped. */
    public static String shippedDigest() {
        return ofShipped(ModelFile::digest);
    }

    private interface Reading<T> {
        T of(InputStream in) throws IOException;
    }

    private static <T> T ofShipped(Reading<T> reading) {
        try (InputStream in = CostModel.class.getResourceAsStream(SHIPPED)) {
            if (in == null) throw new IOException(SHIPPED + " is missing from the jar");
            return reading.of(new BufferedInputStream(in));
        } catch (IOException e) {
            throw new IllegalStateException("the cost model that is shipped: " + e.getMessage(), e);
        }
    }

    /** Teaches one by rows, which are of several problems; the same rows and growth give the same model. */
    public static CostModel train(List<Row> rows, Training training) {
        return training.model(rows);
    }

    /**
     * Reads one.
     *
     * @throws IOException where it is none, is damaged, or was made for other features
     */
    public static CostModel read(InputStream in) throws IOException {
        return ModelFile.read(in);
    }

    /**
     * What tells one from others, 16 hexadecimal digits: read from the first bytes of its file, for who wants to know whether it is the one as before, without reading it.
     *
     * @throws IOException where they are of no model of this version
     */
    public static String digest(InputStream in) throws IOException {
        return ModelFile.digest(in);
    }

    /** Writes it. */
    public void write(OutputStream out) throws IOException {
        ModelFile.write(this, out);
    }

    /** Rows that it was taught by. */
    public int rows() {
        return rows;
    }

    Ensemble head(Head h) {
        return java.util.Objects.requireNonNull(heads.get(h));
    }

    /** What it says of a kernel. */
    public Prediction predict(Features f) {
        double time = of(Head.TIME, f);
        return new Prediction(of(Head.RANK, f) - TIME_WEIGHT * (time + Math.log(f.estimate())), f.estimate() * Math.exp(time),
            Logistic.probability(of(Head.SPILL, f)), Math.max(0, of(Head.REGISTERS, f)), f.of("bytecode") * Math.exp(of(Head.CODE, f)));
    }

    double of(Head h, Features f) {
        return head(h).of(f.values());
    }

    /** The points of a problem, the most promising first, by their places in the list; of points alike the first given. */
    public List<Integer> order(List<Features> points) {
        double[] scores = points.stream().mapToDouble(f -> predict(f).score()).toArray();
        return IntStream.range(0, scores.length).boxed().sorted(Comparator.comparingDouble((Integer i) -> -scores[i])).toList();
    }
}
