/** Kernels at the lane level as bytecode on the Vector API: one static method a kernel, one generator for all widths. */
package intarsia.codegen.jvm;
