package intarsia.ir.text;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** Templates that texts can import: found by {@code ServiceLoader}. Whoever provides some has them in every text, beside those of the library. */
@FunctionalInterface
public interface Templates {
    /** The templates. */
    List<Template> all();

    /** Those of all providers. */
    static List<Template> installed() {
        return ServiceLoader.load(Templates.class, Templates.class.getClassLoader()).stream().flatMap(p -> Stream.of(p.get())).flatMap(t -> t.all().stream()).toList();
    }
}
