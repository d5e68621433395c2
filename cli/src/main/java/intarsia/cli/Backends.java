package intarsia.cli;

import intarsia.ir.device.Backend;
import intarsia.ir.device.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/** The code generators on the module path and what they can compile for here. */
final class Backends {
    /** A target and who compiles for it. */
    record Choice(Backend backend, Target target) { }

    private Backends() { }

    /** All targets, of each generator the best first. */
    static List<Choice> all() {
        var all = new ArrayList<Choice>();
        for (Backend b : ServiceLoader.load(Backend.class, Backends.class.getClassLoader())) {
            b.targets().forEach(t -> all.add(new Choice(b, t)));
        }
        return all;
    }

    /** The target of that id, or the best of the engine of that name. */
    static Choice find(String name) {
        return all().stream().filter(c -> c.target().id().equals(name) || c.target().engine().equals(name)).findFirst()
            .orElseThrow(() -> UserError.usage("no target '" + name + "'; known: " + all().stream().map(c -> c.target().id()).toList()));
    }
}
