package intarsia.passes;

import intarsia.ir.Value;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code constant + Σ coefficient · atom}; atoms are scalars of the kernel, or expressions over symbols. Immutable. */
record Affine(Map<Object, Long> terms, long constant) {
    static final Affine ZERO = new Affine(Map.of(), 0);

    static Affine of(long constant) {
        return new Affine(Map.of(), constant);
    }

    static Affine atom(Object a) {
        return new Affine(Map.of(a, 1L), 0);
    }

    Affine plus(Affine b) {
        return plus(b, 1);
    }

    Affine minus(Affine b) {
        return plus(b, -1);
    }

    Affine plus(long n) {
        return new Affine(terms, Math.addExact(constant, n));
    }

    Affine times(long n) {
        return ZERO.plus(this, n);
    }

    private Affine plus(Affine b, long factor) {
        Map<Object, Long> sum = new LinkedHashMap<>(terms);
        b.terms.forEach((a, c) -> sum.merge(a, Math.multiplyExact(c, factor), Math::addExact));
        sum.values().removeIf(c -> c == 0);
        return new Affine(sum, Math.addExact(constant, Math.multiplyExact(b.constant, factor)));
    }

    /** The factor of an atom; 0 where it is not there. */
    long coefficient(Object atom) {
        return terms.getOrDefault(atom, 0L);
    }

    /** With an atom replaced. */
    Affine put(Object atom, Affine value) {
        Long c = terms.get(atom);
        if (c == null) {
            return this;
        }
        Map<Object, Long> rest = new LinkedHashMap<>(terms);
        rest.remove(atom);
        return new Affine(rest, constant).plus(value, c);
    }

    boolean isConstant() {
        return terms.isEmpty();
    }

    /** Whether a scalar of the kernel is in it, not only symbols. */
    boolean hasValues() {
        return terms.keySet().stream().anyMatch(Value.class::isInstance);
    }

    /** Whether the number divides the constant and every coefficient. */
    boolean divisibleBy(long n) {
        return constant % n == 0 && terms.values().stream().allMatch(c -> c % n == 0);
    }
}
