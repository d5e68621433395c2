/**
 * NVIDIA GPUs: the driver through JCuda, and PTX assembly without a GPU. Both are optional at run time and say in a
 * sentence what is missing. The only package that may name JCuda.
 */
package intarsia.runtime.cuda;
