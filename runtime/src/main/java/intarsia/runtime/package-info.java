/** Tensors, engines, and compiled plans that run on them. */
package intarsia.runtime;
