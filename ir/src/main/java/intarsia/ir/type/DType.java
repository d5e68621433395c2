package intarsia.ir.type;

/**
 * A data type: what each code of {@link #bits()} bits means as a number. Types are values; the text form is the identity,
 * so {@code DType.parse(t.toString()).equals(t)}.
 *
 * <p>A code is the low {@code bits()} bits of a {@code long}: {@link #decode} ignores the bits above, {@link #encode}
 * returns them as 0. Encoding compares the exact value with the type's tie points once: between two neighbours that is
 * their mean, for posits the posit one bit longer between them. A tie goes to the code whose last bit is 0, unless the
 * type says otherwise. {@link StochasticRounding} chooses between the neighbours at random instead.
 *
 * <p>The one complex type, {@link QuaternaryType}, has no value that a double holds: what asks for one is refused.
 */
// No default methods: with one, to initialise a type would initialise the constants here, which need the types.
public sealed interface DType extends Format permits IntType, FloatType, BipolarType, CodeBook, PositType, QuaternaryType {
    IntType U1 = new IntType(1, false);
    IntType U2 = new IntType(2, false);
    IntType U3 = new IntType(3, false);
    IntType U4 = new IntType(4, false);
    IntType U8 = new IntType(8, false);
    IntType U16 = new IntType(16, false);
    IntType U32 = new IntType(32, false);
    IntType U64 = new IntType(64, false);
    IntType I1 = new IntType(1, true);
    IntType I4 = new IntType(4, true);
    IntType I8 = new IntType(8, true);
    IntType I16 = new IntType(16, true);
    IntType I32 = new IntType(32, true);
    IntType I64 = new IntType(64, true);
    FloatType F16 = FloatType.ieee(5, 10);
    FloatType BF16 = FloatType.ieee(8, 7);
    FloatType TF32 = FloatType.ieee(8, 10);
    FloatType F32 = FloatType.ieee(8, 23);
    FloatType F64 = FloatType.ieee(11, 52);
    FloatType F4E2M1 = new FloatType(2, 1, true, FloatType.Specials.FINITE);
    FloatType F8E4M3FN = new FloatType(4, 3, true, FloatType.Specials.FN);
    FloatType F8E5M2 = FloatType.ieee(5, 2);
    FloatType E8M0 = new FloatType(8, 0, false, FloatType.Specials.SCALE);
    CodeBook NF4 = CodeBook.NF4;
    CodeBook TERNARY = CodeBook.TERNARY;
    CodeBook DYNAMIC8 = CodeBook.DYNAMIC8;
    QuaternaryType QUATERNARY = new QuaternaryType();

    /** Width of a code, 1 to 64. */
    int bits();

    /**
     * The value of a code, exact except for integers that need more than 53 bits, which are rounded once to nearest even
     * (see {@link IntType#decodeLong}).
     *
     * @throws IllegalArgumentException if the type gives this code no meaning, or a complex one
     */
    double decode(long code);

    /** Encodes under {@link #defaultOverflow()}. */
    long encode(double value);

    /**
     * The code of the nearest value.
     *
     * @throws ArithmeticException where the policy says so
     */
    long encode(double value, Overflow overflow);

    /** Saturating, except for floats wider than 8 bits: those overflow to infinity, as arithmetic in them does. */
    Overflow defaultOverflow();

    /** Whether the type gives this code a meaning; the bits above {@link #bits()} are 0 in a code that has one. */
    boolean isCode(long code);

    /**
     * Whether {@link #encode} returns this code for some value: of several codes of one value, or of NaN, one is canonical.
     * −0 is a value of its own where the type has it.
     */
    boolean isCanonical(long code);

    /**
     * The code of the next value above that of a finite code, or of the next below; the code itself where there is none.
     * Both zeros of a float are one value.
     */
    long neighbour(long code, boolean up);

    /** Whether this is a {@link FloatType}: a type in which sums may be taken, with a unit roundoff. */
    boolean isFloat();

    /** Whether some code is negative. */
    boolean isSigned();

    /** The least finite value, as {@link #decode} gives it. */
    double minFinite();

    /** The greatest finite value, as {@link #decode} gives it. */
    double maxFinite();

    /** The low {@code bits} bits set; {@code bits} from 0 to 64. */
    static long mask(int bits) {
        return bits == 0 ? 0 : -1L >>> (64 - bits);
    }

    /**
     * Reads a type's text form, without regard to case: {@code u1…u64 i1…i64 fNeXmY[fn|fnuz] e8m0 ueXmY f16 bf16 tf32
     * f32 f64 nf4 dynamic8 lutB(v0,v1,…) lutB(name) ternary quaternary bipolarB shiftB positN_ES}.
     *
     * @throws IllegalArgumentException if the text names no type
     */
    static DType parse(String text) {
        return TypeText.parse(text);
    }
}
