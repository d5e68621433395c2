package intarsia.ir.text;

import intarsia.ir.Kernel;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code import name(…)} makes a kernel of in a text.
 *
 * @param parameters what can be given, in order
 * @param make       the kernel, of a text for each parameter: numbers in decimal, strings without their quotes; an {@link IllegalArgumentException}
 *                   says of what there is none
 */
public record Template(String name, List<Parameter> parameters, Function<Map<String, String>, Kernel> make) {
    public Template {
        parameters = List.copyOf(parameters);
    }

    /**
     * One parameter.
     *
     * @param otherwise what it is where nothing is given; empty where something must be
     */
    public record Parameter(String name, String otherwise) {
        /** One that has to be given. */
        public static Parameter needed(String name) {
            return new Parameter(name, "");
        }
    }
}
