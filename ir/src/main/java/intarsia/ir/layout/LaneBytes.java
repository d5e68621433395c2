package intarsia.ir.layout;

/**
 * The order in memory of the bytes of a packed tile that lets every lane load its own codes. Lane t's bit string is cut
 * into runs of g bytes, g the greatest common divisor of its length and 16; run r of all lanes stands before run
 * r + 1 of any. So a load reads g consecutive bytes a lane and consecutive runs of neighbouring lanes, whatever the
 * width of the codes, and what arrives is a view of the tile: no bit moves between lanes.
 */
public final class LaneBytes {
    private static final int LONGEST = 16;

    private LaneBytes() {}

    /**
     * The byte layout G with a legal {@code View.of(8, G, width, tile)}.
     *
     * @param tile on axes {@code lane} and {@code v}, without copies
     * @param width bits of a code
     */
    public static Attempt of(Layout tile, int width) {
        int lanes = tile.size(Axis.LANE);
        int slots = tile.size(Axis.V);
        if (tile.elements() != (long) lanes * slots) {
            return refused(tile, width, "it has copies or axes besides lane and v; wanted neither");
        }
        long bits = (long) slots * width;
        if (width < 1 || bits % Byte.SIZE != 0) {
            return refused(tile, width, "a lane holds " + slots + " codes, " + bits + " bits; wanted whole bytes"
                    + (width < 1 ? "" : ", which " + tiles(tile, width, 1) + " such tiles have"));
        }
        int bytes = Sizes.narrow(bits / Byte.SIZE, () -> "bytes of a lane");
        int run = Sizes.gcd(bytes, LONGEST);
        return new Attempt.Done(Layout.local(bytes / run).times(Layout.spatial(lanes)).times(Layout.local(run)));
    }

    /** The least number of such tiles of which a lane holds a whole number of units of {@code bytes} bytes. */
    public static int tiles(Layout tile, int width, int bytes) {
        if (width < 1 || bytes < 1) {
            throw new IllegalArgumentException("codes of " + width + " bits in units of " + bytes + " bytes, wanted both >= 1");
        }
        int unit = Math.multiplyExact(bytes, Byte.SIZE);
        return unit / Sizes.gcd(Math.multiplyExact(tile.size(Axis.V), width), unit);
    }

    private static Attempt refused(Layout tile, int width, String why) {
        return new Attempt.Refused("bytes of " + tile + " in codes of " + width + " bits: " + why, -1, 0);
    }
}
