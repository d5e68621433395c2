/** The verifier: what must hold of a kernel before any pass or engine sees it. */
@NullMarked
package intarsia.ir.verify;

import org.jspecify.annotations.NullMarked;
