/** Finds fast points of problems by measuring few: what is promising comes first, what is known is not measured again, what is found is kept. */
@NullMarked
package intarsia.tuning.search;

import org.jspecify.annotations.NullMarked;
