/** Findings of {@code intarsia check} with their places in a text. */
package intarsia.cli.check;
