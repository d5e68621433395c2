/** What is wrong with a kernel that is legal: indices outside, races, memory that nobody wrote. */
package intarsia.passes.findings;
