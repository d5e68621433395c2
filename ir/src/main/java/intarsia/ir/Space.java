package intarsia.ir;

import java.util.Locale;

/** Where memory is. */
public enum Space {
    GLOBAL, SHARED;

    /** The word in text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
