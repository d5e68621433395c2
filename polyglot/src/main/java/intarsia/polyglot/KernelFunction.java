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
    private final KernelBody body;
    private final CallTarget target;

    KernelFunction(KernelBody body, CallTarget target) {
        this.body = body;
        this.target = target;
    }

    @ExportMessage
    boolean isExecutable() {
        return true;
    }

    @ExportMessage
    @TruffleBoundary
    Object execute(Object[] arguments) throws ArityException {
        List<String> names = Launch.names(body.kernel());
        if (arguments.length != names.size()) {
            throw ArityException.create(names.size(), names.size(), arguments.length);
        }
        return target.call(launch(arguments));
    }

    private Launch launch(Object[] arguments) {
        try {
            return Launch.of(body.kernel(), arguments);
        } catch (IllegalArgumentException e) {
            throw TileException.of(e, body);
        }
    }

    @ExportMessage
    boolean hasExecutableName() {
        return true;
    }

    @ExportMessage
    Object getExecutableName() {
        return body.kernel().name();
    }

    @ExportMessage
    @TruffleBoundary
    Object toDisplayString(boolean allowSideEffects) {
        Kernel kernel = body.kernel();
        return kernel.level().text() + " kernel " + kernel.name() + Launch.names(kernel);
    }
}
