package intarsia.tests.samples;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;

final class EvalText {
    private EvalText() {
    }

    // sample
    static float[] add(String text, float[] a, float[] b) {
        float[] c = new float[a.length];
        try (Context context = Context.newBuilder("tile").allowHostAccess(HostAccess.ALL).option("engine.WarnInterpreterOnly", "false").build()) {
            context.eval("tile", text).execute(a, b, c, c.length);   // parameters in order, then symbols
        }
        return c;
    }
    // end
}
