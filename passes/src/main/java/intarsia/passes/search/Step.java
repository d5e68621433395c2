package intarsia.passes.search;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One op of a {@link Formula}, on 32 bits: the lane ops that conversions are made of. What reads or gives a float takes its
 * bits as they are, for {@code bits} costs nothing. What a step costs is in {@link Costs}.
 */
public enum Step {
    AND(2), OR(2), XOR(2), ADD(2), SUB(2),
    /** The low 32 bits of the product. */
    MUL(2),
    /** Of signed integers. */
    MIN(2), MAX(2),
    SHL(2), SHR_S(2), SHR_U(2),
    /** A signed integer to f32, to nearest even. */
    CVT_F32_S32(1),
    /** The f16 in the low half to f32; legal where the target lists it. */
    CVT_F32_F16(1),
    ADD_F32(2), MUL_F32(2),
    /** {@code a * b + c}, rounded once. */
    FMA_F32(3),
    /** −1 where it holds, 0 where not: of integers, {@code GE} signed. */
    EQ(2), GE(2),
    /** {@code a != 0 ? b : c}; {@code a} is a comparison. */
    SELECT(3);

    private final int operands;
    private final String text = name().toLowerCase(Locale.ROOT).replace('_', '.');

    Step(int operands) {
        this.operands = operands;
    }

    /** How many operands it takes. */
    public int operands() {
        return operands;
    }

    /** The word in text. */
    public String text() {
        return text;
    }

    /** Whether the count on the right is below 32. */
    boolean isShift() {
        return this == SHL || this == SHR_S || this == SHR_U;
    }

    /** Whether it computes with the bits of an integer in place. */
    boolean isLogic() {
        return this == AND || this == OR || this == XOR || this == ADD || this == SUB;
    }

    /** Whether it computes with f32 operands. */
    boolean isFloat() {
        return this == ADD_F32 || this == MUL_F32 || this == FMA_F32;
    }

    /** The step of a word in text. */
    static Optional<Step> of(String word) {
        return Stream.of(values()).filter(s -> s.text.equals(word)).findFirst();
    }

    /** The result; operands that the step does not take are ignored. */
    int apply(int a, int b, int c) {
        return switch (this) {
            case AND -> a & b;
            case OR -> a | b;
            case XOR -> a ^ b;
            case ADD -> a + b;
            case SUB -> a - b;
            case MUL -> a * b;
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case SHL -> a << b;
            case SHR_S -> a >> b;
            case SHR_U -> a >>> b;
            case CVT_F32_S32 -> bits(a);
            case CVT_F32_F16 -> bits(Float.float16ToFloat((short) a));
            case ADD_F32 -> bits(f(a) + f(b));
            case MUL_F32 -> bits(f(a) * f(b));
            case FMA_F32 -> bits(Math.fma(f(a), f(b), f(c)));
            case EQ -> a == b ? -1 : 0;
            case GE -> a >= b ? -1 : 0;
            case SELECT -> a != 0 ? b : c;
        };
    }

    private static float f(int bits) {
        return Float.intBitsToFloat(bits);
    }

    private static int bits(float f) {
        return Float.floatToIntBits(f);
    }
}
