package intarsia.polyglot;

import com.oracle.truffle.api.CallTarget;
import com.oracle.truffle.api.CompilerDirectives.TruffleBoundary;
import com.oracle.truffle.api.interop.ArityException;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.TruffleObject;
import com.oracle.truffle.api.library.ExportLibrary;
import com.oracle.truffle.api.library.ExportMessage;
import intarsia.ir.Kernel;
import java.util.List;

/** A kernel to call: with its parameters in order, then its symbols. */
@ExportLibrary(InteropLibrary.class)
final class KernelFunction implements TruffleObject {
    private final Kernel kernel;
    private final CallTarget target;

    KernelFunction(Kernel kernel, CallTarget target) {
        this.kernel = kernel;
        this.target = target;
    }

    @ExportMessage
    boolean isExecutable() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object execute(Object[] arguments) throws ArityException {
        List<String> names = Launch.names(kernel);
        if (arguments.length != names.size()) {
            throw ArityException.create(names.size(), names.size(), arguments.length);
        }
        return target.call(Launch.of(kernel, arguments));
    }

    @ExportMessage
    boolean hasExecutableName() {
        return true;
    }

    @ExportMessage
    Object getExecutableName() {
        return kernel.name();
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        return kernel.level().text() + " kernel " + kernel.name() + Launch.names(kernel);
    }
}
