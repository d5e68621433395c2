package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** A tile in memory, a register layout over the same digits in any order, and a machine. */
record RandomAccess(RandomMemory memory, Layout registers, MemoryModel model) {
    private static final int[] EXTENTS = {2, 2, 2, 4, 3, 5};
    private static final int MOST_ELEMENTS = 32;
    private static final int[] BITS = {1, 2, 3, 4, 5, 6, 8, 8, 16, 32, 32, 64};

    /** Warps lie whole bytes apart. */
    static RandomAccess of(SplittableRandom random) {
        RandomAccess a;
        do {
            a = any(random);
        } while (a.registers.elements() > MOST_ELEMENTS || !a.warpsAtBytes());
        return a;
    }

    private boolean warpsAtBytes() {
        long base = memory.address(new int[registers.rank()]);
        for (int warp = 0; warp < registers.size(Axis.WARP); warp++) {
            long at = memory.address(registers.index(Map.of(Axis.LANE, 0, Axis.V, 0, Axis.WARP, warp)));
            if ((at - base) % 8 != 0) return false;
        }
        return true;
    }

    private static RandomAccess any(SplittableRandom random) {
        MemoryModel model = model(random, 1 << random.nextInt(4));
        int[][] extents = new int[random.nextInt(1, 4)][];
        int left = 6;
        for (int d = 0; d < extents.length; d++) {
            extents[d] = new int[random.nextInt(Math.min(3, left) + 1)];
            for (int i = 0; i < extents[d].length; i++) extents[d][i] = EXTENTS[random.nextInt(EXTENTS.length)];
            left -= extents[d].length;
        }
        RandomMemory memory = RandomMemory.packed(random, extents, BITS[random.nextInt(BITS.length)]);
        return new RandomAccess(memory, registers(random, extents, model.lanes()), model);
    }

    private static MemoryModel model(SplittableRandom random, int lanes) {
        return switch (random.nextInt(3)) {
            case 0 -> MemoryModel.vector(lanes, random.nextBoolean());
            case 1 -> MemoryModel.threads(lanes, MemoryModel.UNIT_ONLY);
            default -> MemoryModel.threads(lanes, MemoryModel.UNIT_ONLY).withMultiple(Form.UNIT, Form.STRIDED, Form.GATHER);
        };
    }

    static Layout registers(SplittableRandom random, int[][] extents, int lanes) {
        List<Entry> all = new ArrayList<>();
        for (int d = 0; d < extents.length; d++) {
            for (int i = 0; i < extents[d].length; i++) all.add(new Entry.Digit(d, i));
        }
        for (int i = all.size(); i > 1; i--) Collections.swap(all, i - 1, random.nextInt(i));
        Map<Axis, List<Entry>> axes = new HashMap<>();
        int left = lanes;
        for (Entry e : all) {
            int n = e instanceof Entry.Digit(int dim, int pos) ? extents[dim][pos] : 1;
            boolean lane = left % n == 0 && random.nextInt(3) > 0;
            Axis axis = lane ? Axis.LANE : random.nextInt(6) == 0 ? Axis.WARP : Axis.V;
            if (lane) left /= n;
            axes.computeIfAbsent(axis, _ -> new ArrayList<>()).add(e);
        }
        List<Entry> lane = axes.computeIfAbsent(Axis.LANE, _ -> new ArrayList<>());
        lane.add(random.nextInt(lane.size() + 1), new Entry.Replica(left));
        if (random.nextInt(6) == 0) axes.computeIfAbsent(Axis.V, _ -> new ArrayList<>()).add(new Entry.Replica(2));
        int[] shape = Arrays.stream(extents).mapToInt(d -> Arrays.stream(d).reduce(1, (a, b) -> a * b)).toArray();
        return Layout.of(shape, extents, axes);
    }

    Access load() {
        return Access.load(registers, memory.layout(), model);
    }

    Access store() {
        return Access.store(registers, memory.layout(), model);
    }
}
