package intarsia.passes.check;

import intarsia.ir.BufferType;
import intarsia.ir.Symbols;
import intarsia.ir.type.BlockFormat;
import java.util.stream.LongStream;

/** Where the elements of a view lie under the values of the symbols, counted as its strides are. */
record Places(BufferType type, long[] shape, long[] strides, long offset) {
    static Places of(BufferType t, Symbols symbols) {
        return new Places(t, t.shape().stream().mapToLong(e -> e.eval(symbols)).toArray(), t.strides().stream().mapToLong(e -> e.eval(symbols)).toArray(),
                t.offset().eval(symbols));
    }

    /** How many elements there are. */
    long count() {
        return LongStream.of(shape).reduce(1, Math::multiplyExact);
    }

    /** One past the place of the last element; 0 where there is none. */
    long end() {
        long at = offset;
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] <= 0) {
                return 0;
            }
            at = Math.addExact(at, Math.max(0, span(d, shape[d] - 1))); // a stride may be negative
        }
        return Math.addExact(at, BufferType.step(type.format()));
    }

    /** In the order of memory. */
    private long span(int d, long last) {
        if (type.format() instanceof BlockFormat f && f.rows() > 1 && d >= shape.length - 2) {
            return d == shape.length - 1 ? f.stored(0, last, 0) : f.stored(last, 0, strides[d]);
        }
        return Math.multiplyExact(last, strides[d]);
    }

    /** The place of element i of a plain type, counted row-major. */
    long at(long i) {
        long place = offset;
        long rest = i;
        for (int d = shape.length - 1; d >= 0; d--) {
            place += rest % shape[d] * strides[d];
            rest /= shape[d];
        }
        return place;
    }

    /** The first bit of element i of a plain type. */
    long bit(long i) {
        return at(i) * type.unitBits();
    }
}
