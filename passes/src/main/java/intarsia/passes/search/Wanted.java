package intarsia.passes.search;

import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What a conversion gives for the codes that have a meaning: of a signed integer of at most 16 bits the integer as an i32,
 * of any other type the value as f32, any NaN for NaN.
 *
 * @param codes in an order in which few of them tell formulas apart; those of NaN last
 * @param bits  what each gives
 * @param exact how many are not NaN
 */
record Wanted(DType type, int[] codes, int[] bits, int exact) {
    /** A search looks at so many codes; the proof at all. */
    private static final int SAMPLE = 256;
    private static final long SEED = 1;

    static Wanted of(DType t) {
        List<Integer> codes = new ArrayList<>(all(t).boxed().toList());
        Collections.shuffle(codes, new Random(SEED));
        return of(t, codes.subList(0, Math.min(codes.size(), SAMPLE)));
    }

    /** Codes with a meaning; of floats also those with bits that do not matter. */
    private static IntStream all(DType t) {
        return IntStream.range(0, 1 << t.bits()).filter(c -> t instanceof FloatType || t.isCode(c));
    }

    private static Wanted of(DType t, List<Integer> any) {
        int[] codes = IntStream.concat(ints(any).filter(c -> !isNaN(t, c)), ints(any).filter(c -> isNaN(t, c))).toArray();
        int exact = (int) ints(any).filter(c -> !isNaN(t, c)).count();
        return new Wanted(t, codes, IntStream.of(codes).map(c -> bits(t, c)).toArray(), exact);
    }

    private static IntStream ints(List<Integer> list) {
        return list.stream().mapToInt(i -> i);
    }

    /** For these codes only. */
    Wanted part(IntPredicate of) {
        return of(type, IntStream.of(codes).filter(of).boxed().toList());
    }

    boolean integer() {
        return type instanceof IntType;
    }

    /** Infinities and NaN. */
    boolean special(int code) {
        return !integer() && !Double.isFinite(type.decode(code));
    }

    private static boolean isNaN(DType t, int code) {
        return !(t instanceof IntType) && Double.isNaN(t.decode(code));
    }

    private static int bits(DType t, int code) {
        return t instanceof IntType i ? (int) i.decodeLong(code) : Float.floatToIntBits((float) t.decode(code));
    }

    /** Whether a formula is right for the codes of the search, and computes with subnormals only where those codes are. */
    boolean accepts(Formula f) {
        return IntStream.of(codes).allMatch(c -> right(f, c) && (subnormal(c) || !f.assisted(c)));
    }

    /** A subnormal of the type, or of f32. */
    private boolean subnormal(int code) {
        int own = type instanceof FloatType t && t.mantissaBits() > 0 ? (1 << t.exponentBits()) - 1 << t.mantissaBits() : -1;
        return (code & own) == 0 || (bits(type, code) & 0x7f800000) == 0;
    }

    /** Whether a formula is right for every code of the type that has a meaning. */
    boolean proves(Formula f) {
        return all(type).allMatch(c -> right(f, c));
    }

    private boolean right(Formula f, int code) {
        int found = f.apply(code);
        return found == bits(type, code) || isNaN(type, code) && Float.isNaN(Float.intBitsToFloat(found));
    }
}
