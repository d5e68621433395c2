package intarsia.codegen.jvm.plain;

/** A bit a lane. */
public final class VectorMask {
    private final int lanes;
    private final long bits;

    VectorMask(int lanes, long bits) {
        this.lanes = lanes;
        this.bits = bits;
    }

    static VectorMask all(int lanes, boolean on) {
        return new VectorMask(lanes, on ? -1L >>> 64 - lanes : 0);
    }

    int length() {
        return lanes;
    }

    boolean on(int lane) {
        return (bits >>> lane & 1) != 0;
    }

    public boolean laneIsSet(int lane) {
        return on(lane);
    }

    public boolean anyTrue() {
        return bits != 0;
    }

    /** Lane 0 in bit 0. */
    public long toLong() {
        return bits;
    }

    public VectorMask not() {
        return new VectorMask(lanes, ~bits & -1L >>> 64 - lanes);
    }

    public VectorMask and(VectorMask b) {
        return new VectorMask(lanes, bits & b.bits);
    }

    public VectorMask or(VectorMask b) {
        return new VectorMask(lanes, bits | b.bits);
    }

    public VectorMask xor(VectorMask b) {
        return new VectorMask(lanes, bits ^ b.bits);
    }

    public VectorMask andNot(VectorMask b) {
        return new VectorMask(lanes, bits & ~b.bits);
    }

    /** For as many lanes of another type. */
    public VectorMask cast(VectorSpecies s) {
        return this;
    }

    /** All ones where it is on, 0 elsewhere. */
    public Vector toVector() {
        int[] r = new int[lanes];
        for (int i = 0; i < lanes; i++) {
            r[i] = on(i) ? -1 : 0;
        }
        return new IntVector(r);
    }
}
