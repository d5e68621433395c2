package intarsia.ir.layout.cute;

import java.util.ArrayList;
import java.util.List;

/** Drops modes of one index; fuses s0:d0 and s1:d1 where d1 = s0·d0. */
final class Coalesce {
    private Coalesce() {}

    static List<Mode> of(List<Mode> modes) {
        var out = new ArrayList<Mode>();
        for (Mode m : modes) {
            if (m.size() == 1) continue;
            if (!out.isEmpty() && m.stride() == out.getLast().size() * out.getLast().stride()) {
                Mode low = out.removeLast();
                out.add(new Mode(Extents.times(low.size(), m.size()), low.stride()));
            } else {
                out.add(m);
            }
        }
        return List.copyOf(out);
    }
}
