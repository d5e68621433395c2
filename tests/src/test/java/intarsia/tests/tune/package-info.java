/** Problems, spaces and points: what is left open of kernels, and what comes of it. */
@NullMarked
package intarsia.tests.tune;

import org.jspecify.annotations.NullMarked;
