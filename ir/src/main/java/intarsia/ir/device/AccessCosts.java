package intarsia.ir.device;

import intarsia.ir.LaneOp.Form;

/**
 * What an access of global memory costs, in cycles of one core or of one warp scheduler, as {@link MoveCosts} counts them. The one table of a
 * target by which access plans are compared and layouts chosen; the figures are estimates that order forms, not measurements of one machine.
 *
 * @param uniform     of a scalar
 * @param splat       of one element in all lanes
 * @param unit        of a contiguous run
 * @param apart       of lanes that lie apart, strided or at offsets of their own
 * @param aLane       what each lane that lies apart adds
 * @param extract     of bits taken out of, or put into, a word
 * @param line        of each cache line that an access touches
 * @param sector      of each sector that all accesses of a tile touch together
 * @param lineBytes   what lanes share where they touch the same: a cache line
 * @param sectorBytes what memory moves at least
 */
public record AccessCosts(double uniform, double splat, double unit, double apart, double aLane, double extract, double line, double sector,
        int lineBytes, int sectorBytes) {
    /** GPU threads: an instruction is issued in a cycle, and the schedulers of a multiprocessor share one path to its cache. */
    public static final AccessCosts THREADS = new AccessCosts(1, 1.25, 1, 1, 0, 1, 2, 0.5, 128, 32);
    /** CPU vectors: lanes that lie apart are loaded one by one. */
    public static final AccessCosts VECTOR = new AccessCosts(1.5, 1.5, 1.5, 2, 2, 2, 0.25, 0.5, 64, 64);

    /** Of one access that gives {@code lanes} lanes something. */
    public double of(Form form, int lanes) {
        return switch (form) {
            case UNIFORM -> uniform;
            case SPLAT -> splat;
            case UNIT -> unit;
            case STRIDED, GATHER -> apart + aLane * lanes;
        };
    }
}
