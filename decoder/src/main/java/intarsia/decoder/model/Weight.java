package intarsia.decoder.model;

import static intarsia.dsl.TensorGraph.dim;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tensor of a model, called as in GGUF files, and its named dimensions, the fastest last: GGUF's dimension 0 is the
 * last here. Names mean {@code n} token, {@code k} residual stream, {@code h} rows of all heads, {@code d} element of a
 * head, {@code f} inside the feed-forward net.
 */
public record Weight(String name, List<Dim> dims) {
    /** The table of the tokens' vectors, and the output matrix of tied models. */
    public static final String EMBEDDING = "token_embd.weight";
    /** The matrix that makes the logits, of models that are not tied. */
    public static final String OUTPUT = "output.weight";
    static final String OUTPUT_NORM = "output_norm.weight";
    private static final int SHOWN = 6;
    private static final String SUFFIX = ".weight";

    private static Weight of(String name, Dim... dims) {
        return new Weight(name, List.of(dims));
    }

    /** All tensors that a model of this configuration computes with. */
    public static List<Weight> all(ModelConfig c) {
        Dim n = dim("n", c.words());
        Dim k = dim("k", c.width());
        var all = new ArrayList<Weight>();
        all.add(of(EMBEDDING, n, k));
        for (int l = 0; l < c.layers(); l++) addLayer(c, layer(l), all);
        all.add(of(OUTPUT_NORM, k));
        if (!c.tied()) all.add(output(c));
        return all;
    }

    /** The matrix that makes the logits, where it is not the table of the tokens. */
    public static Weight output(ModelConfig c) {
        return of(OUTPUT, dim("n", c.words()), dim("k", c.width()));
    }

    /** What the names of a layer's tensors begin with. */
    static String layer(int index) {
        return "blk." + index + ".";
    }

    private static void addLayer(ModelConfig c, String at, List<Weight> all) {
        Dim k = dim("k", c.width());
        Dim f = dim("f", c.hidden());
        all.add(of(at + "attn_norm.weight", k));
        addProjection(c, at + "attn_q", c.queryRows(), all);
        addProjection(c, at + "attn_k", c.keyRows(), all);
        addProjection(c, at + "attn_v", c.valueRows(), all);
        if (c.architecture().headNorm()) {
            all.add(of(at + "attn_q_norm.weight", dim("d", c.keyDim())));
            all.add(of(at + "attn_k_norm.weight", dim("d", c.keyDim())));
        }
        all.add(of(at + "attn_output.weight", k, dim("h", c.attended())));
        all.add(of(at + "ffn_norm.weight", k));
        all.add(of(at + "ffn_gate.weight", f, k));
        all.add(of(at + "ffn_up.weight", f, k));
        all.add(of(at + "ffn_down.weight", k, f));
    }

    private static void addProjection(ModelConfig c, String name, int rows, List<Weight> all) {
        Dim h = dim("h", rows);
        all.add(of(name + ".weight", h, dim("k", c.width())));
        if (c.architecture().qkvBias()) all.add(of(name + ".bias", h));
    }

    /** Whether kernels read weights of a type: those that stand for real numbers. */
    static boolean isRead(GgmlType type) {
        return type.format().filter(f -> f instanceof BlockFormat || f instanceof DType d && d.isFloat() && !d.equals(DType.F64)).isPresent();
    }

    /** The types that kernels read. */
    static List<GgmlType> read() {
        return Arrays.stream(GgmlType.values()).filter(Weight::isRead).toList();
    }

    /** Extents as GGUF has them, fastest first. */
    long[] ggufDims() {
        return dims.reversed().stream().mapToLong(d -> d.size().constant()).toArray();
    }

    /** Checks that each tensor is there in its shape, and that there is no other. */
    static void check(Gguf file, ModelConfig c) {
        List<Weight> all = all(c);
        List<String> missing = missing(file, all);
        if (!missing.isEmpty()) {
            throw new ModelFileException(file.path(), "tensors", "every tensor of " + c.architecture().ggufName() + " with " + c.layers() + " layers",
                "none called " + some(missing));
        }
        all.forEach(w -> file.tensor(w.name).expect(w.ggufDims()));
        scales(file, all).forEach(s -> file.tensor(s).expect(1));
        List<String> strange = strange(file, c, all);
        if (!strange.isEmpty()) {
            throw new ModelFileException(file.path(), "tensors", "no others than those of " + c.architecture().ggufName() + " with " + c.layers() + " layers",
                some(strange) + ", which the model would have to compute with");
        }
    }

    /** The tensor with the number that a matrix is multiplied with: formats whose own scales are narrow, as NVFP4, keep one in files. */
    static String scale(String weight) {
        return weight.substring(0, weight.length() - SUFFIX.length()) + ".scale";
    }

    /** The scales that the file has beside matrices. */
    private static List<String> scales(Gguf file, List<Weight> all) {
        return all.stream().filter(w -> w.dims.size() > 1).map(w -> scale(w.name)).filter(s -> file.findTensor(s).isPresent()).toList();
    }

    private static List<String> missing(Gguf file, List<Weight> all) {
        return all.stream().map(Weight::name).filter(n -> file.findTensor(n).isEmpty()).toList();
    }

    private static List<String> strange(Gguf file, ModelConfig c, List<Weight> all) {
        var known = new HashSet<String>();
        all.forEach(w -> known.add(w.name));
        known.addAll(scales(file, all));
        if (c.architecture().ropeFactors()) known.add(ConfigReader.ROPE_FACTORS);
        return file.tensors().stream().map(GgufTensor::name).filter(n -> !known.contains(n)).map(ModelFileException::printable).toList();
    }

    private static String some(List<String> names) {
        String first = String.join(", ", names.subList(0, Math.min(SHOWN, names.size())));
        return names.size() <= SHOWN ? first : first + " and " + (names.size() - SHOWN) + " more";
    }

    /**
     * The formats of a model's tensors as the file stores them, by name; then those of the scales that it has beside matrices.
     *
     * @throws ModelFileException that names the first tensor of a type no kernel reads
     */
    public static Map<String, Format> formats(Gguf file, ModelConfig c) {
        var formats = new LinkedHashMap<String, Format>();
        for (Weight w : all(c)) {
            GgufTensor t = file.tensor(w.name);
            if (!isRead(t.type())) throw t.place().fail("one of the types " + read(), t.type().toString());
            formats.put(w.name, Format.parse(t.type().name()));
        }
        for (String s : scales(file, all(c))) {
            GgufTensor t = file.tensor(s);
            if (t.type() != GgmlType.F32) throw t.place().fail("F32, a number that a matrix is multiplied with", t.type().toString());
            formats.put(s, DType.F32);
        }
        return Collections.unmodifiableMap(formats);
    }
}
