package intarsia.polyglot;

import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;

/** What a kernel gives back: its results stand in memory. */
@ExportLibrary(InteropLibrary.class)
final class Nothing implements TruffleObject {
    static final Nothing INSTANCE = new Nothing();

    private Nothing() {
    }

    @ExportMessage
    boolean isNull() {
        return true;
    }

    @ExportMessage
    Object toDisplayString(boolean allowSideEffects) {
        return "nothing";
    }
}
