package intarsia.runtime.cuda;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * NVIDIA's PTX compiler ({@code nvPTXCompiler.h}), called directly: the library in JCuda's natives jar exports its C
 * functions beside JCuda's JNI ones, and calling those needs neither JCuda's classes nor its loader.
 */
@SuppressWarnings("restricted") // native calls are what it is for
final class PtxCompilerLibrary {
    /** What a compilation leaves behind, each fetched as a size and then the bytes. */
    enum Part { CompiledProgram, ErrorLog, InfoLog }

    private static final long MAX_BYTES = 1 << 30;

    private final SymbolLookup symbols;
    private final MethodHandle create;
    private final MethodHandle compile;
    private final MethodHandle destroy;

    /**
     * Loads it for good.
     *
     * @throws IllegalArgumentException if the file cannot be loaded or lacks a function
     */
    PtxCompilerLibrary(Path file) {
        symbols = SymbolLookup.libraryLookup(file, Arena.global());
        create = function("nvPTXCompilerCreate", ADDRESS, JAVA_LONG, ADDRESS);
        compile = function("nvPTXCompilerCompile", ADDRESS, JAVA_INT, ADDRESS);
        destroy = function("nvPTXCompilerDestroy", ADDRESS);
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        MemorySegment at = symbols.find(name).orElseThrow(() -> new IllegalArgumentException("no function " + name));
        return Linker.nativeLinker().downcallHandle(at, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /** A new compiler for a text without its end mark; to be destroyed. */
    MemorySegment create(Arena arena, byte[] ptx) {
        MemorySegment text = arena.allocate(ptx.length + 1L);
        MemorySegment.copy(ptx, 0, text, JAVA_BYTE, 0, ptx.length);
        MemorySegment handle = arena.allocate(ADDRESS);
        check("nvPTXCompilerCreate", invoke(create, handle, (long) ptx.length, text));
        return handle;
    }

    /** The result code; 0 is success, and otherwise the error log says why. */
    int compile(Arena arena, MemorySegment handle, String... options) {
        MemorySegment list = arena.allocate(ADDRESS, options.length);
        for (int i = 0; i < options.length; i++) list.setAtIndex(ADDRESS, i, arena.allocateFrom(options[i]));
        return invoke(compile, handle.get(ADDRESS, 0), options.length, list);
    }

    byte[] part(Arena arena, MemorySegment handle, Part part) {
        String name = "nvPTXCompilerGet" + part;
        MemorySegment size = arena.allocate(JAVA_LONG);
        check(name + "Size", invoke(function(name + "Size", ADDRESS, ADDRESS), handle.get(ADDRESS, 0), size));
        long bytes = size.get(JAVA_LONG, 0);
        if (bytes < 0 || bytes > MAX_BYTES) throw new IllegalStateException(name + "Size gave " + bytes + " bytes");
        MemorySegment room = arena.allocate(bytes + 1); // the size of a log leaves out its end mark
        if (bytes > 0) check(name, invoke(function(name, ADDRESS, ADDRESS), handle.get(ADDRESS, 0), room));
        return room.asSlice(0, bytes).toArray(JAVA_BYTE);
    }

    void destroy(MemorySegment handle) {
        check("nvPTXCompilerDestroy", invoke(destroy, handle));
    }

    private static int invoke(MethodHandle function, Object... arguments) {
        try {
            return (int) function.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t); // a native function throws nothing checked
        }
    }

    private static void check(String function, int code) {
        if (code != 0) throw new IllegalStateException(function + " failed with code " + code + " (nvPTXCompileResult)");
    }
}
