/** One corpus of tile kernels, all engines: files, a matrix of types, ops and shapes, and random kernels. */
package intarsia.tests.corpus;
