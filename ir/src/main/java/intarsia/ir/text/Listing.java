package intarsia.ir.text;

import intarsia.ir.Kernel;
import intarsia.ir.Stmt;
import java.util.IdentityHashMap;
import java.util.List;

/** The kernels of a text, and where each of them and of their statements stands in it. Equal statements stand in several places. */
public final class Listing {
    private final List<Kernel> kernels;
    private final IdentityHashMap<Object, Span> places;

    Listing(List<Kernel> kernels, IdentityHashMap<Object, Span> places) {
        this.kernels = List.copyOf(kernels);
        this.places = places;
    }

    /** The kernels, in order. */
    public List<Kernel> kernels() {
        return kernels;
    }

    /** Where one of these kernels stands, from the word of its level to the closing brace. */
    public Span place(Kernel k) {
        return known(k, "kernel " + k.name());
    }

    /** Where a statement of one of these kernels stands, with the regions in it. */
    public Span place(Stmt s) {
        return known(s, s.toString());
    }

    private Span known(Object key, String name) {
        Span at = places.get(key);
        if (at == null) {
            throw new IllegalArgumentException(name + " was not read from this text");
        }
        return at;
    }
}
