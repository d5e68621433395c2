package intarsia.ir;

/** What a sort gives, and in which order. */
public enum SortOp implements Op.Mnemonic {
    ASCENDING("sort.ascending", false, false), DESCENDING("sort.descending", true, false),
    INDICES_ASCENDING("argsort.ascending", false, true), INDICES_DESCENDING("argsort.descending", true, true);

    private final String text;
    private final boolean descending;
    private final boolean indices;

    SortOp(String text, boolean descending, boolean indices) {
        this.text = text;
        this.descending = descending;
        this.indices = indices;
    }

    /** Whether the largest comes first. NaNs come last either way. */
    public boolean descending() {
        return descending;
    }

    /** Whether the result is where the elements were, not the elements. */
    public boolean indices() {
        return indices;
    }

    @Override
    public String text() {
        return text;
    }
}
