package intarsia.ir.layout.memory;

import intarsia.ir.LaneOp.Form;

/**
 * What an access costs, in quarters of a cycle of one core or of one warp scheduler. The figures are estimates that order forms, not
 * measurements of one machine.
 *
 * @param uniform  of a scalar
 * @param splat    of one element in all lanes
 * @param unit     of a contiguous run
 * @param apart    of lanes that lie apart, strided or at offsets of their own
 * @param aLane    what each lane that lies apart adds
 * @param extract  of bits taken out of, or put into, a word
 * @param select   of a lane's choice between two words
 * @param permute  of lanes that take the words of others
 * @param line     of each cache line that an access touches
 * @param sector   of each sector that all touch together
 */
public record AccessCosts(int uniform, int splat, int unit, int apart, int aLane, int extract, int select, int permute, int line, int sector) {
    /** GPU threads: an instruction is issued in a cycle, and a line it touches takes another. */
    public static final AccessCosts THREADS = new AccessCosts(4, 5, 4, 4, 0, 2, 2, 8, 4, 2);
    /** CPU vectors: two loads a cycle; lanes that lie apart are loaded one by one. */
    public static final AccessCosts VECTOR = new AccessCosts(2, 2, 2, 4, 3, 2, 1, 2, 1, 2);

    /** Of one access that gives {@code lanes} lanes something. */
    public int of(Form form, int lanes) {
        return switch (form) {
            case UNIFORM -> uniform;
            case SPLAT -> splat;
            case UNIT -> unit;
            case STRIDED, GATHER -> apart + aLane * lanes;
        };
    }
}
