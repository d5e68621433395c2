package intarsia.ir;

import java.util.Locale;

/** The same value in all lanes of a warp, at the tile level the same for the whole block. */
public enum ScalarType implements Type {
    I1, I32, I64, F32,
    /** An address; only loads, stores and pointer arithmetic take it. */
    PTR;

    private final String text = name().toLowerCase(Locale.ROOT);

    public boolean isFloat() {
        return this == F32;
    }

    public boolean isInt() {
        return this == I32 || this == I64;
    }

    /** Width in bits; an address has 64. */
    public int bits() {
        return switch (this) {
            case I1 -> 1;
            case I32, F32 -> 32;
            case I64, PTR -> 64;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
