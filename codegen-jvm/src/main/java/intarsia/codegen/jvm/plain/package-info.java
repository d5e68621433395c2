/**
 * The part of the Vector API that kernels call, on plain arrays: the same names, the same results bit for bit. Until C2 has
 * compiled a method, each call of the Vector API takes half a microsecond and more; these take some nanoseconds as soon as
 * the first kernel has warmed them, for all kernels share them. {@link intarsia.codegen.jvm.JvmBackend} turns the class of a
 * kernel into one that calls them by renaming. Vectors never change; methods mean what those of the same name mean there.
 */
package intarsia.codegen.jvm.plain;
