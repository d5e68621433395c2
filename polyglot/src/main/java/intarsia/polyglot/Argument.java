package intarsia.polyglot;

import com.oracle.truffle.api.TruffleLanguage.Env;
import com.oracle.truffle.api.interop.InteropLibrary;
import com.oracle.truffle.api.interop.UnsupportedMessageException;
import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.TensorType;
import intarsia.ir.Type;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.IntType;
import java.lang.foreign.MemorySegment;
import java.nio.Buffer;
import java.util.Optional;

/**
 * What the host gave for a parameter or a symbol. Memory is never copied: the kernel reads and writes the host's arrays themselves.
 *
 * @param name of the parameter or symbol
 */
record Argument(Kernel kernel, String name, Object value) {
    /** An integer. */
    long number() {
        InteropLibrary interop = InteropLibrary.getUncached();
        try {
            if (interop.fitsInLong(value)) {
                return interop.asLong(value);
            }
        } catch (UnsupportedMessageException e) {
            throw new IllegalStateException(e);
        }
        throw wrong("an integer");
    }

    /** The memory of a parameter of that type. */
    MemorySegment memory(Type type) {
        Optional<Format> format = switch (type) {
            case BufferType b -> Optional.of(b.format());
            case TensorType t -> Optional.of(t.format());
            default -> Optional.empty();
        };
        String wanted = "byte[], a buffer or a MemorySegment" + format.flatMap(Argument::array).map(a -> ", or " + a).orElse("");
        return memory(host(wanted), format).orElseThrow(() -> wrong(wanted + " for " + type));
    }

    /** The object of the host's Java, where the context lets guests reach into it. */
    private Object host(String wanted) {
        Env env = TileLanguage.env(null);
        if (!env.isHostObject(value)) {
            throw wrong(wanted);
        }
        Object host = env.asHostObject(value);
        if (host.getClass().isArray() && !InteropLibrary.getUncached().hasArrayElements(value)) {
            throw wrong(wanted + ", and a context whose HostAccess allows arrays");
        }
        return host;
    }

    /** Arrays of bytes hold bits of any format; other arrays hold elements. Lane code knows bytes alone, whatever array they lie in. */
    private static Optional<MemorySegment> memory(Object host, Optional<Format> format) {
        return Optional.ofNullable(switch (host) {
            case MemorySegment m -> m;
            case byte[] a -> MemorySegment.ofArray(a);
            case Buffer b -> MemorySegment.ofBuffer(b);
            case float[] a when holds(format, "float[]") -> MemorySegment.ofArray(a);
            case double[] a when holds(format, "double[]") -> MemorySegment.ofArray(a);
            case short[] a when holds(format, "short[]") -> MemorySegment.ofArray(a);
            case int[] a when holds(format, "int[]") -> MemorySegment.ofArray(a);
            case long[] a when holds(format, "long[]") -> MemorySegment.ofArray(a);
            default -> null;
        });
    }

    private static boolean holds(Optional<Format> format, String array) {
        return format.isEmpty() || array(format.get()).equals(Optional.of(array));
    }

    /** The array of Java whose elements are those of a format; those of 16 bits are bits where Java has no such type. */
    private static Optional<String> array(Format f) {
        return Optional.ofNullable(switch (f) {
            case DType d when d.equals(DType.F32) -> "float[]";
            case DType d when d.equals(DType.F64) -> "double[]";
            case DType d when d.bits() == 16 -> "short[]";
            case IntType i when i.bits() == 32 -> "int[]";
            case IntType i when i.bits() == 64 -> "long[]";
            default -> null;
        });
    }

    private IllegalArgumentException wrong(String wanted) {
        return new IllegalArgumentException("kernel " + kernel.name() + ": " + name + " is " + found() + "; wanted " + wanted);
    }

    /** The Java class of the host's objects; of anything else how it shows itself. */
    private Object found() {
        Env env = TileLanguage.env(null);
        return env.isHostObject(value) ? env.asHostObject(value).getClass().getSimpleName() : InteropLibrary.getUncached().toDisplayString(value, false);
    }
}
