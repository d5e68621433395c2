package intarsia.ir;

/**
 * One value in every lane of a warp. A <em>word</em> is 32 bits a lane, element 0 in the low bits; a <em>wide</em> value
 * is 64 bits a lane; a mask is one bit a lane. Signs are in ops, not in types.
 */
public enum LaneType implements Type {
    I32("<i32>"), F32("<f32>"), I16X2("<i16x2>"), F16X2("<f16x2>"), BF16X2("<bf16x2>"), I8X4("<i8x4>"),
    I64("<i64>"), F64("<f64>"), MASK("<i1>");

    private final String text;

    LaneType(String text) {
        this.text = text;
    }

    /** Whether it is 32 bits a lane. */
    public boolean isWord() {
        return switch (this) {
            case I32, F32, I16X2, F16X2, BF16X2, I8X4 -> true;
            case I64, F64, MASK -> false;
        };
    }

    /** Whether arithmetic on it is floating point. */
    public boolean isFloat() {
        return this == F32 || this == F16X2 || this == BF16X2 || this == F64;
    }

    /** The scalar type of one lane of a word that holds one element. */
    public ScalarType scalar() {
        return switch (this) {
            case I32 -> ScalarType.I32;
            case F32 -> ScalarType.F32;
            case I64 -> ScalarType.I64;
            case MASK -> ScalarType.I1;
            case I16X2, F16X2, BF16X2, I8X4, F64 -> throw new IllegalArgumentException("no scalar type for " + this);
        };
    }

    /** The lane type that holds a scalar in every lane. */
    public static LaneType of(ScalarType s) {
        return switch (s) {
            case I1 -> MASK;
            case I32 -> I32;
            case I64 -> I64;
            case F32 -> F32;
            case PTR -> throw new IllegalArgumentException("an address has no lane type");
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
