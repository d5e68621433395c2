package intarsia.ir.eval;

import intarsia.ir.type.DType;
import java.util.List;

/**
 * The elements that a value stands for, to look at: of a scalar, a tile, a word in every lane, a tensor, or memory. Elements are
 * numbered row after row; those of a block format are their values in f32.
 */
public interface Contents {
    /** The type of an element. */
    DType elem();

    /** The extents: none of a scalar; of lane words the lanes, then the elements of a word where it packs several. */
    List<Integer> shape();

    /** The bits of an element. */
    long code(int element);

    /** The number that the bits of an element mean; of 64-bit integers the nearest that a double has. */
    default double value(int element) {
        return Codec.of(elem()).decode(code(element));
    }

    /** How far the value of a correct engine may lie from this one; 0 where it must be the same. Memory is taken as exact. */
    double bound(int element);

    /** The number of elements. */
    default int size() {
        return shape().stream().reduce(1, Math::multiplyExact);
    }
}
