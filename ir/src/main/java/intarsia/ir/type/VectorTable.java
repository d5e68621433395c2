package intarsia.ir.type;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A book of vectors as a table, of as many vectors as its codes have values. Equal if all values are. */
public final class VectorTable implements VectorBook {
    private final double[][] vectors;

    private VectorTable(double[][] vectors) {
        this.vectors = vectors;
        int length = vectors.length == 0 ? 0 : vectors[0].length;
        if (vectors.length < 2 || Integer.bitCount(vectors.length) != 1 || vectors.length > 1 << 16 || length == 0
            || !Arrays.stream(vectors).allMatch(v -> v.length == length)) {
            throw new IllegalArgumentException("a book holds 2^1 to 2^16 vectors of one length, found " + vectors.length + " of length " + length
                + " or others");
        }
    }

    /** The book of these vectors, code 0 first. */
    public static VectorTable of(double[]... vectors) {
        return new VectorTable(Arrays.stream(vectors).map(double[]::clone).toArray(double[][]::new));
    }

    /** A book that the project brings: lines of comment ({@code #}), a line of levels, then vectors as digits that count levels. */
    static VectorTable resource(String name) {
        List<String> lines = lines(name).lines().filter(l -> !l.startsWith("#")).toList();
        double[] levels = Arrays.stream(lines.getFirst().split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new VectorTable(lines.stream().skip(1).flatMap(l -> Arrays.stream(l.split(" ")))
            .map(word -> word.chars().mapToDouble(c -> levels[c - '0']).toArray()).toArray(double[][]::new));
    }

    private static String lines(String name) {
        try (InputStream in = VectorTable.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " of module intarsia.ir is missing; build it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int bits() {
        return Integer.numberOfTrailingZeros(vectors.length);
    }

    @Override
    public int length() {
        return vectors[0].length;
    }

    @Override
    public double value(int code, int component) {
        return vectors[code][component];
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof VectorTable t && Arrays.deepEquals(vectors, t.vectors));
    }

    @Override
    public int hashCode() {
        return Arrays.deepHashCode(vectors);
    }

    @Override
    public String toString() {
        return vectors.length + " vectors of " + length() + " from " + range();
    }

    private String range() {
        double[] all = IntStream.range(0, vectors.length).boxed().flatMapToDouble(i -> Arrays.stream(vectors[i])).sorted().toArray();
        return all[0] + " to " + all[all.length - 1];
    }
}
