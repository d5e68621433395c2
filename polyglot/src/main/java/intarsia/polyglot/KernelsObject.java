package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.List;
import java.util.Map;

/** The kernels of a text, by name. */
@ExportLibrary(InteropLibrary.class)
final class KernelsObject implements TruffleObject {
    private final Map<String, KernelFunction> kernels;

    KernelsObject(Map<String, KernelFunction> kernels) {
        this.kernels = kernels;
    }

    @ExportMessage
    boolean hasMembers() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object getMembers(boolean includeInternal) {
        return new Items(List.copyOf(kernels.keySet()));
    }

    @ExportMessage
    @TruffleBoundary
    boolean isMemberReadable(String name) {
        return kernels.containsKey(name);
    }

    @ExportMessage
    @TruffleBoundary
    boolean isMemberInvocable(String name) {
        return kernels.containsKey(name);
    }

    @ExportMessage
    @TruffleBoundary
    Object readMember(String name) throws UnknownIdentifierException {
        KernelFunction k = kernels.get(name);
        if (k == null) {
            throw UnknownIdentifierException.create(name);
        }
        return k;
    }

    @ExportMessage
    @TruffleBoundary
    Object invokeMember(String name, Object[] arguments) throws UnknownIdentifierException, com.oracle.truffle.api.interop.ArityException {
        KernelFunction k = kernels.get(name);
        if (k == null) {
            throw UnknownIdentifierException.create(name);
        }
        return k.execute(arguments);
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return "kernels " + kernels.keySet();
    }
}
