/** Measures points of problems in processes of their own, and shows what was found. */
@org.jspecify.annotations.NullMarked
package intarsia.cli.tune;
