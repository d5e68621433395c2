package intarsia.ir;

/** Where a statement was written: file and line. It is in no key and in no equality. */
public record Source(String file, int line) {
    /** Of statements that nobody wrote: passes made them. */
    public static final Source NONE = new Source("", 0);

    @Override
    public String toString() {
        return line == 0 ? "(made by a pass)" : file + ":" + line;
    }
}
