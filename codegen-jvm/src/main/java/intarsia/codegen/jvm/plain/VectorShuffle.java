package intarsia.codegen.jvm.plain;

import java.util.Arrays;

/** From which lane each takes its value. */
public final class VectorShuffle {
    final int[] from;

    private VectorShuffle(int[] from) {
        this.from = from;
    }

    public static VectorShuffle fromArray(VectorSpecies s, int[] source, int offset) {
        return new VectorShuffle(Arrays.copyOfRange(source, offset, offset + s.length()));
    }
}
