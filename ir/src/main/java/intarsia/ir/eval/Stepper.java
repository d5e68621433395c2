package intarsia.ir.eval;

import intarsia.ir.Stmt;

/**
 * Follows a run statement by statement: what a debugger or a trace is built on. What a statement means stays with the evaluator.
 *
 * <p>The statements of a region come one after another; those of a region inside an op come while that op's own
 * {@code evaluate} runs, between its beginning and its end. A statement that the warps of a block carry out one after another
 * comes once a warp.
 */
@FunctionalInterface
public interface Stepper {
    /** Nobody follows. */
    Stepper NONE = (_, _, evaluate) -> evaluate.run();

    /**
     * Carries out one statement.
     *
     * @param at       what values stand for before {@code evaluate} and, the results among them, after it; true only during this call.
     *                 Of a statement that all warps carry out together, what they stand for in warp 0
     * @param evaluate is to be run once, on this thread; what it throws is to pass
     */
    void step(Stmt s, Bindings at, Runnable evaluate);

    /**
     * The statement that is being carried out reads or writes memory of a parameter.
     *
     * @param field   of blocks; {@code value} of plain elements, and at the lane level
     * @param element in the order of memory, counted as strides are; at the lane level a byte
     */
    default void touches(String parameter, String field, long element, boolean writes) {
    }
}
