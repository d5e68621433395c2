package intarsia.decoder.npy;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The element types read and written, with NumPy's name for them: byte order, kind, bytes. */
public enum NpyType {
    F4("<f4", 4), F8("<f8", 8), I4("<i4", 4), I8("<i8", 8), U1("|u1", 1), I1("|i1", 1), U2("<u2", 2);

    private final String descr;
    private final int bytes;

    NpyType(String descr, int bytes) {
        this.descr = descr;
        this.bytes = bytes;
    }

    static Optional<NpyType> of(String descr) {
        return Arrays.stream(values()).filter(t -> t.descr.equals(descr)).findFirst();
    }

    static String known() {
        return Arrays.stream(values()).map(NpyType::descr).collect(Collectors.joining(", "));
    }

    /** NumPy's name. */
    public String descr() {
        return descr;
    }

    /** Bytes of an element. */
    public int bytes() {
        return bytes;
    }
}
