/** NumPy's {@code .npy} files, format 1.0, for tensors going in and out of the command line. */
@NullMarked
package intarsia.decoder.npy;

import org.jspecify.annotations.NullMarked;
