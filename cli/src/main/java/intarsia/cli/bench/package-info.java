/** Times of kernels beside reads of the same bytes. */
package intarsia.cli.bench;
