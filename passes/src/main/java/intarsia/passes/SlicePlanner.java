package intarsia.passes;

import intarsia.ir.Divisors;
import intarsia.ir.layout.memory.Access.Kind;
import intarsia.ir.layout.memory.AccessForms;
import intarsia.ir.layout.memory.MaskKind;
import intarsia.ir.layout.memory.MemoryModel;
import intarsia.passes.SlicePlan.Piece;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The cheapest way to load or store a slice of a tile in a layout. Slots that every lane finds end to end make chains; each chain is cut into
 * runs by dynamic programming over where cuts may be.
 */
final class SlicePlanner {
    private static final int BYTE = 8;
    private static final int WORD = 32;
    /** Selections that a branch costs: it also parts the code around it, of which a method holds only so much. */
    private static final int BRANCH = 8;
    /** Bits of a number of steps beside a line. */
    private static final int STEPS = 20;
    /** Strings that one access may give a lane. */
    private static final int[] WIDTHS = {8, 16, 32, 64, 128};
    /** Pieces of which longer strings are put together. */
    private static final int[] PIECES = {8, 16, 32};

    private final MemoryModel model;
    private final AccessForms forms;
    private final TileAccess access;
    private final ElementPlaces places;
    private final Placement at;
    private final boolean store;
    private final int width;
    private final long[][] bits;
    /** Lanes of each slot that write; of a load all. */
    private final long[] on;
    /** What bounds make of each slot, and whether its lanes lie apart by strides that are known at launch only. */
    private final MaskKind[] masks;
    private final boolean[] apart;
    /** Slots of runs that may be, more than one. */
    private final int[] lengths;
    /** The number of what is alike of each slot and others. */
    private final int[] kin;
    private final int[] dims;
    private final Map<Strings, Optional<Rated>> rated = new HashMap<>();

    /** How to load or store the string of a slot that lies at a bit; that of a slot of its kin is as far from it as the slot. */
    private record Rated(Piece piece, long at, double cost) {
    }

    /** What is alike of slots that differ by whole lines: how lanes lie to each other and in a line, which of them take part, and what bounds make of them. */
    private record Kin(List<Long> bits, List<Integer> steps, long on, MaskKind mask) {
    }

    /** The strings of so many slots from one of a kin on, each of which follows that before it. */
    private record Strings(int kin, int slots) {
    }

    SlicePlanner(MemoryModel model, TileAccess access, ElementPlaces places, Placement at, boolean store) {
        this.model = model;
        this.forms = new AccessForms(store ? Kind.STORE : Kind.LOAD, model);
        this.access = access;
        this.places = places;
        this.at = at;
        this.store = store;
        this.width = places.width();
        this.bits = Arrays.stream(at.element()).map(row -> Arrays.stream(row).mapToLong(e -> places.bit()[e]).toArray()).toArray(long[][]::new);
        this.on = store ? owners() : Arrays.stream(at.element()).mapToLong(_ -> model.all()).toArray();
        this.dims = access.tile().dims();
        this.masks = IntStream.range(0, at.slots()).mapToObj(this::mask).toArray(MaskKind[]::new);
        this.apart = new boolean[at.slots()];
        for (int v = 0; v < apart.length; v++) {
            apart[v] = apart(v);
        }
        IntStream straddled = IntStream.of(PIECES).map(n -> Divisors.lcm(width, n));
        IntStream inBytes = IntStream.range(2, Math.max(2, Math.ceilDiv(BYTE, width))).map(n -> n * width);
        this.lengths = IntStream.concat(inBytes, IntStream.concat(Arrays.stream(WIDTHS), straddled)).filter(w -> w % width == 0).map(w -> w / width).distinct()
                .filter(n -> n > 1 && (!store || width >= BYTE)).toArray();
        this.kin = kin();
    }

    private int[] kin() {
        long line = Divisors.lcm(BYTE * model.costs().lineBytes(), WIDTHS[WIDTHS.length - 1]);
        Map<Kin, Integer> known = new HashMap<>();
        return IntStream.range(0, bits.length).map(v -> {
            long from = Math.floorDiv(bits[v][0], line) * line;
            List<Integer> steps = apart[v] ? Arrays.stream(at.element()[v]).mapToObj(e -> places.step()[e]).toList() : List.of();
            Kin own = new Kin(Arrays.stream(bits[v]).mapToObj(b -> b - from).toList(), steps, on[v], masks[v]);
            return known.computeIfAbsent(own, _ -> known.size());
        }).toArray();
    }

    /** Whether elements are stored as whole bytes, each by itself. */
    static boolean inBytes(ElementPlaces p, MemoryModel model) {
        boolean anywhere = model.unaligned() || p.shared() % p.width() == 0 && Arrays.stream(p.bit()).allMatch(b -> b % p.width() == 0);
        return (p.width() == BYTE || p.width() == 2 * BYTE || p.width() == WORD) && anywhere;
    }

    /** The lanes that write an element first, or all where one value is written by the warp. */
    private long[] owners() {
        Set<Integer> written = new HashSet<>();
        long[] own = new long[at.slots()];
        for (int v = 0; v < own.length; v++) {
            for (int lane = 0; lane < at.lanes(); lane++) {
                own[v] |= written.add(at.element()[v][lane]) ? 1L << lane : 0;
            }
            own[v] = own[v] != 0 && at.uniform(v) ? model.all() : own[v];
        }
        return own;
    }

    SlicePlan plan() {
        List<Piece> pieces = new ArrayList<>();
        double cost = 0;
        for (List<Integer> chain : chains(pieces)) {
            cost += cut(chain, pieces);
        }
        pieces.sort(Comparator.comparingInt(SlicePlanner::first));
        return new SlicePlan(pieces, cost + sectors() * model.costs().sector());
    }

    private static int first(Piece p) {
        return switch (p) {
            case SlicePlan.Run r -> r.slots().stream().mapToInt(Integer::intValue).min().orElseThrow();
            case SlicePlan.Picked x -> x.slot();
            case SlicePlan.Bytes x -> x.slot();
            case SlicePlan.Copy x -> x.slot();
            case SlicePlan.Fields _ -> 0;
        };
    }

    /** Sectors that the tile lies in, whatever its layout. */
    private int sectors() {
        Set<Long> touched = new HashSet<>();
        for (int e = 0; e < places.bit().length; e++) {
            touched.add(Math.floorDiv(places.bit()[e], (long) BYTE * model.costs().sectorBytes()) << STEPS | places.step()[e]);
        }
        return touched.size();
    }

    /** Slots by what follows what; those that copy another are pieces already, and those of a store that write nothing are left out. */
    private List<List<Integer>> chains(List<Piece> copies) {
        Map<Long, List<Integer>> byFirst = new HashMap<>();
        List<Integer> own = new ArrayList<>();
        for (int v = 0; v < bits.length; v++) {
            List<Integer> same = byFirst.computeIfAbsent(bits[v][0], _ -> new ArrayList<>());
            int slot = v;
            Optional<Integer> of = same.stream().filter(s -> Arrays.equals(at.element()[s], at.element()[slot])).findFirst();
            if (of.isPresent() && !store) {
                copies.add(new SlicePlan.Copy(v, of.get()));
            } else if (on[v] != 0) {
                same.add(v);
                own.add(v);
            }
        }
        return linked(own, byFirst);
    }

    private List<List<Integer>> linked(List<Integer> own, Map<Long, List<Integer>> byFirst) {
        Map<Integer, Integer> next = new HashMap<>();
        Set<Integer> followers = new HashSet<>();
        for (int s : own) {
            byFirst.getOrDefault(bits[s][0] + width, List.of()).stream().filter(t -> !followers.contains(t) && follows(s, t)).findFirst().ifPresent(t -> {
                next.put(s, t);
                followers.add(t);
            });
        }
        List<List<Integer>> chains = new ArrayList<>();
        for (int s : own) {
            if (!followers.contains(s)) {
                List<Integer> chain = new ArrayList<>(List.of(s));
                while (next.containsKey(chain.getLast())) {
                    chain.add(next.get(chain.getLast()));
                }
                chains.add(chain);
            }
        }
        return chains;
    }

    /** Whether every lane has the element of a slot right behind that of another, inside bounds just when that is. */
    private boolean follows(int s, int t) {
        for (int lane = 0; lane < at.lanes(); lane++) {
            int x = at.element()[s][lane];
            int y = at.element()[t][lane];
            if (bits[t][lane] != bits[s][lane] + width || places.step()[x] != places.step()[y] || !inside(x, y)) {
                return false;
            }
        }
        return !store || on[s] == model.all() && on[t] == model.all() && !at.uniform(s);
    }

    private boolean inside(int x, int y) {
        for (int i = 0; i < access.guard().size(); i++) {
            int dim = access.guard().get(i);
            long room = places.rooms().get(i);
            int a = Placement.coordinate(x, dims, dim);
            int b = Placement.coordinate(y, dims, dim);
            if (a != b && (room == 0 || a / room != b / room)) {
                return false;
            }
        }
        return true;
    }

    /** Adds the pieces of a chain that cost least; what that is. */
    private double cut(List<Integer> chain, List<Piece> pieces) {
        double[] best = new double[chain.size() + 1];
        int[] first = new int[chain.size()];
        for (int i = chain.size() - 1; i >= 0; i--) {
            best[i] = rated(chain.get(i), 1).orElseThrow().cost + best[i + 1];
            first[i] = 1;
            for (int n : lengths) {
                Optional<Rated> run = n <= chain.size() - i ? rated(chain.get(i), n) : Optional.empty();
                if (run.isPresent() && run.get().cost + best[i + n] < best[i]) {
                    best[i] = run.get().cost + best[i + n];
                    first[i] = n;
                }
            }
        }
        for (int i = 0; i < chain.size(); i += first[i]) {
            pieces.add(piece(chain.subList(i, i + first[i])));
        }
        return best[0];
    }

    private Piece piece(List<Integer> slots) {
        Rated r = rated(slots.getFirst(), slots.size()).orElseThrow();
        long by = bits[slots.getFirst()][0] - r.at;
        return switch (r.piece) {
            case SlicePlan.Run x -> new SlicePlan.Run(slots, x.parts().stream().map(p -> p.moved(by)).toList());
            case SlicePlan.Picked _ -> new SlicePlan.Picked(slots.getFirst());
            case SlicePlan.Bytes _ -> new SlicePlan.Bytes(slots.getFirst());
            case SlicePlan.Copy _, SlicePlan.Fields _ -> throw new IllegalStateException("no string: " + r.piece);
        };
    }

    private Optional<Rated> rated(int slot, int slots) {
        return rated.computeIfAbsent(new Strings(kin[slot], slots), _ -> slots == 1 ? Optional.of(single(slot)) : run(slot, slots));
    }

    private Rated rated(Piece piece, int slot, double cost) {
        return new Rated(piece, bits[slot][0], cost);
    }

    private Optional<Rated> run(int slot, int slots) {
        int string = slots * width;
        if (string % BYTE != 0) {
            return inByte(slot, slots);
        }
        if (!bytes(bits[slot])) {
            return Optional.empty();
        }
        boolean one = Integer.bitCount(string) == 1 && string <= model.mostWords() * WORD;
        Optional<Rated> whole = one ? parts(slot, slots, string) : Optional.empty(); // no pieces of it are cheaper
        return whole.isPresent() ? whole : IntStream.of(PIECES).filter(n -> n < string && (!store || n >= width))
                .mapToObj(n -> parts(slot, slots, n)).flatMap(Optional::stream).min(Comparator.comparingDouble(Rated::cost));
    }

    private boolean bytes(long[] from) {
        return places.shared() % BYTE == 0 && multiples(from, BYTE);
    }

    /** Accesses of at most so many bits a lane, one after another. */
    private Optional<Rated> parts(int slot, int slots, int most) {
        List<SlicePlan.Part> parts = new ArrayList<>();
        double cost = bound(slot);
        for (int at = 0, each; at < slots * width; at += each) {
            int begin = at;
            each = Math.min(most, Integer.highestOneBit(slots * width - at));
            Optional<SlicePlan.Part> part = part(begin == 0 ? bits[slot] : Arrays.stream(bits[slot]).map(b -> b + begin).toArray(), slot, begin, each);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
            cost += cost(part.get(), slot) + (begin % WORD == 0 ? 0 : model.costs().extract());
        }
        int taken = width == WORD ? 0 : slots + (WORD % width == 0 ? 0 : slots * width / WORD - 1);
        return Optional.of(rated(new SlicePlan.Run(List.of(slot), parts), slot, cost + taken * model.costs().extract()));
    }

    /** An access of each lane's bits at an address; nothing where that is not aligned or has no form. */
    private Optional<SlicePlan.Part> part(long[] from, int slot, int begin, int each) {
        boolean aligned = model.unaligned() || places.shared() % each == 0 && multiples(from, each);
        int word = Math.min(each, WORD);
        return aligned ? forms.of(from, on[slot], word, each / word, masks[slot], apart[slot]).map(s -> new SlicePlan.Part(begin, word, each / word, s)) : Optional.empty();
    }

    private static boolean multiples(long[] from, int of) {
        for (long b : from) {
            if (b % of != 0) {
                return false;
            }
        }
        return true;
    }

    private double cost(SlicePlan.Part p, int slot) {
        long[] touched = new long[2 * at.lanes()];
        for (int l = 0; l < at.lanes(); l++) {
            boolean taking = (on[slot] >> l & 1) != 0;
            long first = bits[slot][l] + p.from();
            int step = places.step()[at.element()[slot][l]];
            touched[2 * l] = taking ? line(first) << STEPS | step : Long.MIN_VALUE;
            touched[2 * l + 1] = taking ? line(first + (long) p.bits() * p.count() - 1) << STEPS | step : Long.MIN_VALUE;
        }
        Arrays.sort(touched);
        int lines = touched[0] == Long.MIN_VALUE ? 0 : 1;
        for (int i = 1; i < touched.length; i++) {
            lines += touched[i] == touched[i - 1] ? 0 : 1;
        }
        return forms.cost(p.shape(), p.bits(), masks[slot]) + lines * model.costs().line();
    }

    private long line(long bit) {
        return Math.floorDiv(bit, (long) BYTE * model.costs().lineBytes());
    }

    /** What bounds cost an access: comparisons, and a branch where all lanes are in or out. */
    private double bound(int slot) {
        double comparisons = access.guard().size() * model.moves().select();
        return switch (masks[slot]) {
            case NONE -> 0;
            case LANES -> comparisons;
            case SCALAR -> comparisons + BRANCH * model.moves().select();
        };
    }

    private MaskKind mask(int slot) {
        MaskKind kind = MaskKind.NONE;
        for (int dim : access.guard()) {
            int[] x = at.coordinates(slot, dims, dim);
            kind = Arrays.stream(x).allMatch(c -> c == x[0]) && kind != MaskKind.LANES ? MaskKind.SCALAR : MaskKind.LANES;
        }
        return kind;
    }

    /** Whether lanes lie apart by strides that are known at launch only. */
    private boolean apart(int slot) {
        int[] own = at.element()[slot];
        return Arrays.stream(own).anyMatch(e -> places.step()[e] != places.step()[own[0]]);
    }

    private Rated single(int slot) {
        return Stream.of(whole(slot), inByte(slot, 1), picked(slot), Optional.of(bytewise(slot))).flatMap(Optional::stream)
                .min(Comparator.comparingDouble(Rated::cost)).orElseThrow();
    }

    private Optional<Rated> whole(int slot) {
        return width == BYTE || width == 2 * BYTE || width == WORD ? access(slot, bits[slot], width, 0) : Optional.empty();
    }

    private Optional<Rated> access(int slot, long[] from, int each, double more) {
        return bytes(from) ? part(from, slot, 0, each).map(p -> rated(new SlicePlan.Run(List.of(slot), List.of(p)), slot, bound(slot) + cost(p, slot) + more))
                : Optional.empty();
    }

    /** Codes that every lane has in one byte. */
    private Optional<Rated> inByte(int slot, int slots) {
        long[] from = bits[slot];
        int string = slots * width;
        boolean one = string < BYTE && !store && places.shared() % BYTE == 0 && Arrays.stream(from).allMatch(b -> Math.floorMod(b, (long) BYTE) + string <= BYTE);
        return one ? access(slot, Arrays.stream(from).map(b -> b - Math.floorMod(b, (long) BYTE)).toArray(), BYTE, slots * model.costs().extract())
                : Optional.empty();
    }

    /** The bytes that a slot touches as a few scalars, of which each lane takes its own. */
    private Optional<Rated> picked(int slot) {
        long low = Arrays.stream(bits[slot]).map(b -> Math.floorDiv(b, (long) BYTE)).min().orElseThrow();
        long span = Arrays.stream(bits[slot]).map(b -> Math.floorDiv(b + width - 1, (long) BYTE)).max().orElseThrow() - low;
        boolean same = Arrays.stream(bits[slot]).allMatch(b -> b == bits[slot][0]);
        boolean wide = width % BYTE != 0 || width == 3 * BYTE || !model.unaligned();
        if (store || !wide || apart[slot] || masks[slot] == MaskKind.LANES || !same && (!model.unaligned() || span >= NarrowLoad.MOST_SHARED)) {
            return Optional.empty();
        }
        long words = Math.ceilDiv(span + 1, 4L);
        double loads = (model.unaligned() ? words : span + 1) * model.costs().uniform() + words * model.costs().line();
        double taken = (same ? 0 : (words - 1) * model.moves().select()) + model.costs().extract();
        return Optional.of(rated(new SlicePlan.Picked(slot), slot, bound(slot) + loads + taken));
    }

    private Rated bytewise(int slot) {
        int count = (int) Arrays.stream(bits[slot]).map(b -> (Math.floorMod(b, (long) BYTE) + width + 7) / BYTE).max().orElseThrow();
        double each = model.costs().apart() + Long.bitCount(on[slot]) * (model.costs().aLane() + model.costs().line()) + model.costs().extract();
        return rated(new SlicePlan.Bytes(slot), slot, bound(slot) + count * each);
    }
}
