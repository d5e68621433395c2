/** Devices that run kernels on the threads of this process. */
package intarsia.runtime.cpu;
