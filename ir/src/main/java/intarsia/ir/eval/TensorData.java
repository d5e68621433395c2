package intarsia.ir.eval;

import intarsia.ir.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * A whole tensor. Elements of a block format stand as their values in f32, beside the blocks they came from.
 *
 * @param blocks the bytes of a block format, where no op has moved elements since
 */
record TensorData(TensorType type, int[] shape, Elements elements, byte @Nullable [] blocks) implements Datum {
}
