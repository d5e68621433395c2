package intarsia.ir.type;

/**
 * One digit of a mixed-radix element index and how far a step of it moves in memory.
 *
 * @param extent how many values the digit takes, at least 1
 * @param strideBits bits between successive values; may be negative, as in orders that put the first element highest
 */
public record StrideDigit(int extent, int strideBits) {
    public StrideDigit {
        if (extent < 1) {
            throw new IllegalArgumentException("a digit takes at least 1 value, found extent " + extent);
        }
    }
}
