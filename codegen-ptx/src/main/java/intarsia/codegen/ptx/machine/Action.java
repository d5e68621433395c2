package intarsia.codegen.ptx.machine;

/** What a decoded instruction does. */
sealed interface Action {

    /** Work of the lanes in a bit mask. */
    interface Code {
        void run(Warp warp, int lanes);
    }

    /** Registers and memory only. */
    record Plain(Code code) implements Action { }

    record Branch(int target, boolean uniform) implements Action { }

    record Exit() implements Action { }

    /** {@code bar.sync id, threads}; {@code threads} is 0 for all of the block. */
    record Barrier(int id, int threads) implements Action { }

    /** {@code *.sync}: waits until the lanes named in the member mask, the register or constant {@code mask}, are here. */
    record Sync(int mask, Code code) implements Action { }
}
