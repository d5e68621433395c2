/** How far long work is. */
@NullMarked
package intarsia.decoder.progress;

import org.jspecify.annotations.NullMarked;
