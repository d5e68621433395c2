package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Where the lanes of a warp are: groups of lanes at the same instruction. A branch that lanes take differently splits a
 * group; groups that meet become one, always in the convergent schedule, at {@code *.sync} and barriers in the other.
 * An instruction that needs lanes together waits for them; where nobody can go on, that is a fault.
 */
final class Fragments {
    private final Warp warp;
    private final Step[] steps;
    private final int[] at = new int[Warp.LANES], lanes = new int[Warp.LANES];
    private int count;
    private int live;

    Fragments(Warp warp, Step[] steps) {
        this.warp = warp;
        this.steps = steps;
    }

    void start(int threads) {
        live = threads;
        lanes[0] = threads;
        at[0] = 0;
        count = 1;
    }

    boolean finished() {
        return count == 0;
    }

    int live() {
        return live;
    }

    /** The barrier at which all live lanes wait, once {@link #advance} said that they do. */
    Step waitingAt() {
        return steps[at[0]];
    }

    /** Lets the warp go on behind its barrier. */
    void pass() {
        at[0]++;
    }

    /**
     * Executes one instruction of one group.
     *
     * @param random picks the group; null for the convergent schedule, where the lowest instruction goes first
     * @return false where the warp has ended or waits at a barrier of its block
     */
    boolean advance(@Nullable RandomGenerator random) {
        if (count == 0) return false;
        boolean parted = count > 1;
        int first = parted && random != null ? random.nextInt(count) : 0;
        for (int i = 0; i < count; i++) {
            int f = parted && random == null ? nth(i) : (first + i) % count;
            if (step(f, random != null)) return true;
            if (count == 0) return false;
        }
        if (count == 1 && lanes[0] == live && steps[at[0]].action instanceof Action.Barrier) return false;
        throw stuck();
    }

    /** The group with the i-th lowest instruction. */
    private int nth(int i) {
        for (int f = 0; f < count; f++) {
            int lower = 0;
            for (int g = 0; g < count; g++) if (at[g] < at[f]) lower++;
            if (lower == i) return f;
        }
        throw new IllegalStateException("two groups at one instruction");
    }

    /** One instruction of group f; false where it has to wait. */
    private boolean step(int f, boolean loose) {
        Step step = steps[at[f]];
        int on = warp.guarded(step, lanes[f]);
        return switch (step.action) {
            case Action.Plain p -> {
                if (on != 0) warp.execute(step, p.code(), on);
                move(f, at[f] + 1, loose);
                yield true;
            }
            case Action.Branch b -> branch(f, step, b, on, loose);
            case Action.Exit _ -> {
                live &= ~on;
                lanes[f] &= ~on;
                if (lanes[f] == 0) remove(f);
                else move(f, at[f] + 1, loose);
                yield true;
            }
            case Action.Barrier _ -> on != lanes[f] && leave(f, on, loose);
            case Action.Sync s -> on != lanes[f] ? leave(f, on, loose) : sync(f, step, s, loose);
        };
    }

    private boolean branch(int f, Step step, Action.Branch b, int on, boolean loose) {
        int off = lanes[f] & ~on;
        if (b.uniform() && on != 0 && off != 0) throw warp.faultAt(step, Integer.numberOfTrailingZeros(off), Check.CONVERGENCE, "bra.uni taken by lanes " + Warp.hex(on) + " but not by " + Warp.hex(off));
        if (on != 0 && off != 0) split(f, off, at[f] + 1);
        move(f, on != 0 ? b.target() : at[f] + 1, loose);
        // The side that fell through may stand where another group is already.
        if (on != 0 && off != 0) settle(loose);
        return true;
    }

    /** The lanes whose guard is off go past an instruction at which the others have to wait. */
    private boolean leave(int f, int on, boolean loose) {
        int off = lanes[f] & ~on;
        if (on != 0) split(f, off, at[f] + 1);
        else at[f]++;
        settle(loose);
        return true;
    }

    private boolean sync(int f, Step step, Action.Sync s, boolean loose) {
        for (int rest = lanes[f]; rest != 0; ) {
            int mask = warp.memberMask(step, s.mask(), rest), group = 0;
            for (int l = 0; l < Warp.LANES; l++) if (((rest >>> l) & 1) != 0 && (int) warp.file[s.mask()][l] == mask) group |= 1 << l;
            if ((group & ~mask) != 0) throw warp.faultAt(step, Integer.numberOfTrailingZeros(group & ~mask), Check.CONVERGENCE, "executes with the member mask " + Warp.hex(mask) + ", which does not name it");
            if ((mask & live & ~group) == 0) {
                warp.execute(step, s.code(), group);
                if (group != lanes[f]) split(f, lanes[f] & ~group, at[f]);
                lanes[f] = group;
                at[f]++;
                settle(loose);
                return true;
            }
            rest &= ~group;
        }
        return false;
    }

    private void move(int f, int target, boolean loose) {
        at[f] = target;
        if (count > 1) settle(loose);
    }

    private void split(int f, int off, int target) {
        lanes[f] &= ~off;
        lanes[count] = off;
        at[count++] = target;
    }

    private void remove(int f) {
        count--;
        at[f] = at[count];
        lanes[f] = lanes[count];
    }

    /** Joins groups at the same instruction; in the loose schedule only where lanes wait for each other. */
    private void settle(boolean loose) {
        for (int f = 0; f < count; f++) {
            if (loose && !meets(at[f])) continue;
            for (int g = count - 1; g > f; g--) {
                if (at[g] != at[f]) continue;
                lanes[f] |= lanes[g];
                remove(g);
            }
        }
    }

    private boolean meets(int step) {
        return steps[step].action instanceof Action.Sync || steps[step].action instanceof Action.Barrier;
    }

    private PtxFault stuck() {
        var places = new StringBuilder();
        for (int f = 0; f < count; f++) places.append(f == 0 ? "" : ", ").append("lanes ").append(Warp.hex(lanes[f])).append(" at line ").append(steps[at[f]].at.line());
        Step step = steps[at[0]];
        return warp.faultAt(step, Integer.numberOfTrailingZeros(lanes[0]), Check.CONVERGENCE, "lanes wait for each other at different places: " + places + "; wanted all named lanes (of the live " + Warp.hex(live) + ") at one instruction");
    }
}
