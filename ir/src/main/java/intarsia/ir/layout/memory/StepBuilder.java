package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;
import intarsia.ir.layout.memory.AccessStep.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The steps for all runs of a plan, with accesses of at most so many bits. Each lane reads the whole bytes that its run touches: those
 * that every lane needs in the widest pieces that their places allow, those that only some need one by one.
 */
final class StepBuilder {
    private static final int BYTE = 8;
    private static final int WORD = 32;
    /** Scalars that lanes pick their bytes out of span at most so many bits. */
    private static final int MOST_SPAN = 128;

    private final Access access;
    private final Places places;
    private final SlotRun run;
    private final int cap;
    private final boolean picked;
    private final AccessForms forms;
    private final List<AccessStep> steps = new ArrayList<>();
    private final boolean store;

    /** Where the elements of the run at hand lie: the slots that take each, the address all lanes share, and lanes' bits above whole bytes. */
    private record Run(List<List<Integer>> slots, Polynomial start, Congruence known, int[] above) {}

    StepBuilder(Access access, Places places, SlotRun run, int cap, boolean picked) {
        this.access = access;
        this.places = places;
        this.run = run;
        this.cap = cap;
        this.picked = picked;
        this.forms = new AccessForms(access.kind(), access.model());
        this.store = access.kind() == Access.Kind.STORE;
    }

    /** The steps; none where no legal ones are of this kind. */
    Optional<List<AccessStep>> build() {
        for (Map.Entry<SlotRun.Place, List<Integer>> place : run.places(places.bounds()).entrySet()) {
            if (!step(run(place.getKey().at(), place.getValue()))) return Optional.empty();
        }
        return Optional.of(steps);
    }

    private Run run(Polynomial at, List<Integer> firsts) {
        List<List<Integer>> slots = new ArrayList<>();
        List<Integer> taking = store ? firsts.subList(0, 1) : firsts;
        for (int s : run.slots()) slots.add(taking.stream().map(f -> f + s).toList());
        Polynomial start = at.plus(places.base()).plus(Polynomial.of(run.below()));
        Congruence known = access.facts().of(start).plus(places.apart());
        long[] lanes = places.lanes().numbers();
        int[] above = Arrays.stream(lanes).mapToInt(n -> (int) Math.floorMod(known.residue() + n, (long) BYTE)).toArray();
        return new Run(slots, start, known, above);
    }

    private boolean step(Run r) {
        if (picked) return pick(r);
        int[] ends = Arrays.stream(r.above).map(a -> Math.ceilDiv(a + run.width(), BYTE) * BYTE).toArray();
        int common = Integer.MAX_VALUE;
        int most = 0;
        for (int lane = 0; lane < ends.length; lane++) {
            if (!places.isOn(lane)) continue;
            common = Math.min(common, ends[lane]);
            most = Math.max(most, ends[lane]);
        }
        boolean whole = run.width() % BYTE == 0 && Arrays.stream(r.above).allMatch(a -> a == 0);
        if (store && !whole) return false;
        return covered(r, common) && extra(r, ends, common, most);
    }

    private boolean covered(Run r, int common) {
        for (int at = 0, width; at < common; at += width) {
            width = Math.min(cap, Integer.highestOneBit(common - at));
            while (width > BYTE && !fits(r, at, width)) width /= 2;
            if (!emit(r, at, width, places.on())) return false;
        }
        return true;
    }

    /** The bytes that only lanes whose runs reach so far touch. */
    private boolean extra(Run r, int[] ends, int common, int most) {
        for (int at = common; at < most; at += BYTE) {
            long on = 0;
            for (int lane = 0; lane < ends.length; lane++) {
                if (places.isOn(lane) && ends[lane] > at) on |= 1L << lane;
            }
            if (!emit(r, at, BYTE, on)) return false;
        }
        return true;
    }

    /** Whether every lane's bytes from {@code at} on may be read at this width. */
    private boolean fits(Run r, int at, int width) {
        if (access.swizzleBits() != 0 && width > access.swizzleBits()) return false;
        if (access.model().unaligned() && access.swizzleBits() == 0) return true;
        for (int lane = 0; lane < r.above.length; lane++) {
            long from = places.lanes().numbers()[lane] - r.above[lane] + at;
            if (places.isOn(lane) && !r.known.plus(Congruence.exactly(from)).isMultipleOf(width)) return false;
        }
        return true;
    }

    private boolean emit(Run r, int at, int width, long on) {
        int bits = run.bits() == 2 * WORD && width == 2 * WORD ? width : Math.min(width, WORD);
        long[] lanes = new long[r.above.length];
        Arrays.setAll(lanes, lane -> places.lanes().numbers()[lane] - r.above[lane] + at);
        Optional<AccessForms.Shape> shape = forms.of(lanes, on, bits, width / bits, places.mask(), !places.lanes().symbolic().isEmpty());
        shape.ifPresent(s -> steps.add(new AccessStep(s.form(), bits, width / bits, r.start.plus(Polynomial.of(s.first())).expr(), s.stride(), s.lanes(),
                s.form() == Form.GATHER ? places.lanes().terms() : List.of(), s.on(), s.permute(), parts(r, at, width))));
        return shape.isPresent();
    }

    private List<Part> parts(Run r, int from, int width) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < r.slots.size(); i++) {
            int element = i * run.bits() - from;
            int[] at = Arrays.stream(r.above).map(a -> a + element).toArray();
            if (Arrays.stream(at).anyMatch(a -> a > -run.bits() && a < width)) add(parts, r.slots.get(i), at);
        }
        return parts;
    }

    private static void add(List<Part> parts, List<Integer> slots, int[] at) {
        boolean alike = Arrays.stream(at).allMatch(a -> a == at[0]);
        List<Integer> all = alike ? List.of(at[0]) : Arrays.stream(at).boxed().toList();
        slots.forEach(s -> parts.add(new Part(s, all)));
    }

    /** All bytes that the lanes of a run touch as a few scalars, of which each lane takes its own. */
    private boolean pick(Run r) {
        long[] lanes = places.lanes().numbers();
        long low = Arrays.stream(lanes).min().orElse(0);
        long first = low - Math.floorMod(r.known.residue() + low, (long) BYTE);
        long end = Arrays.stream(lanes).max().orElse(0) + run.width();
        boolean fits = !store && places.mask() != MaskKind.LANES && places.lanes().symbolic().isEmpty() && end - first <= MOST_SPAN && end - first > 0;
        for (long at = first, width; fits && at < end; at += width) {
            width = Math.min(Math.min(cap, WORD), Long.highestOneBit(Math.ceilDiv(end - at, (long) BYTE) * BYTE));
            while (width > BYTE && !fitsAll(r, at, width)) width /= 2;
            scalar(r, at, (int) width);
        }
        return fits;
    }

    private boolean fitsAll(Run r, long at, long width) {
        boolean together = access.swizzleBits() == 0 || width <= access.swizzleBits();
        return together && (access.model().unaligned() && access.swizzleBits() == 0 || r.known.plus(Congruence.exactly(at)).isMultipleOf(width));
    }

    private void scalar(Run r, long from, int width) {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < r.slots.size(); i++) {
            int element = i * run.bits();
            int[] at = Arrays.stream(places.lanes().numbers()).mapToInt(n -> (int) (n + element - from)).toArray();
            if (Arrays.stream(at).anyMatch(a -> a > -run.bits() && a < width)) add(parts, r.slots.get(i), at);
        }
        if (parts.isEmpty()) return;
        steps.add(new AccessStep(Form.UNIFORM, width, 1, r.start.plus(Polynomial.of(from)).expr(), 0, List.of(), List.of(), access.model().all(), List.of(), parts));
    }
}
