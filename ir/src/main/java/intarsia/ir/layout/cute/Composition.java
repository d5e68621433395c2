package intarsia.ir.layout.cute;

import intarsia.ir.layout.linear.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A ∘ B mode by mode, where that is the composition of the functions.
 *
 * <p>Mode s:d of B picks every d-th of A's indices, s of them. In A's mixed radix this must skip whole modes, then take
 * an even part of a mode, then whole modes. Over several modes of B the results may be added only if no carry passes
 * between them: in the order of strides, each stride must be a multiple of size times stride of the one before. (CuTe's
 * own composition does not test this: (2,2):(1,10) ∘ (2,2):(1,1) is 0 1 1 10, but mode by mode 0 1 1 2.)
 */
final class Composition {
    private final CuteLayout outer;
    private final CuteLayout inner;
    private final List<Mode> radix;
    private final Map<Mode, CuteLayout> images = new HashMap<>();

    private Composition(CuteLayout outer, CuteLayout inner) {
        this.outer = outer;
        this.inner = inner;
        this.radix = Coalesce.of(outer.flat());
    }

    static Answer<CuteLayout> of(CuteLayout outer, CuteLayout inner) {
        return new Composition(outer, inner).answer();
    }

    private Answer<CuteLayout> answer() {
        if (inner.cosize() > outer.size()) {
            return refused("the inner layout reaches offset " + (inner.cosize() - 1) + ", the outer has " + outer.size() + " indices");
        }
        Mode first = radix.isEmpty() ? Mode.UNIT : radix.getFirst();
        if (inner.cosize() <= first.size()) return Answer.found(scaled(inner, first.stride()));
        List<Mode> modes = inner.flat().stream().filter(m -> m.size() > 1 && m.stride() > 0)
                .sorted(Comparator.comparingLong(Mode::stride)).toList();
        long below = 0;
        for (int i = 0; i < modes.size(); i++) {
            Mode m = modes.get(i);
            if (i > 0 && m.stride() % (modes.get(i - 1).size() * modes.get(i - 1).stride()) != 0) {
                return refused("mode " + modes.get(i - 1) + " of the inner layout carries into mode " + m
                        + "; the second stride must be a multiple of size times stride of the first");
            }
            switch (image(m, below)) {
                case Answer.Found<CuteLayout>(CuteLayout image) -> images.put(m, image);
                case Answer.Refused<CuteLayout> r -> { return r; }
            }
            below += (m.size() - 1) * m.stride();
        }
        return Answer.found(shaped(inner));
    }

    /** The modes of A that s:d picks; {@code below} is the largest sum that B's modes of smaller stride add to it. */
    private Answer<CuteLayout> image(Mode m, long below) {
        var out = new ArrayList<Mode>();
        long size = m.size();
        long step = m.stride();
        long weight = 1;
        for (Mode a : radix) {
            if (step % a.size() == 0) {
                step /= a.size();
            } else if (step * (size - 1) + below / weight < a.size()) {
                out.add(new Mode(size, a.stride() * step));
                return Answer.found(CuteLayout.fused(out));
            } else if (a.size() % step == 0 && size % (a.size() / step) == 0) {
                out.add(new Mode(a.size() / step, a.stride() * step));
                size /= a.size() / step;
                step = 1;
                if (size == 1) return Answer.found(CuteLayout.fused(out));
            } else {
                return refused("mode " + m + " of the inner layout cuts through mode " + a + " of the outer, coalesced, at " + size + ":"
                        + step + "; the stride must divide the mode or be divided by it, and so must the size what is left");
            }
            weight *= a.size();
        }
        throw new IllegalStateException(inner + " reaches beyond " + outer);
    }

    private CuteLayout shaped(CuteLayout part) {
        return switch (part) {
            case Mode m -> images.getOrDefault(m, new Mode(m.size(), 0));
            case Modes(List<CuteLayout> modes) -> CuteLayout.of(modes.stream().map(this::shaped).toList());
        };
    }

    private static CuteLayout scaled(CuteLayout part, long by) {
        return switch (part) {
            case Mode m -> new Mode(m.size(), m.size() == 1 ? 0 : Extents.times(m.stride(), by));
            case Modes(List<CuteLayout> modes) -> CuteLayout.of(modes.stream().map(m -> scaled(m, by)).toList());
        };
    }

    private Answer<CuteLayout> refused(String reason) {
        return Answer.refused("composition " + outer + " o " + inner + ": " + reason);
    }
}
