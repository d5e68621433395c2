package intarsia.decoder.quantize;

import intarsia.ir.type.DType;
import intarsia.ir.type.Format;

/** A format whose size may be left to the matrix that takes it: {@code i8grow_sf32}. */
record SizedFormat(String text) {
    /** Extents that blocks of every size divide: a name is wrong at once, whatever matrices there are. */
    private static final int ANY = 64;

    /**
     * Reads a format; a plain type of at most 8 bits {@code T} is {@code Tg32_sf16}, since weights need a scale.
     *
     * @throws IllegalArgumentException if the text names none
     */
    static SizedFormat parse(String text) {
        Format f = Format.parse(text, ANY, ANY);
        if (Format.isOpen(text)) return new SizedFormat(text);
        return new SizedFormat(f instanceof DType t && t.bits() <= Byte.SIZE ? t + "g32_sf16" : f.toString());
    }

    /** The format for a matrix. */
    Format of(long rows, long columns) {
        return Format.parse(text, rows, columns);
    }
}
