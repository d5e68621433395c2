package intarsia.ir;

import java.util.Locale;

/** How an atomic access combines what memory holds with a value. */
public enum AtomicOp implements Op.Mnemonic {
    ADD, MIN, MAX, MIN_U, MAX_U, AND, OR, XOR;

    private final BinaryOp combine = BinaryOp.valueOf(name());
    private final String text = "atomic." + name().toLowerCase(Locale.ROOT).replace('_', '.');

    public BinaryOp combine() {
        return combine;
    }

    /** Whether floats have it. */
    public boolean floats() {
        return this == ADD || this == MIN || this == MAX;
    }

    @Override
    public String text() {
        return text;
    }
}
