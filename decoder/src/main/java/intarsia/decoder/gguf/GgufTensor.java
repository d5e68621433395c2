package intarsia.decoder.gguf;

import intarsia.decoder.file.Place;
import intarsia.ir.type.Format;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** A tensor of a GGUF file: what the file says of it, and its bytes in the mapping. */
public final class GgufTensor {
    private final Place place;
    private final String name;
    private final GgmlType type;
    private final long[] dims;
    private final long offset;
    private final MemorySegment data;

    GgufTensor(Place place, String name, GgmlType type, long[] dims, long offset, MemorySegment data) {
        this.place = place;
        this.name = name;
        this.type = type;
        this.dims = dims;
        this.offset = offset;
        this.data = data;
    }

    /** The name, 1 to 64 bytes. */
    public String name() {
        return name;
    }

    /** How the elements are stored. */
    public GgmlType type() {
        return type;
    }

    /** How many dimensions, 1 to 4. */
    public int rank() {
        return dims.length;
    }

    /** Elements along a dimension; dimension 0 is the row, whose elements lie side by side. 1 beyond the rank. */
    public long dim(int index) {
        return index < dims.length ? dims[index] : 1;
    }

    /** Elements along each dimension, fastest first. */
    public long[] dims() {
        return dims.clone();
    }

    /** All elements. */
    public long elements() {
        return LongStream.of(dims).reduce(1, (a, b) -> a * b);
    }

    /** Where the bytes begin, from the start of the file. */
    public long offset() {
        return offset;
    }

    /** How many bytes. */
    public long byteSize() {
        return data.byteSize();
    }

    /** The bytes, read-only, valid until the file is closed; aligned as {@link Gguf#alignment} says. */
    public MemorySegment data() {
        return data;
    }

    /**
     * The tensor for kernels, where it is in the file: rows last, as {@code [n, k]} for matrices. The file must stay open while it is used.
     *
     * @throws intarsia.decoder.file.ModelFileException for a type that no kernel reads
     */
    public Tensor tensor() {
        Format format = type.format().orElseThrow(() -> place.fail("a type that kernels read", type.name()));
        long[] shape = new long[dims.length];
        for (int d = 0; d < shape.length; d++) {
            shape[d] = dims[shape.length - 1 - d];
        }
        return Tensor.of(data, format, shape);
    }

    /** Where it stands, for messages of those who check further. */
    public Place place() {
        return place;
    }

    /** This tensor, after a check of its shape; dimensions of 1 at the end may be missing on either side. */
    public GgufTensor expect(long... wanted) {
        for (int i = 0; i < Math.max(wanted.length, dims.length); i++) {
            long want = i < wanted.length ? wanted[i] : 1;
            if (dim(i) != want) throw place.fail("shape " + shape(wanted), shape(dims));
        }
        return this;
    }

    static String shape(long[] dims) {
        return Arrays.stream(dims).mapToObj(Long::toString).collect(Collectors.joining("×"));
    }

    @Override public String toString() {
        return Cursor.shown(name) + " " + type + " " + shape(dims);
    }
}
