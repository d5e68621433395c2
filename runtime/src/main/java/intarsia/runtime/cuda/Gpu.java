package intarsia.runtime.cuda;

import java.lang.foreign.MemorySegment;

/** What device {@code cuda} asks of a GPU; everything in the order it is asked for. */
interface Gpu extends AutoCloseable {
    /** An entry of a loaded text. */
    interface Entry {
        String name();
    }

    /** Memory filled with zeros, from a multiple of 256 bytes; its address. */
    long allocate(long bytes);

    void free(long address);

    void copyIn(long target, MemorySegment source);

    void copyOut(MemorySegment target, long source);

    /** PTX text, compiled for the GPU. */
    Entry load(String ptx, String entry);

    /** Queues {@code blocks} blocks of {@code threads} threads. */
    void launch(Entry entry, int blocks, int threads, long... params);

    /** Waits for all launches. */
    void synchronise();

    @Override
    void close();
}
