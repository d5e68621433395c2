package intarsia.cli.quality;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Format;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What is compared where nobody says what: all formats of GGUF, and some of each family, from few bits an element to many. */
public final class KnownFormats {
    /** Extents of a matrix of which sizes left open take their part. */
    private static final int ROWS = 1024;
    private static final List<String> MORE = List.of("mx_f4e2m1", "mx_f6e3m2", "mx_f6e2m3", "mx_f8e4m3fn", "mx_f8e5m2", "mx_i8", "nv_f4e2m1", "nv_i4", "bfp_i4", "bfp_i6", "bfp_i8",
        "nf4_double", "nf4g64_sf32", "bipolar1g32", "bipolar2g32", "ternaryg32", "u2g32", "u3g32", "u4g32", "u5g32", "u6g32", "u8g32", "u2g32_mf16", "u4g32_mf16", "u4g128_zu4",
        "i4grow_sf32", "i8grow_sf32", "u5g48_sue5m3_mue5m3", "f3e1m1g32", "f4e2m1g32", "f5e2m2g32", "f6e3m2g32", "f8e4m3fng32", "f8e4m3fng128x128_sf32", "posit8_0g32", "shift4g32",
        "dynamic8g64_sf32");

    private KnownFormats() { }

    /** Their names. */
    public static List<String> names() {
        return Stream.concat(BlockFormat.named().stream().map(BlockFormat::toString), MORE.stream()).sorted(Comparator.comparingDouble(KnownFormats::bits)).toList();
    }

    private static double bits(String name) {
        Format f = Format.parse(name, ROWS, ROWS);
        return (double) f.bytes(f.blockElements()) / f.blockElements();
    }
}
