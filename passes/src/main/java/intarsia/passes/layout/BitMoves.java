package intarsia.passes.layout;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.Term;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A conversion between layouts whose extents are powers of two, by bits: each bit of the index lies at a bit of the lane number or of the
 * slot number. A bit that goes from slot to lane changes places with one that goes the other way, or with a copy; then the bits of the lane
 * number are put in order by one permutation, and the slots are renamed.
 */
final class BitMoves {
    private static final int COPY = -1;

    private final int[] lane;
    private final List<Integer> slot;
    private final List<ConversionStep> steps = new ArrayList<>();
    private final int[] wantedLane;
    private final List<Integer> wantedSlot;

    private BitMoves(Layout from, Layout to, int lanes) {
        lane = laneBits(from, lanes);
        slot = new ArrayList<>(bits(from, Axis.V));
        wantedLane = laneBits(to, lanes);
        wantedSlot = bits(to, Axis.V);
    }

    /** The steps, where both layouts have only powers of two. */
    static Optional<List<ConversionStep>> steps(Layout from, Layout to, int lanes) {
        return binary(from) && binary(to) ? Optional.of(new BitMoves(from, to, lanes).steps()) : Optional.empty();
    }

    private static boolean binary(Layout l) {
        return l.axes().stream().flatMap(a -> l.terms(a).stream()).allMatch(t -> Integer.bitCount(t.extent()) == 1 && Integer.bitCount(t.weight()) == 1);
    }

    /** The index bit at each bit of a coordinate, the lowest first; {@link #COPY} for replicas. */
    private static List<Integer> bits(Layout l, Axis axis) {
        List<Integer> bits = new ArrayList<>();
        for (Term t : l.terms(axis).reversed()) {
            for (int i = 0; i < log(t.extent()); i++) {
                bits.add(t.isReplica() ? COPY : t.dim() * Integer.SIZE + log(t.weight()) + i);
            }
        }
        return bits;
    }

    private static int[] laneBits(Layout l, int lanes) {
        int[] bits = new int[log(lanes)];
        Arrays.fill(bits, COPY);
        List<Integer> own = bits(l, Axis.LANE);
        IntStream.range(0, own.size()).forEach(i -> bits[i] = own.get(i));
        return bits;
    }

    private static int log(int power) {
        return Integer.numberOfTrailingZeros(power);
    }

    private List<ConversionStep> steps() {
        dropCopies();
        exchange();
        int[] source = order();
        permute(source);
        for (int p = 0; p < lane.length; p++) {
            if (isWantedInSlot(lane[p])) {
                steps.add(new ConversionStep.Spread(1 << p));
                slot.add(lane[p]);
                lane[p] = COPY;
            }
        }
        rename();
        return steps;
    }

    /** Of slots that are copies the first are enough. */
    private void dropCopies() {
        if (slot.contains(COPY)) {
            List<Integer> kept = IntStream.range(0, slot.size()).filter(p -> slot.get(p) != COPY).boxed().toList();
            steps.add(new ConversionStep.Rename(numbers(kept)));
            slot.removeIf(b -> b == COPY);
        }
    }

    /** The numbers whose bit {@code positions[i]} is bit i of their place. */
    private static int[] numbers(List<Integer> positions) {
        return IntStream.range(0, 1 << positions.size())
                .map(n -> IntStream.range(0, positions.size()).map(i -> (n >> i & 1) << positions.get(i)).sum()).toArray();
    }

    /** Bits that go from slot to lane, first those that arrive where they are to stay. */
    private void exchange() {
        List<Integer> up = new ArrayList<>(slot.stream().filter(b -> isWantedOnLane(b)).toList());
        long down = Arrays.stream(lane).filter(this::isWantedInSlot).count();
        int picks = (int) Math.max(0, up.size() - down);
        Set<Integer> used = new HashSet<>();
        for (boolean inPlace : new boolean[] {true, false}) {
            for (int b : List.copyOf(up)) {
                int p = position(b, inPlace, picks, used);
                if (p >= 0) {
                    picks -= lane[p] == COPY ? 1 : 0;
                    bring(b, p);
                    used.add(p);
                    up.remove(Integer.valueOf(b));
                }
            }
        }
    }

    private boolean isWantedOnLane(int bit) {
        return Arrays.stream(wantedLane).anyMatch(b -> b == bit);
    }

    private boolean isWantedInSlot(int bit) {
        return bit != COPY && wantedSlot.contains(bit);
    }

    /** A lane bit that a slot bit may change places with, or −1. */
    private int position(int bit, boolean inPlace, int picks, Set<Integer> used) {
        return IntStream.range(0, lane.length)
                .filter(p -> !used.contains(p) && (!inPlace || wantedLane[p] == bit))
                .filter(p -> lane[p] == COPY ? picks > 0 : isWantedInSlot(lane[p]))
                .findFirst().orElse(-1);
    }

    private void bring(int bit, int p) {
        int s = slot.indexOf(bit);
        if (lane[p] == COPY) {
            steps.add(new ConversionStep.Pick(1 << p, 1 << s));
            slot.subList(s, s + 1).clear();
        } else {
            steps.add(new ConversionStep.Exchange(1 << p, 1 << s));
            slot.set(s, lane[p]);
        }
        lane[p] = bit;
    }

    /** For each lane bit the lane bit where its content stands now: its own where it may be anything. */
    private int[] order() {
        int[] source = new int[lane.length];
        boolean[] taken = new boolean[lane.length];
        Arrays.fill(source, -1);
        for (int p = 0; p < lane.length; p++) {
            if (wantedLane[p] != COPY) {
                source[p] = where(wantedLane[p]);
                taken[source[p]] = true;
            }
        }
        for (int p = 0; p < lane.length; p++) {
            if (source[p] < 0 && !taken[p]) {
                source[p] = p;
                taken[p] = true;
            }
        }
        for (int p = 0; p < lane.length; p++) {
            if (source[p] < 0) {
                source[p] = IntStream.range(0, lane.length).filter(q -> !taken[q]).findFirst().orElseThrow();
                taken[source[p]] = true;
            }
        }
        return source;
    }

    private int where(int bit) {
        return IntStream.range(0, lane.length).filter(q -> lane[q] == bit).findFirst()
                .orElseThrow(() -> new IllegalStateException("index bit " + bit + " is on no lane"));
    }

    private void permute(int[] source) {
        int[] from = numbers(Arrays.stream(source).boxed().toList());
        if (IntStream.range(0, from.length).anyMatch(l -> from[l] != l)) {
            steps.add(new ConversionStep.Permute(from));
            int[] now = Arrays.stream(source).map(p -> lane[p]).toArray();
            System.arraycopy(now, 0, lane, 0, now.length);
        }
    }

    private void rename() {
        int[] slots = IntStream.range(0, 1 << wantedSlot.size()).map(n -> IntStream.range(0, wantedSlot.size())
                .filter(i -> wantedSlot.get(i) != COPY).map(i -> (n >> i & 1) << slot.indexOf(wantedSlot.get(i))).sum()).toArray();
        if (slots.length != 1 << slot.size() || IntStream.range(0, slots.length).anyMatch(s -> slots[s] != s)) {
            steps.add(new ConversionStep.Rename(slots));
        }
    }
}
