package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.List;

/** A list, for a reader. */
@ExportLibrary(InteropLibrary.class)
final class Items extends ArrayObject {
    private final List<?> items;

    Items(List<?> items) {
        this.items = items;
    }

    @Override
    long size() {
        return items.size();
    }

    @Override
    Object element(int index) {
        return items.get(index);
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return items.toString();
    }
}
