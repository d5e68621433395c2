package intarsia.tests.samples;

import com.oracle.truffle.api.debug.Breakpoint;
import com.oracle.truffle.api.debug.DebugValue;
import com.oracle.truffle.api.debug.Debugger;
import com.oracle.truffle.api.debug.SuspendedEvent;
import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;

final class StepText {
    private StepText() {
    }

    // sample
    static List<String> stops(String text, int line, Object... arguments) {
        Source source = Source.newBuilder("tile", text, "add.tile").buildLiteral();
        List<String> seen = new ArrayList<>();
        try (Context context = Context.newBuilder("tile").allowHostAccess(HostAccess.ALL).option("engine.WarnInterpreterOnly", "false").build();
                var session = Debugger.find(context.getEngine()).startSession(stop -> seen.add(picture(stop)))) {
            session.install(Breakpoint.newBuilder(source.getURI()).lineIs(line).build());
            context.eval(source).execute(arguments);
        }
        return seen;
    }

    private static String picture(SuspendedEvent stop) {
        DebugValue tile = stop.getTopStackFrame().getScope().getDeclaredValue("%7");
        List<DebugValue> lane3 = tile.getProperty("lane").getArray().get(3).getArray();
        return "line " + stop.getSourceSection().getStartLine() + ": " + tile.toDisplayString()
                + ", lane 3 has " + lane3.stream().map(DebugValue::toDisplayString).toList();
    }
    // end
}
