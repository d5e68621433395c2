/** The evaluator: what a kernel of any level means, slow and obvious, on raw bits. The oracle of every test. */
@NullMarked
package intarsia.ir.eval;

import org.jspecify.annotations.NullMarked;
