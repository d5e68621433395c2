package intarsia.ir;

import java.util.List;

/**
 * An operation. Records: equal records compute equal values. Operands are {@link Value}s, never nested ops. Printer,
 * parser, operand rewriting and hashing use the record's own components; a component named {@code type} is the type of
 * the only result and stands with the result in text.
 */
public sealed interface Op permits CommonOp, TileOp, TensorOp, LaneOp {
    /** The types of its results, from operands and attributes. */
    List<Type> resultTypes();

    /** An op that does something besides computing its results: it may not be dropped, repeated or moved. */
    interface Effect {
    }

    /** An enum whose constant is the mnemonic of the op in text. */
    interface Mnemonic {
        /** The word. */
        String text();
    }
}
