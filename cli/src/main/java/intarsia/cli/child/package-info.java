/** Processes that commands start: JVMs like this one and tools of the system. */
@org.jspecify.annotations.NullMarked
package intarsia.cli.child;
