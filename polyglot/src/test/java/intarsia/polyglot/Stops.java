package intarsia.polyglot;

import com.oracle.truffle.api.debug.Breakpoint;
import com.oracle.truffle.api.debug.Debugger;
import com.oracle.truffle.api.debug.DebuggerSession;
import com.oracle.truffle.api.debug.SuspendedEvent;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/** A debugger on a kernel: what is to be looked at and done at each stop, in order. */
final class Stops implements AutoCloseable {
    private final Context context = Texts.context();
    private final DebuggerSession session;
    private final Deque<Consumer<SuspendedEvent>> todo = new ArrayDeque<>();

    Stops() {
        session = Debugger.find(context.getEngine()).startSession(event -> {
            if (todo.isEmpty()) {
                throw new AssertionError("a stop nobody expects, at " + event.getSourceSection().getCharacters());
            }
            todo.remove().accept(event);
        });
    }

    /** A kernel of a text, with a breakpoint at a line of it. */
    Value kernel(String text, int line) {
        Value kernel = context.eval(Texts.source(text));
        session.install(Breakpoint.newBuilder(Texts.source(text).getURI()).lineIs(line).build());
        return kernel;
    }

    Stops then(Consumer<SuspendedEvent> what) {
        todo.add(what);
        return this;
    }

    /** How many stops are still to come. */
    int left() {
        return todo.size();
    }

    /** The statement where it stands. */
    static String statement(SuspendedEvent e) {
        return e.getSourceSection().getCharacters().toString();
    }

    @Override
    public void close() {
        session.close();
        context.close();
    }
}
