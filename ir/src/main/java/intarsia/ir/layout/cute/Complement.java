package intarsia.ir.layout.cute;

import intarsia.ir.layout.linear.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What reads a layout by ascending stride: the gaps between its modes, and its inverse. */
final class Complement {
    private Complement() {}

    static Answer<CuteLayout> of(CuteLayout layout, long m) {
        if (m < 1) return Answer.refused("complement of " + layout + " in " + m + ", wanted at least 1");
        var out = new ArrayList<Mode>();
        long current = 1;
        for (Mode mode : byStride(layout.flat())) {
            if (mode.stride() % current != 0) {
                return Answer.refused("complement of " + layout + ": modes of smaller stride than " + mode + " repeat every " + current
                        + " offsets, of which its stride is no multiple");
            }
            out.add(new Mode(mode.stride() / current, current));
            current = Extents.times(mode.size(), mode.stride());
        }
        out.add(new Mode(Extents.ceilDiv(m, current), current));
        return Answer.found(CuteLayout.fused(out));
    }

    private static List<Mode> byStride(List<Mode> modes) {
        return modes.stream().filter(m -> m.size() > 1 && m.stride() > 0).sorted(Comparator.comparingLong(Mode::stride)).toList();
    }

    /** The modes whose strides follow on each other from 1 on, each counting the indices before it. */
    static CuteLayout rightInverse(CuteLayout layout) {
        record Placed(Mode mode, long before) {}
        var placed = new ArrayList<Placed>();
        long before = 1;
        for (Mode m : Coalesce.of(layout.flat())) {
            placed.add(new Placed(m, before));
            before *= m.size();
        }
        placed.sort(Comparator.comparingLong(p -> p.mode.stride()));
        var out = new ArrayList<Mode>();
        long current = 1;
        for (Placed p : placed) {
            if (p.mode.stride() != current) continue;
            out.add(new Mode(p.mode.size(), p.before));
            current *= p.mode.size();
        }
        return CuteLayout.fused(out);
    }
}
