/** Teaches the cost model that is shipped: kernels of the library are measured in JVMs of their own, their machine code is looked at. */
@org.jspecify.annotations.NullMarked
package intarsia.cli.cost;
