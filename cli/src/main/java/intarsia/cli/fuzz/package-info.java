/** Random kernels and graphs on every engine, and what makes a failing one smaller. */
package intarsia.cli.fuzz;
