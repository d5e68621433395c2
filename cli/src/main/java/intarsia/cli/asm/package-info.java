/** The machine code that the JIT made of a kernel: had printed by a JVM of its own, disassembled, counted. */
@org.jspecify.annotations.NullMarked
package intarsia.cli.asm;
