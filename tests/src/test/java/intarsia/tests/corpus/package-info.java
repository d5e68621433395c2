/** One corpus of tile kernels, all engines: files, a matrix of types, ops and shapes, and random kernels. */
@NullMarked
package intarsia.tests.corpus;

import org.jspecify.annotations.NullMarked;
