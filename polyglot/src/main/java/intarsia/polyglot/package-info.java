/** The language {@code tile}: kernels as text, run by the evaluator, one instrumented node a statement (docs/polyglot.md). */
@NullMarked
package intarsia.polyglot;

import org.jspecify.annotations.NullMarked;
