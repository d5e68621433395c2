/** What may use what: the module graph of the design, and who may name which library. */
@NullMarked
package intarsia.tests.architecture;

import org.jspecify.annotations.NullMarked;
