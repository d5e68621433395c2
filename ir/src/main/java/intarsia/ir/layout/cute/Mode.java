package intarsia.ir.layout.cute;

import java.util.List;

/**
 * {@code size:stride}, the innermost part of a CuTe layout: {@code size} indices, {@code stride} offsets apart.
 *
 * @param size at least 1
 * @param stride at least 0; 0 says that all indices share an offset
 */
public record Mode(long size, long stride) implements CuteLayout {
    /** One index at offset 0. */
    public static final Mode UNIT = new Mode(1, 0);

    public Mode {
        if (size < 1 || stride < 0) {
            throw new IllegalArgumentException("mode " + size + ":" + stride + ", wanted a size >= 1 and a stride >= 0");
        }
        Extents.times(size, Math.max(1, stride));
    }

    @Override
    public long cosize() {
        return (size - 1) * stride + 1;
    }

    @Override
    public List<CuteLayout> modes() {
        return List.of(this);
    }

    @Override
    public List<Mode> flat() {
        return List.of(this);
    }

    @Override
    public String toString() {
        return size + ":" + stride;
    }
}
