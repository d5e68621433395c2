package intarsia.cli.figure;

import java.util.Locale;

/** Light colours for cells with dark text. Of many, four neighbours share a hue and differ in lightness. */
public final class Palette {
    private static final int GROUP = 4;
    /** So many have a hue each. */
    private static final int FEW = 8;
    private static final int HUES = 360;
    private static final int SATURATION = 72;
    private static final int LIGHTEST = 90;
    private static final int STEP = 8;
    /** What belongs to nothing. */
    public static final String GREY = "#d3d6da";

    private Palette() {}

    /** The colour of member {@code i} of {@code n}; from some hundred members on, neighbours look alike. */
    public static String of(int i, int n) {
        if (n <= FEW) return of(i, n, 1);
        int groups = Math.max(1, Math.ceilDiv(n, GROUP));
        return of(i / GROUP % groups, groups, i % GROUP);
    }

    /** One of four shades of hue {@code group} of {@code groups}. */
    public static String of(int group, int groups, int shade) {
        long hue = (205 + (long) group * HUES / groups) % HUES;
        return rgb((int) hue, LIGHTEST - STEP * (shade % GROUP));
    }

    /** From hue in degrees and lightness in percent, as CSS defines hsl(), in integers. */
    private static String rgb(int hue, int lightness) {
        int chroma = (100 - Math.abs(2 * lightness - 100)) * SATURATION / 100;
        return String.format(Locale.ROOT, "#%02x%02x%02x", channel(hue + 120, lightness, chroma), channel(hue, lightness, chroma), channel(hue + 240, lightness, chroma));
    }

    /** A trapezium over the hue: up during 60 degrees, full for 120, down during 60. */
    private static int channel(int hue, int lightness, int chroma) {
        int h = hue % HUES;
        int part = h < 60 ? h : h < 180 ? 60 : h < 240 ? 240 - h : 0;
        return (lightness * 120 - chroma * 60 + chroma * part * 2) * 255 / 12_000;
    }
}
