package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * Lane code between the two who ask for it: a planner that measures kernels, and the engine that compiles those it chose.
 * Of each kernel it is handed out once; the oldest are dropped.
 */
final class Lowered {
    private static final int KEPT = 64;
    private static final LinkedHashMap<Key, Kernel> LANES = new LinkedHashMap<>();

    /** One kernel, by identity: to compare two is as long as they are. */
    private record Key(Kernel tile, Target target) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Key k && tile == k.tile && target.equals(k.target);
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(tile);
        }
    }

    private Lowered() {
    }

    static void keep(Kernel tile, Target target, Kernel lane) {
        synchronized (LANES) {
            LANES.put(new Key(tile, target), lane);
            if (LANES.size() > KEPT) {
                LANES.pollFirstEntry();
            }
        }
    }

    static Optional<Kernel> take(Kernel tile, Target target) {
        synchronized (LANES) {
            return Optional.ofNullable(LANES.remove(new Key(tile, target)));
        }
    }
}
