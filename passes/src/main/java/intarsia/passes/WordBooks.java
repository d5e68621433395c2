package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import intarsia.ir.type.CodeBook;
import intarsia.ir.type.RadixWord;
import intarsia.ir.type.SignWord;
import java.util.Optional;
import java.util.function.IntToLongFunction;

/**
 * Values of books of vectors that arithmetic finds quicker than a table in memory: digits of a radix and signs. A code is the word, and below it the
 * number of the component; components past the vector's length have no meaning and get any value.
 */
final class WordBooks {
    /** Words of at most so many bits times a reciprocal of {@link #FRACTION} bits fill a lane. */
    private static final int WORD = 8;
    private static final int FRACTION = 24;

    private final Lanes l;
    private final Value word;
    private final Value component;

    private WordBooks(Lanes l, Value code, int componentBits) {
        this.l = l;
        this.word = l.shrU(code, componentBits);
        this.component = l.and(code, l.i32((1L << componentBits) - 1));
    }

    /** The f32 values of the codes of a book, lane by lane; nothing where there is no rule for it. */
    static Optional<Value> values(Lanes l, Value code, CodeBook book) {
        return book.vectors().flatMap(v -> switch (v) {
            case SignWord s -> Optional.of(new WordBooks(l, code, s.componentBits()).sign(s));
            case RadixWord r when r.fraction() && r.bits() + Math.log(r.radix()) / Math.log(2) * r.digits() < Integer.SIZE ->
                Optional.of(new WordBooks(l, code, r.componentBits()).fraction(r));
            case RadixWord r when !r.fraction() && r.bits() <= WORD && exact(r) -> Optional.of(new WordBooks(l, code, r.componentBits()).number(r));
            default -> Optional.empty();
        });
    }

    /** The last sign makes the number of negative ones even: the parity of the bits stands above them. */
    private Value sign(SignWord s) {
        Value folded = word;
        for (int half = Integer.highestOneBit(s.bits()); half > 0; half >>= 1) {
            folded = l.binary(BinaryOp.XOR, folded, l.shrU(folded, half));
        }
        Value all = l.or(word, l.shl(l.and(folded, l.i32(1)), s.bits()));
        Value bit = l.and(l.binary(BinaryOp.SHR_U, all, component), l.i32(1));
        return l.asFloat(l.or(l.shl(bit, 31), l.i32(Float.floatToRawIntBits(1))));
    }

    /** The digit that stands above the point after the word was multiplied with the radix so often. */
    private Value fraction(RadixWord r) {
        Value power = constants(1 << r.componentBits(), n -> (long) Math.pow(r.radix(), Math.min(n, r.digits() - 1)));
        Value rest = l.and(l.mul(word, power), l.i32((1L << r.bits()) - 1));
        return l.cvt(CvtOp.F32_S32, l.shrU(l.mul(rest, l.i32(r.radix())), r.bits()));
    }

    /** The quotient by a power of the radix less the radix times the next quotient. */
    private Value number(RadixWord r) {
        Value here = l.shrU(l.mul(word, constants(1 << r.componentBits(), n -> reciprocal(r.radix(), n))), FRACTION);
        Value above = l.shrU(l.mul(word, constants(1 << r.componentBits(), n -> reciprocal(r.radix(), n + 1))), FRACTION);
        return l.cvt(CvtOp.F32_S32, l.sub(here, l.mul(above, l.i32(r.radix()))));
    }

    /** ⌈2^24 / radix^n⌉; of n = 0 what leaves the word alone, which 2^24 does. */
    private static long reciprocal(int radix, int n) {
        return (long) Math.ceil((1L << FRACTION) / Math.pow(radix, n));
    }

    private static boolean exact(RadixWord r) {
        for (int n = 0; n <= r.digits(); n++) {
            for (long w = 0; w < 1L << r.bits(); w++) {
                if (w * reciprocal(r.radix(), n) >> FRACTION != w / (long) Math.pow(r.radix(), n)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** One of some constants, by the component. */
    private Value constants(int count, IntToLongFunction value) {
        return l.lookup(LaneType.I32, count, i -> value.applyAsLong(Math.min(i, count - 1)), component);
    }
}
