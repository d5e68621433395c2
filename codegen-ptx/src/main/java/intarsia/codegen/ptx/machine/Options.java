package intarsia.codegen.ptx.machine;

/**
 * How a launch runs.
 *
 * @param seed              of the adversarial schedule
 * @param instructionBudget warp instructions that one block may execute; more is reported as a loop without end
 * @param races             whether data races are looked for; costs half the speed and about 44 bytes of heap for each byte touched that is not in a read-only segment
 * @param dynamicShared     bytes of the {@code .extern .shared} array
 * @param threads           blocks that run at the same time, each on a thread
 */
public record Options(Schedule schedule, long seed, long instructionBudget, boolean races, int dynamicShared, int threads) {

    /** Who goes next. */
    public enum Schedule {
        /** Lanes meet again at the lowest instruction; warps go in order. */
        CONVERGENT,
        /** Seeded: any warp for any while, any side of a branch first; lanes meet only where the text says so. */
        ADVERSARIAL
    }

    public static final Options DEFAULT = new Options(Schedule.CONVERGENT, 0, 100_000_000, true, 0, 1);

    public Options {
        if (instructionBudget < 1) throw new IllegalArgumentException("instruction budget " + instructionBudget + ", wanted at least 1");
        if (dynamicShared < 0 || dynamicShared > 227 << 10) throw new IllegalArgumentException("dynamic shared memory " + dynamicShared + ", wanted 0 to " + (227 << 10));
        if (threads < 1 || threads > 1024) throw new IllegalArgumentException("threads " + threads + ", wanted 1 to 1024");
    }

    public Options adversarial(long newSeed) {
        return new Options(Schedule.ADVERSARIAL, newSeed, instructionBudget, races, dynamicShared, threads);
    }

    public Options budget(long instructions) {
        return new Options(schedule, seed, instructions, races, dynamicShared, threads);
    }

    public Options withRaces(boolean on) {
        return new Options(schedule, seed, instructionBudget, on, dynamicShared, threads);
    }

    public Options withDynamicShared(int bytes) {
        return new Options(schedule, seed, instructionBudget, races, bytes, threads);
    }

    public Options onThreads(int count) {
        return new Options(schedule, seed, instructionBudget, races, dynamicShared, count);
    }
}
