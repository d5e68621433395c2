/** What figures are written as: JSON and SVG. */
package intarsia.cli.figure;
