package intarsia.ir.layout.cute;

import java.util.List;

/** A tuple of layouts, the first fastest: {@code (s0,s1):(d0,d1)}. */
public record Modes(List<CuteLayout> modes) implements CuteLayout {
    public Modes {
        modes = List.copyOf(modes);
        long size = 1;
        long last = 0;
        for (CuteLayout m : modes) {
            size = Extents.times(size, m.size());
            last = Extents.plus(last, m.cosize() - 1);
        }
    }

    @Override
    public long size() {
        return modes.stream().mapToLong(CuteLayout::size).reduce(1, (a, b) -> a * b);
    }

    @Override
    public long cosize() {
        return 1 + modes.stream().mapToLong(m -> m.cosize() - 1).sum();
    }

    @Override
    public List<Mode> flat() {
        return modes.stream().flatMap(m -> m.flat().stream()).toList();
    }

    @Override
    public String toString() {
        return CuteText.of(this);
    }
}
