package intarsia.polyglot;

import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnknownIdentifierException;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import java.util.Map;

/** The kernels of a text, by name. */
@ExportLibrary(InteropLibrary.class)
final class KernelsObject extends MembersObject {
    private final Map<String, KernelFunction> kernels;

    KernelsObject(Map<String, KernelFunction> kernels) {
        super(kernels);
        this.kernels = kernels;
    }

    @ExportMessage
    @TruffleBoundary
    boolean isMemberInvocable(String name) {
        return kernels.containsKey(name);
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
