package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import intarsia.ir.eval.Contents;

/** Elements along one dimension: numbers along the last, else rows of the next. */
@ExportLibrary(InteropLibrary.class)
final class Row extends ArrayObject {
    private final Contents contents;
    private final int dim;
    private final int from;

    /** @param from the first element of the row */
    Row(Contents contents, int dim, int from) {
        this.contents = contents;
        this.dim = dim;
        this.from = from;
    }

    /** Elements from one index to the next. */
    private int step() {
        return contents.shape().stream().skip(dim + 1L).reduce(1, (a, b) -> a * b);
    }

    @Override
    long size() {
        return contents.shape().get(dim);
    }

    @Override
    Object element(int index) {
        int at = from + index * step();
        return dim == contents.shape().size() - 1 ? Numbers.of(contents, at) : new Row(contents, dim + 1, at);
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return Numbers.text(contents, from, contents.shape().get(dim) * step());
    }
}
