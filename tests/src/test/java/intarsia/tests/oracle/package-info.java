/**
 * An oracle for the decoder that shares no code with it: a GGUF reader and writer, a forward pass in float64 that reads
 * as the formulas do, and small random models to run both on.
 */
@NullMarked
package intarsia.tests.oracle;

import org.jspecify.annotations.NullMarked;
