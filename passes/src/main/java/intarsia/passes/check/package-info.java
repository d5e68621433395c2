/** Whether what passes and engines make of a kernel means what the kernel means. */
package intarsia.passes.check;
