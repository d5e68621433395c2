package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.PtxType;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The state of one warp: registers of its lanes, which of them are written, and where its lanes are. */
final class Warp {
    static final int LANES = 32;

    final BlockRun block;
    final int index;
    /** Slot, then lane; values narrower than 64 bits are zero-extended. */
    final long[][] file;
    final Clock clock = new Clock();
    final AsyncCopies copies = new AsyncCopies();
    final Fragments fragments;
    /** Room for the bytes of one lane's store. */
    final byte[] scratch = new byte[16];
    private final int[] written;
    private final Program program;
    private @Nullable Step current;

    Warp(BlockRun block, int index, Program program) {
        this.block = block;
        this.index = index;
        this.program = program;
        file = new long[program.slotCount()][LANES];
        written = new int[program.slotCount()];
        fragments = new Fragments(this, program.steps);
        program.constants.forEach((slot, bits) -> Arrays.fill(file[slot], bits));
    }

    /** Puts the warp at the start of its block. */
    void start(int threads) {
        Arrays.fill(written, 0);
        program.constants.keySet().forEach(slot -> written[slot] = -1);
        for (Map.Entry<String, Integer> e : program.specials.entrySet()) {
            for (int l = 0; l < LANES; l++) file[e.getValue()][l] = block.special(e.getKey(), index, l) & PtxType.U32.mask();
            written[e.getValue()] = -1;
        }
        clock.restart();
        copies.clear();
        int count = Math.min(LANES, threads - index * LANES);
        fragments.start(count == LANES ? -1 : (1 << count) - 1);
    }

    /** The lanes of a mask whose guard holds. */
    int guarded(Step step, int lanes) {
        if (step.guard < 0) return lanes;
        current = step;
        wantWritten(step.guard, lanes);
        long[] p = file[step.guard];
        int on = 0;
        for (int l = 0; l < LANES; l++) on |= (int) p[l] << l;
        return lanes & (step.negated ? ~on : on);
    }

    /** Does the work of a step in these lanes, registers checked before and marked after. */
    void execute(Step step, Action.Code code, int lanes) {
        current = step;
        for (int slot : step.reads) wantWritten(slot, lanes);
        code.run(this, lanes);
        for (int slot : step.writes) written[slot] |= lanes;
    }

    private void wantWritten(int slot, int lanes) {
        int missing = lanes & ~written[slot];
        if (missing != 0) throw fault(Integer.numberOfTrailingZeros(missing), Check.UNWRITTEN_REGISTER, program.nameOf(slot) + " is read before it is written");
    }

    /** The member mask that the first of these lanes gives. */
    int memberMask(Step step, int slot, int lanes) {
        current = step;
        wantWritten(slot, lanes);
        return (int) file[slot][Integer.numberOfTrailingZeros(lanes)];
    }

    int line() {
        return current == null ? 0 : current.at.line();
    }

    PtxFault faultAt(Step step, int lane, Check check, String message) {
        current = step;
        return fault(lane, check, message);
    }

    /** A fault of one lane at the current instruction. */
    PtxFault fault(int lane, Check check, String message) {
        Step step = current == null ? program.steps[0] : current;
        String where = program.kernel.name() + ", block " + block.place + ", thread " + block.thread(index, lane) + ": ";
        return PtxFault.at(program.module, step.at, check, where, message);
    }

    static String hex(int lanes) {
        return "0x" + HexFormat.of().toHexDigits(lanes);
    }
}
