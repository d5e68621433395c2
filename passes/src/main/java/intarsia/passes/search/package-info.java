/** Finds the shortest sequence of lane ops for a conversion by enumeration, and keeps what was found. */
@NullMarked
package intarsia.passes.search;

import org.jspecify.annotations.NullMarked;
