package intarsia.ir.layout.linear;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** The address maps that may serve a tile, tried from the simplest on, each judged by counting over all instructions. */
final class TileSynthesis {
    private static final int[] ROWS_TURNED_ALIKE = {1, 2, 4, 8};

    private final StoredTile tile;
    private final Banks banks;
    private final List<WarpAccess> accesses;
    private final int widest;

    TileSynthesis(StoredTile tile, Banks banks, List<WarpAccess> accesses) {
        this.tile = tile;
        this.banks = banks;
        this.accesses = accesses;
        this.widest = accesses.stream().mapToInt(WarpAccess::bytes).max()
                .orElseThrow(() -> new IllegalArgumentException("plan of " + tile + " without accesses, wanted one at least"));
        accesses.forEach(this::expectInside);
    }

    private void expectInside(WarpAccess a) {
        for (long[] lanes : a.instructions()) {
            for (long offset : lanes) {
                if (offset / tile.rowBytes() >= tile.rows() || offset % tile.rowBytes() + a.bytes() > tile.rowBytes()) {
                    throw new IllegalArgumentException("access '" + a.name() + "': " + a.bytes() + " bytes at offset " + offset
                            + " of " + tile + ", wanted a place inside one row");
                }
            }
        }
    }

    TilePlan best() {
        Optional<TilePlan> xor = Stream.concat(plain().stream(), xor().stream()).min(byCost());
        if (xor.isPresent() && isFree(xor.get())) return xor.get();
        return Stream.of(xor.stream(), skews(), paddings()).flatMap(s -> s).min(byCost()).orElseThrow();
    }

    private static boolean isFree(TilePlan p) {
        return p.uses().stream().allMatch(u -> u.wavefronts() == u.phases());
    }

    private static Comparator<TilePlan> byCost() {
        return Comparator.comparingInt(TilePlan::degree)
                .thenComparingInt((TilePlan p) -> p.uses().stream().mapToInt(TilePlan.Use::wavefronts).sum())
                .thenComparingLong(TilePlan::bytes);
    }

    private boolean wholeGranules() {
        return tile.rowBytes() % widest == 0;
    }

    private Optional<TilePlan> plain() {
        if (!wholeGranules()) return Optional.empty();
        return Optional.of(plan(new AddressMap.Xor(Matrix.identity(addressBits())), "The plain tile serves; counted."));
    }

    private int addressBits() {
        return Math.max(banks.granuleBits(widest), Long.SIZE - Long.numberOfLeadingZeros(tile.bytes() - 1));
    }

    private Optional<TilePlan> xor() {
        if (!wholeGranules()) return Optional.empty();
        int low = banks.granuleBits(widest);
        BankMap map = BankMap.of(addressBits() - low, banks.bankBits(widest), patterns(low));
        return Optional.of(plan(new AddressMap.Xor(Matrix.identity(low).directSum(map.matrix())), "Over granules of " + (1 << low)
                + " bytes, a0 being address bit " + low + ": " + map.functionals() + ".\nFound by " + map.source()
                + ": no two granules of a phase share a bank where the degree is 1; counted."));
    }

    /** The granules that lanes of one phase want, up to translation, of those lanes whose bytes within a granule agree. */
    private List<Subspace> patterns(int low) {
        Set<Subspace> out = new LinkedHashSet<>();
        int bits = addressBits();
        Subspace granules = Subspace.units(bits, low, bits);
        for (WarpAccess a : accesses) {
            for (long[] lanes : a.instructions()) {
                for (long[] phase : phases(a, lanes)) {
                    long[] differences = LongStream.of(phase).map(o -> o ^ phase[0]).toArray();
                    long[] apart = Subspace.span(bits, differences).intersect(granules).basis();
                    out.add(Subspace.span(bits - low, LongStream.of(apart).map(x -> x >>> low).toArray()));
                }
            }
        }
        return List.copyOf(out);
    }

    private List<long[]> phases(WarpAccess a, long[] lanes) {
        var out = new ArrayList<long[]>();
        int together = banks.lanes(a.bytes());
        for (int from = 0; from < lanes.length; from += together) {
            out.add(Arrays.copyOfRange(lanes, from, (int) Math.min(lanes.length, (long) from + together)));
        }
        return out;
    }

    private Stream<TilePlan> skews() {
        if (!wholeGranules()) return Stream.empty();
        long granules = Math.min(tile.rowBytes() / widest, (long) banks.width() * banks.count() / widest);
        return Arrays.stream(ROWS_TURNED_ALIKE).boxed().flatMap(every -> LongStream.range(1, granules).mapToObj(step ->
                plan(new AddressMap.Skewed(tile.rowBytes(), widest, every, step), "Rows turned round, in granules of " + widest
                        + " bytes; found by trying, counted.")));
    }

    private Stream<TilePlan> paddings() {
        long first = (tile.rowBytes() + widest - 1) / widest * widest;
        long period = (long) banks.width() * banks.count();
        return LongStream.iterate(first, pitch -> pitch < first + period, pitch -> pitch + widest).mapToObj(pitch ->
                plan(new AddressMap.Padded(tile.rowBytes(), pitch), pitch - tile.rowBytes()
                        + " bytes after each row; found by trying, counted."));
    }

    private TilePlan plan(AddressMap map, String reason) {
        return new TilePlan(tile, map, memory(map), accesses.stream().map(a -> use(a, map)).toList(), reason);
    }

    private TilePlan.Use use(WarpAccess a, AddressMap map) {
        int degree = 0;
        int wavefronts = 0;
        int phases = 0;
        for (long[] lanes : a.instructions()) {
            long[] addresses = Arrays.stream(lanes).map(map::address).toArray();
            degree = Math.max(degree, banks.degree(a.bytes(), addresses));
            wavefronts += banks.wavefronts(a.bytes(), addresses);
            phases += phases(a, lanes).size();
        }
        return new TilePlan.Use(a, degree, wavefronts, phases);
    }

    /** The bytes up to the last that is used, after a check that no two pieces that maps leave whole share a place. */
    private long memory(AddressMap map) {
        long piece = gcd(tile.rowBytes(), widest);
        var used = new BitSet();
        for (long offset = 0; offset < tile.bytes(); offset += piece) {
            int place = Math.toIntExact(map.address(offset) / piece);
            if (used.get(place)) throw new IllegalStateException(map + " puts two pieces of " + tile + " at " + place * piece);
            used.set(place);
        }
        return used.length() * piece;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
