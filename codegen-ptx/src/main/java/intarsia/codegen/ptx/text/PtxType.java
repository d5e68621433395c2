package intarsia.codegen.ptx.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A fundamental type of PTX, as written after the dot of a directive or an instruction. */
public enum PtxType {
    PRED(1, Kind.PRED),
    B8(8, Kind.BITS), B16(16, Kind.BITS), B32(32, Kind.BITS), B64(64, Kind.BITS),
    U8(8, Kind.UNSIGNED), U16(16, Kind.UNSIGNED), U32(32, Kind.UNSIGNED), U64(64, Kind.UNSIGNED),
    S8(8, Kind.SIGNED), S16(16, Kind.SIGNED), S32(32, Kind.SIGNED), S64(64, Kind.SIGNED),
    F16(16, Kind.FLOAT), BF16(16, Kind.FLOAT), F16X2(32, Kind.FLOAT), BF16X2(32, Kind.FLOAT),
    F32(32, Kind.FLOAT), F64(64, Kind.FLOAT);

    /** What the bits of a type mean. */
    public enum Kind { PRED, BITS, UNSIGNED, SIGNED, FLOAT }

    private static final Map<String, PtxType> BY_NAME =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(PtxType::toString, Function.identity()));

    private final int bits;
    private final Kind kind;

    PtxType(int bits, Kind kind) {
        this.bits = bits;
        this.kind = kind;
    }

    /** The type of this name without the dot, as {@code "s32"}; empty where there is none. */
    public static Optional<PtxType> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    /** Width in bits; 1 for a predicate. */
    public int bits() {
        return bits;
    }

    /** Width in memory, in bytes. */
    public int bytes() {
        return (bits + 7) / 8;
    }

    public Kind kind() {
        return kind;
    }

    public boolean isFloat() {
        return kind == Kind.FLOAT;
    }

    public boolean isSigned() {
        return kind == Kind.SIGNED;
    }

    /** Ones in the bits that a value of this type has. */
    public long mask() {
        return -1L >>> (64 - bits);
    }

    /** Whether an instruction that wants this type takes a register declared as {@code declared}: same width, and not int for float. */
    public boolean takes(PtxType declared) {
        if (bits != declared.bits) return false;
        if (kind == Kind.BITS || declared.kind == Kind.BITS) return true;
        return isFloat() ? this == declared : !declared.isFloat();
    }

    /** The name without the dot, as {@code "s32"}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
