package intarsia.codegen.jvm.plain;

/** Names of operations. */
public final class VectorOperators {
    public static final Associative AND = new Associative(Name.AND);
    public static final Associative OR = new Associative(Name.OR);
    public static final Associative XOR = new Associative(Name.XOR);
    public static final Associative MUL = new Associative(Name.MUL);
    public static final Associative UMIN = new Associative(Name.UMIN);
    public static final Associative UMAX = new Associative(Name.UMAX);
    public static final Binary LSHL = new Binary(Name.LSHL);
    public static final Binary ASHR = new Binary(Name.ASHR);
    public static final Binary LSHR = new Binary(Name.LSHR);
    public static final Unary BIT_COUNT = Unary.BIT_COUNT;
    public static final Comparison EQ = Comparison.EQ;
    public static final Comparison NE = Comparison.NE;
    public static final Comparison LT = Comparison.LT;
    public static final Comparison LE = Comparison.LE;
    public static final Comparison GT = Comparison.GT;
    public static final Comparison GE = Comparison.GE;
    public static final Comparison ULT = Comparison.ULT;
    public static final Comparison ULE = Comparison.ULE;
    public static final Comparison UGT = Comparison.UGT;
    public static final Comparison UGE = Comparison.UGE;
    public static final Conversion I2F = Conversion.I2F;
    public static final Conversion F2I = Conversion.F2I;
    public static final Conversion I2B = Conversion.I2B;
    public static final Conversion I2S = Conversion.I2S;
    public static final Conversion B2I = Conversion.B2I;
    public static final Conversion S2I = Conversion.S2I;
    public static final Conversion ZERO_EXTEND_B2I = Conversion.ZERO_EXTEND_B2I;
    public static final Conversion ZERO_EXTEND_S2I = Conversion.ZERO_EXTEND_S2I;

    private VectorOperators() {
    }

    enum Name {
        AND, OR, XOR, MUL, UMIN, UMAX, LSHL, ASHR, LSHR;

        /** On integers of {@code bits} bits, sign-extended; a shift takes its count modulo the width. */
        long apply(long a, long b, int bits) {
            long all = -1L >>> 64 - bits;
            int count = (int) b & bits - 1;
            return switch (this) {
                case AND -> a & b;
                case OR -> a | b;
                case XOR -> a ^ b;
                case MUL -> a * b;
                case UMIN -> Long.compareUnsigned(a & all, b & all) <= 0 ? a : b;
                case UMAX -> Long.compareUnsigned(a & all, b & all) >= 0 ? a : b;
                case LSHL -> a << count;
                case ASHR -> a >> count;
                case LSHR -> (a & all) >>> count;
            };
        }
    }

    /** Of one lane. */
    public enum Unary {
        /** {@code popcount}. */
        BIT_COUNT;

        /** On integers of {@code bits} bits, sign-extended. */
        long apply(long a, int bits) {
            return switch (this) {
                case BIT_COUNT -> Long.bitCount(a & -1L >>> 64 - bits);
            };
        }
    }

    /** Of two lanes. */
    public static sealed class Binary permits Associative {
        final Name name;

        Binary(Name name) {
            this.name = name;
        }
    }

    /** Of any number of lanes. */
    public static final class Associative extends Binary {
        Associative(Name name) {
            super(name);
        }
    }

    /** A test of two lanes. */
    public enum Comparison {
        EQ, NE, LT, LE, GT, GE, ULT, ULE, UGT, UGE;

        boolean test(int a, int b) {
            int order = ordinal() < ULT.ordinal() ? Integer.compare(a, b) : Integer.compareUnsigned(a, b);
            return switch (this) {
                case EQ -> order == 0;
                case NE -> order != 0;
                case LT, ULT -> order < 0;
                case LE, ULE -> order <= 0;
                case GT, UGT -> order > 0;
                case GE, UGE -> order >= 0;
            };
        }

        boolean test(float a, float b) {
            return switch (this) {
                case EQ -> a == b;
                case NE -> a != b;
                case LT -> a < b;
                case LE -> a <= b;
                case GT -> a > b;
                case GE -> a >= b;
                case ULT, ULE, UGT, UGE -> throw new IllegalArgumentException(this + " of floats");
            };
        }
    }

    /** From lanes of one type to as many of another. */
    public enum Conversion {
        I2F, F2I, I2B, I2S, B2I, S2I, ZERO_EXTEND_B2I, ZERO_EXTEND_S2I
    }
}
