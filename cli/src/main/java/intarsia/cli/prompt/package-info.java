/** Prompts one after the other, and how somebody at a keyboard ends a text or the whole. */
@org.jspecify.annotations.NullMarked
package intarsia.cli.prompt;
