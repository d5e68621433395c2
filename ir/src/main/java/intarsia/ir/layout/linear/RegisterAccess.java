package intarsia.ir.layout.linear;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The instructions by which the lanes of a register layout move a tile, found slot by slot from the layout's table. */
final class RegisterAccess {
    private final StoredTile tile;
    private final Layout layout;

    RegisterAccess(StoredTile tile, Layout layout) {
        this.tile = tile;
        this.layout = layout;
        if (!Arrays.equals(layout.shape(), new int[] {tile.rows(), tile.cols()})) {
            throw new IllegalArgumentException("registers " + layout + " of a tile of " + tile + ": wanted the same rows and columns");
        }
    }

    /** The offsets of each instruction's lanes in bytes, where {@code bytes} lie together in slots and in a row. */
    Optional<List<long[]>> instructions(int bytes) {
        int slots = layout.size(Axis.V);
        int step = bytes * Byte.SIZE / tile.bits();
        if (bytes * Byte.SIZE % tile.bits() != 0 || step < 1 || slots % step != 0) return Optional.empty();
        var out = new ArrayList<long[]>();
        for (Map<Axis, Integer> place : others()) {
            for (int slot = 0; slot < slots; slot += step) {
                long[] lanes = new long[layout.size(Axis.LANE)];
                for (int lane = 0; lane < lanes.length; lane++) {
                    lanes[lane] = offset(place, lane, slot, step, bytes);
                    if (lanes[lane] < 0) return Optional.empty();
                }
                out.add(lanes);
            }
        }
        return Optional.of(out);
    }

    /** The coordinates on the axes besides lane and v, as of warps: each is an instruction of its own. */
    private List<Map<Axis, Integer>> others() {
        List<Map<Axis, Integer>> out = List.of(Map.of());
        for (Axis axis : layout.axes()) {
            if (axis.equals(Axis.LANE) || axis.equals(Axis.V)) continue;
            var next = new ArrayList<Map<Axis, Integer>>();
            for (Map<Axis, Integer> prefix : out) {
                for (int c = 0; c < layout.size(axis); c++) {
                    var place = new TreeMap<>(prefix);
                    place.put(axis, c);
                    next.add(place);
                }
            }
            out = next;
        }
        return out;
    }

    /** The byte at which the {@code step} slots from {@code slot} on lie side by side and aligned in a row; or -1. */
    private long offset(Map<Axis, Integer> place, int lane, int slot, int step, int bytes) {
        var at = new TreeMap<>(place);
        at.put(Axis.LANE, lane);
        at.put(Axis.V, slot);
        int[] first = layout.index(at);
        for (int i = 1; i < step; i++) {
            at.put(Axis.V, slot + i);
            int[] x = layout.index(at);
            if (x[0] != first[0] || x[1] != first[1] + i) return -1;
        }
        boolean aligned = (long) first[1] * tile.bits() % (bytes * (long) Byte.SIZE) == 0;
        return aligned ? tile.bitOffset(first[0], first[1]) / Byte.SIZE : -1;
    }
}
