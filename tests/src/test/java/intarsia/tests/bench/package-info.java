/** Benchmarks, started by {@code tools/bench}; docs/benchmarks.md says how to read them. Tests run none of them. */
@NullMarked
package intarsia.tests.bench;

import org.jspecify.annotations.NullMarked;
