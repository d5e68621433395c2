package intarsia.cli.asm;

import java.util.List;
import java.util.Optional;

/**
 * What C2 made of a kernel.
 *
 * @param method   the last compilation of the method that computes
 * @param launches what calls of it showed
 */
public record CompiledKernel(PrintedMethod method, Launches launches) {
    /** The methods of a kernel's class that may hold its code: {@code run} only borrows scratch memory where there is the other. */
    public static final List<String> METHODS = List.of("blocks", "run");

    /** The code in what the JVM printed: the method as a whole before one that is entered in a loop. */
    public static Optional<PrintedMethod> last(List<PrintedMethod> printed) {
        for (String name : METHODS) {
            List<PrintedMethod> c2 = printed.stream().filter(m -> m.compiler().equals("c2") && m.name().equals(name)).toList();
            Optional<PrintedMethod> whole = c2.stream().filter(m -> !m.onStack()).reduce((a, b) -> b);
            if (!c2.isEmpty()) return whole.or(() -> Optional.of(c2.getLast()));
        }
        return Optional.empty();
    }
}
