package intarsia.polyglot;

import intarsia.ir.Kernel;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;

/**
 * A text of the language in a context of its own, for callers that know nothing of Truffle.
 *
 * @param text kernels
 * @param name of the text, in messages: its file
 */
public record Program(String text, String name) {
    /**
     * Calls a kernel; what it writes stands in memory afterwards.
     *
     * @param kernel one of the text's
     * @param memory by parameter name; more than the kernel has do no harm
     * @param sizes  by symbol name, as {@code memory}
     * @throws IllegalArgumentException that says what the text or the call did wrong, and in which line where that is known
     */
    public void call(Kernel kernel, Map<String, MemorySegment> memory, Map<String, Long> sizes) {
        try (Context context = context()) {
            Value found = context.eval(Source.newBuilder(TileLanguage.ID, text, name).buildLiteral());
            Value one = found.canExecute() ? found : found.getMember(kernel.name());
            one.execute(Launch.names(kernel).stream().map(n -> argument(n, memory, sizes)).toArray());
        } catch (PolyglotException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static Object argument(String name, Map<String, MemorySegment> memory, Map<String, Long> sizes) {
        Object found = memory.containsKey(name) ? memory.get(name) : sizes.get(name);
        if (found == null) {
            throw new IllegalArgumentException("nothing for " + name + "; given: memory of " + memory.keySet() + ", sizes " + sizes.keySet());
        }
        return found;
    }

    /** Truffle would say at each start that it interprets, which is what this language always does. */
    private static Context context() {
        return Context.newBuilder(TileLanguage.ID).allowHostAccess(HostAccess.ALL).option("engine.WarnInterpreterOnly", "false").build();
    }
}
