package intarsia.codegen.jvm;

/** What stands where in the scratch of one worker: two vectors of lanes, then the memory that the kernel asks for. */
final class ScratchLayout {
    /** One vector of at most 16 wide values. */
    static final int LANES = 128;
    static final int FIRST = 0;
    static final int SECOND = LANES;
    /** More than any tile may hold. */
    private static final int MAX_BYTES = 1 << 28;
    private int bytes;

    /** Offset of a new array, aligned to 64. */
    int alloc(String kernel, int size) {
        lanes();
        int at = bytes;
        long end = ((long) at + size + 63) & -64;
        if (size < 0 || end > MAX_BYTES) {
            throw new IllegalArgumentException("kernel " + kernel + ": alloc of " + size + " bytes after " + at + "; wanted at most " + MAX_BYTES + " in sum");
        }
        bytes = (int) end;
        return at;
    }

    /** Says that the lane vectors are used. */
    void lanes() {
        bytes = Math.max(bytes, 2 * LANES);
    }

    /** Bytes in use; 0 where a kernel needs no scratch. */
    int bytes() {
        return bytes;
    }
}
