/** Layouts by expressions, and what is told and drawn of them. */
package intarsia.cli.layout;
