package intarsia.ir.layout.linear;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Depth-first search for the bank of each address bit, from bit 0 on, plain banks and few XORs first. A pattern rules a
 * choice out as soon as two of its members made of the bits so far fall into one bank. Exhaustive up to
 * {@value #MAX_STEPS} choices.
 */
final class BankSearch {
    static final int MAX_STEPS = 100_000;

    private final int bits;
    private final int bankBits;
    private final List<List<long[]>> prefixes = new ArrayList<>();
    private final List<Integer> choices;
    private final long[] bank;
    private int steps;

    BankSearch(int bits, int bankBits, List<Subspace> patterns) {
        this.bits = bits;
        this.bankBits = bankBits;
        this.bank = new long[bits];
        this.choices = IntStream.range(0, 1 << bankBits).boxed().sorted(Comparator.comparingInt(Integer::bitCount)).toList();
        for (int i = 1; i <= bits; i++) {
            Subspace low = Subspace.units(bits, 0, i);
            prefixes.add(patterns.stream().map(p -> p.intersect(low).basis()).toList());
        }
    }

    /** The kernel of the banks found. */
    Optional<Subspace> kernel() {
        return assign(0) ? Optional.of(Matrix.of(bankBits, bank).kernel()) : Optional.empty();
    }

    private boolean assign(int bit) {
        if (bit == bits) return Matrix.of(bankBits, bank).rank() == bankBits;
        if (bit < bankBits && take(bit, 1 << bit)) return true;
        for (int choice : choices) {
            if ((bit >= bankBits || choice != 1 << bit) && take(bit, choice)) return true;
        }
        return false;
    }

    private boolean take(int bit, int choice) {
        if (++steps > MAX_STEPS) return false;
        bank[bit] = choice;
        for (long[] prefix : prefixes.get(bit)) {
            if (!isApart(prefix)) return false;
        }
        return assign(bit + 1);
    }

    private boolean isApart(long[] basis) {
        var e = new Elimination();
        for (long x : basis) {
            long image = 0;
            for (long rest = x; rest != 0; rest &= rest - 1) image ^= bank[Long.numberOfTrailingZeros(rest)];
            if (!e.add(image)) return false;
        }
        return true;
    }
}
