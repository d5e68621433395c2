/** What a kernel leaves open for measurements to decide: tunables, their spaces, and the points of these. */
@NullMarked
package intarsia.ir.tune;

import org.jspecify.annotations.NullMarked;
