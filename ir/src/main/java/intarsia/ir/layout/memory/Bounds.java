package intarsia.ir.layout.memory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How far the bounds of a tile let neighbours share a condition: {@code x < room} is the same for all x of an aligned group of c where c
 * divides the room.
 *
 * @param divisors by guarded dimension, a number known to divide its room
 */
record Bounds(Map<Integer, Long> divisors) {
    static Bounds of(List<Guard> guards, Facts facts) {
        Map<Integer, Long> divisors = new HashMap<>();
        for (Guard g : guards) {
            if (divisors.put(g.dim(), facts.of(g.room()).divisor()) != null) {
                throw new IllegalArgumentException("two guards of dimension " + g.dim() + "; wanted one");
            }
        }
        return new Bounds(divisors);
    }

    /** How many values of a digit, from a multiple on, share the condition: a divisor of its extent. */
    int constantFor(RegisterDigit d) {
        Long divisor = divisors.get(d.dim());
        if (divisor == null) return d.extent();
        long common = Congruence.gcd(divisor, d.reach());
        return common % d.weight() == 0 ? (int) (common / d.weight()) : 1;
    }

    MaskKind of(List<RegisterDigit> lanes) {
        if (divisors.isEmpty()) return MaskKind.NONE;
        return lanes.stream().allMatch(d -> constantFor(d) == d.extent()) ? MaskKind.SCALAR : MaskKind.LANES;
    }
}
