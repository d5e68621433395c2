package intarsia.ir.text;

import intarsia.ir.Kernel;
import intarsia.ir.Point;
import intarsia.ir.tune.Constraint;
import intarsia.ir.tune.Tunable;
import intarsia.ir.tune.TuningSpace;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What {@code import name(…)} makes a kernel of in a text.
 *
 * @param parameters what can be given, in order
 * @param constraints what must hold of its tunables together
 * @param make       the kernel, of a text for each parameter: numbers in decimal, strings without their quotes; an {@link IllegalArgumentException}
 *                   says of what there is none
 */
public record Template(String name, List<Parameter> parameters, List<Constraint> constraints, Function<Map<String, String>, Kernel> make) {
    public Template {
        parameters = List.copyOf(parameters);
        constraints = List.copyOf(constraints);
    }

    /** One whose tunables may have their values together as they like. */
    public Template(String name, List<Parameter> parameters, Function<Map<String, String>, Kernel> make) {
        this(name, parameters, List.of(), make);
    }

    /** The parameters that are tunables. */
    public TuningSpace space() {
        return new TuningSpace(parameters.stream().filter(p -> !p.values().isEmpty()).map(p -> new Tunable(p.name(), p.values(), Integer.parseInt(p.otherwise()), "")).toList(),
                constraints);
    }

    /**
     * The kernel at a point.
     *
     * @param given the parameters that are no tunables, by name; those that are left out are what they are otherwise
     * @throws IllegalArgumentException where the point is none of the {@link #space}, or a parameter has no value
     */
    public Kernel bind(Map<String, String> given, Point point) {
        Map<String, String> arguments = new LinkedHashMap<>();
        parameters.forEach(p -> arguments.put(p.name(), given.getOrDefault(p.name(), p.otherwise())));
        space().expect(point).values().forEach((name, v) -> arguments.put(name, Integer.toString(v)));
        arguments.forEach((name, v) -> {
            if (v.isEmpty()) {
                throw new IllegalArgumentException("no '" + name + "' for template " + this.name + "; wanted " + arguments.keySet());
            }
        });
        return make.apply(arguments);
    }

    /**
     * One parameter.
     *
     * @param otherwise what it is where nothing is given; empty where something must be
     * @param values    of a tunable the numbers that it may be; empty of any other parameter
     */
    public record Parameter(String name, String otherwise, List<Integer> values) {
        public Parameter {
            values = List.copyOf(values);
        }

        /** One that is no tunable. */
        public Parameter(String name, String otherwise) {
            this(name, otherwise, List.of());
        }

        /** A number that measurements may choose of these; what is given may be another. */
        public static Parameter tunable(String name, int otherwise, Integer... values) {
            return new Parameter(name, Integer.toString(otherwise), List.of(values));
        }

        /** One that has to be given. */
        public static Parameter needed(String name) {
            return new Parameter(name, "");
        }
    }
}
