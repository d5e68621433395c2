package intarsia.tests.purity;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Does what decoder and command line may not. */
final class Suspect {
    private Suspect() { }

    static float adds(float a, float b) {
        return a + b;
    }

    static double negates(double a) {
        return -a;
    }

    static double calls(double a) {
        return Math.sqrt(a);
    }

    static float reads(MemorySegment m) {
        return m.get(ValueLayout.JAVA_FLOAT, 0);
    }

    static boolean compares(float a, double b) {
        return a < b && Double.compare(a, b) < 0;
    }
}
