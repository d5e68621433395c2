/** Measurements of configurations of kernels: kept, exchanged, divided. */
package intarsia.tuning;
