package intarsia.ir.verify;

import intarsia.ir.Source;
import intarsia.ir.Stmt;
import intarsia.ir.text.Printer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Problems found so far. */
final class Report {
    private final List<Problem> found = new ArrayList<>();

    List<Problem> problems() {
        return List.copyOf(found);
    }

    void add(Stmt s, String message) {
        found.add(new Problem(Printer.print(s).lines().findFirst().orElse(""), s.source(), message));
    }

    void add(Problem p) {
        found.add(p);
    }

    /** Of the kernel itself: {@code what} stands in the place of a statement. */
    void add(String what, String message) {
        found.add(new Problem(what, Source.NONE, message));
    }

    /** Adds a problem of a statement unless a fact holds. */
    void check(boolean holds, Stmt s, String message) {
        if (!holds) {
            add(s, message);
        }
    }

    /** The same with a message that takes time to write. */
    void check(boolean holds, Stmt s, Supplier<String> message) {
        if (!holds) {
            add(s, message.get());
        }
    }

    void check(boolean holds, String what, Supplier<String> message) {
        if (!holds) {
            add(what, message.get());
        }
    }
}
