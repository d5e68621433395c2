package intarsia.decoder.npy;

import intarsia.decoder.file.Place;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** The header of a {@code .npy} file: the element type and the elements along each dimension, slowest first. */
final class NpyHeader {
    private final NpyType type;
    private final long[] shape;

    NpyHeader(NpyType type, long[] shape) {
        this.type = type;
        this.shape = shape.clone();
    }

    NpyType type() {
        return type;
    }

    long[] shape() {
        return shape.clone();
    }

    /** Bytes of the data. */
    long dataBytes(Place place) {
        try {
            return NpyArray.byteSize(type, shape);
        } catch (ArithmeticException _) {
            throw place.fail("fewer than 2^63 bytes", toString());
        }
    }

    /** As NumPy writes it. */
    String literal() {
        return "{'descr': '" + type.descr() + "', 'fortran_order': False, 'shape': " + tuple() + ", }";
    }

    private String tuple() {
        String dims = LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(", "));
        return "(" + dims + (shape.length == 1 ? ",)" : ")");
    }

    @Override public String toString() {
        return type.descr() + " " + tuple();
    }
}
