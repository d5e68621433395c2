package intarsia.codegen.ptx.machine;

import java.util.Arrays;

/**
 * What each lane of a warp knows of the others: vector clocks whose ticks are {@code bar.warp.sync}s. A barrier of the
 * block orders everything, so the clocks begin anew there.
 */
final class Clock {
    static final int LATEST = (1 << 25) - 1;

    private final int[][] seen = new int[Warp.LANES][Warp.LANES];
    private int now = 1;

    int now() {
        return now;
    }

    void restart() {
        if (now == 1) return;
        for (int[] row : seen) Arrays.fill(row, 0);
        now = 1;
    }

    /** All that these lanes did until now, and all they know, is before what they do next. */
    void sync(int lanes) {
        int[] known = new int[Warp.LANES];
        for (int l = 0; l < Warp.LANES; l++) {
            if (((lanes >>> l) & 1) == 0) continue;
            for (int t = 0; t < Warp.LANES; t++) known[t] = Math.max(known[t], seen[l][t]);
        }
        for (int t = 0; t < Warp.LANES; t++) if (((lanes >>> t) & 1) != 0) known[t] = now;
        for (int l = 0; l < Warp.LANES; l++) if (((lanes >>> l) & 1) != 0) System.arraycopy(known, 0, seen[l], 0, Warp.LANES);
        now++;
    }

    /** Whether what {@code others} did up to {@code time} is before what {@code lane} does now. */
    boolean before(int others, int time, int lane) {
        for (int rest = others & ~(1 << lane); rest != 0; rest &= rest - 1) {
            if (seen[lane][Integer.numberOfTrailingZeros(rest)] < time) return false;
        }
        return true;
    }
}
