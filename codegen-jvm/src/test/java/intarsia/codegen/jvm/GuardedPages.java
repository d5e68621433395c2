package intarsia.codegen.jvm;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Readable pages and after them one that is not mapped: who reads beyond the end dies. Linux only. */
@SuppressWarnings("restricted")
final class GuardedPages implements AutoCloseable {
    private static final long PAGE = 65_536;
    private static final int PROT_READ_WRITE = 3;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x22;
    private final MethodHandle munmap;
    private final long start;

    GuardedPages() {
        Linker linker = Linker.nativeLinker();
        munmap = linker.downcallHandle(linker.defaultLookup().findOrThrow("munmap"),
                FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));
        MethodHandle mmap = linker.downcallHandle(linker.defaultLookup().findOrThrow("mmap"),
                FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));
        try {
            start = (long) mmap.invokeExact(0L, 2 * PAGE, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS, -1, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
        if (start == -1) {
            throw new IllegalStateException("mmap of " + 2 * PAGE + " bytes failed");
        }
        unmap(start + PAGE);
    }

    static boolean available() {
        return System.getProperty("os.name").equals("Linux");
    }

    /** The first address that is not mapped. */
    long end() {
        return start + PAGE;
    }

    /** The mapped bytes. */
    MemorySegment memory() {
        return MemorySegment.ofAddress(start).reinterpret(PAGE);
    }

    private void unmap(long page) {
        try {
            if ((int) munmap.invokeExact(page, PAGE) != 0) {
                throw new IllegalStateException("munmap failed");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        unmap(start);
    }
}
