/** Operations for programs that want numbers and no kernels: one class each, on arrays or memory, from any thread. */
@org.jspecify.annotations.NullMarked
package intarsia.runtime.op;
