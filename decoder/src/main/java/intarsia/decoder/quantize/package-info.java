/** A model's tensors in other formats. */
@NullMarked
package intarsia.decoder.quantize;

import org.jspecify.annotations.NullMarked;
