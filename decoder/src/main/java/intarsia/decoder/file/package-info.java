/** What every model file reader shares: one exception, read-only mapping, and writing through a temporary file. */
@NullMarked
package intarsia.decoder.file;

import org.jspecify.annotations.NullMarked;
