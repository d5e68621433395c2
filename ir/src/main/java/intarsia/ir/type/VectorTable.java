package intarsia.ir.type;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** A book of vectors as a table, of as many vectors as its codes have values. Equal if all values are. */
public final class VectorTable implements VectorBook {
    /** The books that the project brings, as resources. */
    private static final Set<String> NAMES = Set.of("iq1_s", "iq2_s", "iq2_xs", "iq2_xxs", "iq3_s", "iq3_xxs");
    private static final Map<String, VectorTable> READ = new ConcurrentHashMap<>();

    private final double[][] vectors;
    private final Optional<String> name;
    private final int hash;

    private VectorTable(double[][] vectors, Optional<String> name) {
        this.vectors = vectors;
        this.name = name;
        this.hash = Arrays.deepHashCode(vectors);
        int length = vectors.length == 0 ? 0 : vectors[0].length;
        if (vectors.length < 2 || Integer.bitCount(vectors.length) != 1 || vectors.length > 1 << 16 || length == 0
            || !Arrays.stream(vectors).allMatch(v -> v.length == length)) {
            throw new IllegalArgumentException("a book holds 2^1 to 2^16 vectors of one length, found " + vectors.length + " of length " + length
                + " or others");
        }
    }

    /** The book of these vectors, code 0 first. */
    public static VectorTable of(double[]... vectors) {
        return new VectorTable(Arrays.stream(vectors).map(double[]::clone).toArray(double[][]::new), Optional.empty());
    }

    /** A book that the project brings: lines of comment ({@code #}), a line of levels, then vectors as digits that count levels. */
    static VectorTable named(String name) {
        return READ.computeIfAbsent(name, VectorTable::read);
    }

    /** The book of a name, if there is one. */
    static Optional<VectorBook> find(String name) {
        return NAMES.contains(name) ? Optional.of(named(name)) : Optional.empty();
    }

    private static VectorTable read(String name) {
        List<String> lines = lines(name + ".txt").lines().filter(l -> !l.startsWith("#")).toList();
        double[] levels = Arrays.stream(lines.getFirst().split(" ")).mapToDouble(Double::parseDouble).toArray();
        return new VectorTable(lines.stream().skip(1).flatMap(l -> Arrays.stream(l.split(" ")))
            .map(word -> word.chars().mapToDouble(c -> levels[c - '0']).toArray()).toArray(double[][]::new), Optional.of(name));
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
    public Optional<String> name() {
        return name;
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
        return hash;
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
