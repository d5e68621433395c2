package intarsia.ir.type;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The pieces that hold an element: elements in stretches between which no piece begins or ends, so that an element is found without asking all pieces. */
final class PieceIndex {
    private static final Piece[] NONE = {};

    /** The first element of each stretch, ascending. */
    private final int[] starts;
    private final Piece[][] held;

    PieceIndex(List<Piece> pieces) {
        starts = pieces.stream().flatMapToInt(p -> IntStream.of(p.firstElement(), p.firstElement() + p.elements())).sorted().distinct().toArray();
        held = new Piece[starts.length][];
        Arrays.fill(held, NONE);
        for (Piece p : pieces) {
            for (int s = stretch(p.firstElement()); s < starts.length && p.holds(starts[s]); s++) {
                held[s] = Stream.concat(Stream.of(held[s]), Stream.of(p)).toArray(Piece[]::new);
            }
        }
    }

    /** Those that hold bits of an element of the period; not to be written to. */
    Piece[] of(int element) {
        return held[stretch(element)];
    }

    private int stretch(int element) {
        int at = Arrays.binarySearch(starts, element);
        return at < 0 ? -at - 2 : at;
    }
}
