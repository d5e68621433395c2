package intarsia.tests.oracle;

import java.util.Arrays;

/**
 * Llama, Qwen2 and Qwen3 in float64 over the weights a GGUF file holds: the formulas, one after the other. Slow; says
 * what the logits are. What matrices are multiplied with may be rounded to eight bits a group: once, for all that read it.
 */
@SuppressWarnings("ArrayRecordComponent") // weights in records that nobody compares
public final class ForwardPass {
    private final GgufFile file;
    private final String architecture;
    private final EightBits rounding;
    private final int width, layers, heads, kvHeads, keyDim, valueDim, rotary;
    private final double epsilon;
    private final boolean interleaved;
    /** Radians a position turns rotary pair i by. */
    private final double[] turn;
    private final double[] embedding, output;
    private final Layer[] layer;

    /** A matrix of {@code rows} outputs by {@code cols} inputs, with a bias where the file has one. */
    private record Linear(double[] weight, double[] bias, int rows, int cols) {
        double[] times(double[] x) {
            var y = new double[rows];
            for (int r = 0; r < rows; r++) {
                double sum = bias.length == 0 ? 0 : bias[r];
                for (int c = 0; c < cols; c++) sum += weight[r * cols + c] * x[c];
                y[r] = sum;
            }
            return y;
        }
    }

    private record Layer(double[] attentionNorm, Linear q, Linear k, Linear v, double[] qNorm, double[] kNorm, Linear out,
                         double[] ffnNorm, Linear gate, Linear up, Linear down) { }

    public ForwardPass(GgufFile file) {
        this(file, 0);
    }

    /** @param group inputs of matrices that share a scale of eight bits, 0 for none: they are not rounded */
    public ForwardPass(GgufFile file, int group) {
        this(file, group, 0);
    }

    /** Inputs so far that lay beside the middle of two. */
    public int middles() {
        return rounding.middles();
    }

    /** @param other which of the inputs that lie beside the middle of two is rounded the other way, counted from 1; 0 for none */
    public ForwardPass(GgufFile file, int group, int other) {
        this.file = file;
        this.rounding = new EightBits(group, other);
        architecture = file.text("general.architecture", "");
        interleaved = switch (architecture) {
            case "llama" -> true;
            case "qwen2", "qwen3" -> false;
            default -> throw new IllegalArgumentException("the oracle knows no architecture '" + architecture + "'");
        };
        width = (int) integer("embedding_length");
        layers = (int) integer("block_count");
        heads = (int) integer("attention.head_count");
        kvHeads = (int) file.integer(architecture + ".attention.head_count_kv", heads);
        keyDim = (int) file.integer(architecture + ".attention.key_length", width / heads);
        valueDim = (int) file.integer(architecture + ".attention.value_length", width / heads);
        rotary = (int) file.integer(architecture + ".rope.dimension_count", keyDim);
        epsilon = file.real(architecture + ".attention.layer_norm_rms_epsilon", Double.NaN);
        turn = turns();
        embedding = file.values("token_embd.weight");
        output = file.has("output.weight") ? file.values("output.weight") : embedding;
        layer = new Layer[layers];
        Arrays.setAll(layer, this::layer);
    }

    private long integer(String key) {
        return file.integer(architecture + "." + key);
    }

    private double[] turns() {
        double base = file.real(architecture + ".rope.freq_base", 10_000);
        double[] divisor = values("rope_freqs.weight");
        var turns = new double[rotary / 2];
        for (int i = 0; i < turns.length; i++) {
            turns[i] = Math.pow(base, -2.0 * i / rotary) / (divisor.length == 0 ? 1 : divisor[i]);
        }
        return turns;
    }

    private Layer layer(int i) {
        String at = "blk." + i + ".";
        return new Layer(file.values(at + "attn_norm.weight"), linear(at + "attn_q"), linear(at + "attn_k"), linear(at + "attn_v"),
                values(at + "attn_q_norm.weight"), values(at + "attn_k_norm.weight"), linear(at + "attn_output"),
                file.values(at + "ffn_norm.weight"), linear(at + "ffn_gate"), linear(at + "ffn_up"), linear(at + "ffn_down"));
    }

    private Linear linear(String name) {
        long[] dims = file.tensor(name + ".weight").dims();
        return new Linear(file.values(name + ".weight"), values(name + ".bias"), (int) dims[1], (int) dims[0]);
    }

    /** Empty where the file has no such tensor. */
    private double[] values(String name) {
        return file.has(name) ? file.values(name) : new double[0];
    }

    /** The logits after every token: [tokens][vocabulary]. */
    public double[][] logits(int... tokens) {
        var keys = new double[layers][tokens.length][];
        var values = new double[layers][tokens.length][];
        var logits = new double[tokens.length][];
        double[] outputNorm = file.values("output_norm.weight");
        for (int pos = 0; pos < tokens.length; pos++) {
            double[] x = Arrays.copyOfRange(embedding, tokens[pos] * width, (tokens[pos] + 1) * width);
            for (int l = 0; l < layers; l++) x = block(layer[l], x, pos, keys[l], values[l]);
            logits[pos] = new Linear(output, new double[0], output.length / width, width).times(rounding.of(norm(x, 0, width, outputNorm)));
        }
        return logits;
    }

    private double[] block(Layer l, double[] x, int pos, double[][] keys, double[][] values) {
        double[] h = rounding.of(norm(x, 0, width, l.attentionNorm));
        double[] q = rotated(headNorms(l.q.times(h), l.qNorm), pos);
        keys[pos] = rotated(headNorms(l.k.times(h), l.kNorm), pos);
        values[pos] = l.v.times(h);
        x = sum(x, l.out.times(rounding.of(attend(q, pos, keys, values))));
        h = rounding.of(norm(x, 0, width, l.ffnNorm));
        double[] gate = l.gate.times(h), up = l.up.times(h);
        for (int i = 0; i < gate.length; i++) up[i] *= gate[i] / (1 + Math.exp(-gate[i]));
        return sum(x, l.down.times(rounding.of(up)));
    }

    private double[] attend(double[] q, int pos, double[][] keys, double[][] values) {
        var out = new double[heads * valueDim];
        for (int h = 0; h < heads; h++) {
            int kv = h / (heads / kvHeads);
            var p = new double[pos + 1];
            for (int t = 0; t <= pos; t++) {
                for (int i = 0; i < keyDim; i++) p[t] += q[h * keyDim + i] * keys[t][kv * keyDim + i];
                p[t] /= Math.sqrt(keyDim);
            }
            softmax(p);
            for (int t = 0; t <= pos; t++) {
                for (int i = 0; i < valueDim; i++) out[h * valueDim + i] += p[t] * values[t][kv * valueDim + i];
            }
        }
        return out;
    }

    private static void softmax(double[] p) {
        double max = Arrays.stream(p).max().orElseThrow();
        for (int i = 0; i < p.length; i++) p[i] = Math.exp(p[i] - max);
        double sum = Arrays.stream(p).sum();
        for (int i = 0; i < p.length; i++) p[i] /= sum;
    }

    /** Every head normalised by the same weights, where there are any. */
    private double[] headNorms(double[] heads, double[] weight) {
        if (weight.length == 0) return heads;
        var out = new double[heads.length];
        for (int at = 0; at < heads.length; at += keyDim) System.arraycopy(norm(heads, at, keyDim, weight), 0, out, at, keyDim);
        return out;
    }

    private double[] norm(double[] x, int from, int n, double[] weight) {
        double squares = 0;
        for (int i = 0; i < n; i++) squares += x[from + i] * x[from + i];
        double scale = 1 / Math.sqrt(squares / n + epsilon);
        var out = new double[n];
        for (int i = 0; i < n; i++) out[i] = x[from + i] * scale * weight[i];
        return out;
    }

    /** Turns pair i of each head: neighbours (2i, 2i + 1), or halves (i, i + rotary / 2). */
    private double[] rotated(double[] heads, int pos) {
        double[] out = heads.clone();
        for (int head = 0; head < heads.length; head += keyDim) {
            for (int i = 0; i < rotary / 2; i++) {
                int a = head + (interleaved ? 2 * i : i), b = interleaved ? a + 1 : a + rotary / 2;
                double cos = Math.cos(pos * turn[i]), sin = Math.sin(pos * turn[i]);
                out[a] = heads[a] * cos - heads[b] * sin;
                out[b] = heads[a] * sin + heads[b] * cos;
            }
        }
        return out;
    }

    private static double[] sum(double[] a, double[] b) {
        var out = new double[a.length];
        for (int i = 0; i < a.length; i++) out[i] = a[i] + b[i];
        return out;
    }

    /** The lowest index of the largest value. */
    public static int argmax(double[] x) {
        int best = 0;
        for (int i = 1; i < x.length; i++) if (x[i] > x[best]) best = i;
        return best;
    }
}
