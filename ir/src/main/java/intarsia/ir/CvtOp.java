package intarsia.ir;

import java.util.Locale;

/** Conversions of one lane or scalar; the name is {@code cvt.to.from}. */
public enum CvtOp implements Op.Mnemonic {
    /** A signed integer to f32, to nearest even. */
    F32_S32,
    /** An unsigned integer to f32, to nearest even. */
    F32_U32,
    /** f32 to a signed integer toward zero; saturates, NaN gives 0. */
    S32_F32,
    /** f32 to a signed integer, to nearest even; saturates, NaN gives 0. Legal where the target lists it. */
    S32_RN_F32,
    /** The f16 in the low half of a word to f32, exact. Legal where the target lists it. */
    F32_F16,
    /** f32 to f16 in the low half of a word, the high half 0; to nearest even, overflow to Inf. Legal where the target lists it. */
    F16_F32,
    /** Sign extension of a scalar. */
    S64_S32,
    /** Zero extension of a scalar. */
    S64_U32,
    /** The low 32 bits of a scalar. */
    S32_S64,
    /** 1 where a truth value holds, else 0: i1 to i32, mask to word. */
    S32_I1;

    private final String text = "cvt." + name().toLowerCase(Locale.ROOT).replace('_', '.');

    @Override
    public String text() {
        return text;
    }

    /** The result for an operand of a type, or an error that names both. */
    Type result(Type from) {
        boolean word = from instanceof LaneType;
        Type i32 = word ? LaneType.I32 : ScalarType.I32;
        Type f32 = word ? LaneType.F32 : ScalarType.F32;
        Type wanted = switch (this) {
            case F32_S32, F32_U32, F32_F16 -> i32;
            case S32_F32, S32_RN_F32, F16_F32 -> f32;
            case S64_S32, S64_U32 -> ScalarType.I32;
            case S32_S64 -> ScalarType.I64;
            case S32_I1 -> word ? LaneType.MASK : ScalarType.I1;
        };
        if (from != wanted) {
            throw new IllegalArgumentException(text + " of " + from + "; wanted " + wanted);
        }
        return switch (this) {
            case F32_S32, F32_U32, F32_F16 -> f32;
            case S32_F32, S32_RN_F32, F16_F32, S32_I1 -> i32;
            case S64_S32, S64_U32 -> ScalarType.I64;
            case S32_S64 -> ScalarType.I32;
        };
    }
}
