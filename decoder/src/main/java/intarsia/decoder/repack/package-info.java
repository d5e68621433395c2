/** Matrices of model files in packings that products read faster, made bit by bit, in memory or in the user's cache. */
@NullMarked
package intarsia.decoder.repack;

import org.jspecify.annotations.NullMarked;
