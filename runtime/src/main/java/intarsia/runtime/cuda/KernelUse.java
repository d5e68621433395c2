package intarsia.runtime.cuda;

/**
 * What one kernel of a module needs of a streaming multiprocessor, as the PTX compiler reports it.
 *
 * @param registers 32-bit registers a thread
 * @param stackBytes local memory a thread
 * @param spillStoreBytes bytes of spill stores a thread, 0 in a kernel one wants to run
 * @param spillLoadBytes bytes of spill loads a thread
 * @param sharedBytes static shared memory a block; dynamic shared memory is not known to the compiler
 */
public record KernelUse(String name, int registers, int stackBytes, int spillStoreBytes, int spillLoadBytes, int sharedBytes) {
}
