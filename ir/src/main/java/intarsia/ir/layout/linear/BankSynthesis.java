package intarsia.ir.layout.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Finds the kernel K of the bank bits: n - b dimensions that have only zero in common with each pattern. */
final class BankSynthesis {
    private final int bits;
    private final int bankBits;
    private final List<Subspace> patterns;
    private final Subspace plainBanks;

    BankSynthesis(int bits, int bankBits, List<Subspace> patterns) {
        this.bits = bits;
        this.bankBits = bankBits;
        this.patterns = List.copyOf(patterns);
        this.plainBanks = Subspace.units(bits, 0, bankBits);
    }

    BankMap best() {
        BankMap plain = BankMap.vanishingOn(Subspace.units(bits, bankBits, bits), "the plain address");
        List<Subspace> wanted = essential(patterns);
        if (isFree(plain, wanted)) return plain;
        // To keep the plain bank bits apart too makes the map a triangular XOR of high bits onto low ones.
        List<Subspace> triangular = essential(Stream.concat(wanted.stream(), Stream.of(plainBanks)).toList());
        return free(triangular).or(() -> free(wanted)).orElseGet(() -> BankMap.least(
                Stream.concat(Stream.of(plain), pairs(triangular)), patterns));
    }

    /** Each pattern cut to b dimensions, for no map does better than keeping those apart; then without contained ones. */
    private List<Subspace> essential(List<Subspace> all) {
        List<Subspace> cut = all.stream().map(p -> Subspace.span(bits, Arrays.copyOf(p.basis(), Math.min(bankBits, p.dimension()))))
                .distinct().toList();
        return cut.stream().filter(p -> cut.stream().noneMatch(q -> q.contains(p) && !q.equals(p))).toList();
    }

    private Optional<BankMap> free(List<Subspace> wanted) {
        if (wanted.size() <= 2) return Optional.of(pair(wanted.getFirst(), wanted.getLast()));
        return field(wanted).or(() -> new BankSearch(bits, bankBits, wanted).kernel()
                .map(k -> BankMap.vanishingOn(k, "a search over " + wanted.size() + " patterns")));
    }

    private static boolean isFree(BankMap map, List<Subspace> wanted) {
        return wanted.stream().allMatch(p -> map.degree(p) == 1);
    }

    /** Two patterns: with I = U ∩ W, bases I + u_i and I + w_i, the sums u_i + w_i and a complement of U + W. */
    private BankMap pair(Subspace u, Subspace w) {
        Subspace common = u.intersect(w);
        long[] us = common.extensionTo(u);
        long[] ws = common.extensionTo(w);
        LongStream sums = IntStream.range(0, Math.min(us.length, ws.length)).mapToLong(i -> us[i] ^ ws[i]);
        long[] rest = u.plus(w).complement().basis();
        // Any n - b of them do; those below b come last, for they are bank bits of the plain address.
        long[] all = LongStream.concat(sums, LongStream.concat(
                Arrays.stream(rest).filter(e -> e >>> bankBits != 0), descending(rest).filter(e -> e >>> bankBits == 0))).toArray();
        return BankMap.vanishingOn(Subspace.span(bits, Arrays.copyOf(all, bits - bankBits)), "two patterns kept apart");
    }

    private static LongStream descending(long[] units) {
        return IntStream.range(0, units.length).mapToLong(i -> units[units.length - 1 - i]);
    }

    private Stream<BankMap> pairs(List<Subspace> wanted) {
        return wanted.stream().flatMap(u -> wanted.stream().map(w -> pair(u, w)));
    }

    /**
     * bank = c + α·r over the field of 2^b elements, c being the low b bits and r any other b consecutive bits: keeps
     * apart all {(β·r, r)} with β other than α.
     */
    private Optional<BankMap> field(List<Subspace> wanted) {
        if (bankBits == 0 || bits < 2 * bankBits) return Optional.empty();
        Field field = Field.of(bankBits);
        for (int from = bankBits; from + bankBits <= bits; from++) {
            for (int alpha = 1; alpha < 1 << bankBits; alpha++) {
                BankMap map = BankMap.vanishingOn(fieldKernel(field, alpha, from), "bank = low bits + " + alpha + " * bits from "
                        + from + " in the field of " + (1 << bankBits) + " elements");
                if (isFree(map, wanted)) return Optional.of(map);
            }
        }
        return Optional.empty();
    }

    private Subspace fieldKernel(Field field, int alpha, int from) {
        var out = new ArrayList<Long>();
        for (int q = bankBits; q < bits; q++) {
            boolean inside = q >= from && q < from + bankBits;
            out.add(1L << q | (inside ? field.times(alpha, 1 << q - from) : 0));
        }
        return Subspace.span(bits, out.stream().mapToLong(x -> x).toArray());
    }
}
