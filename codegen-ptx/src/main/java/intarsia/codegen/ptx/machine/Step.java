package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Instruction;

/** A decoded instruction. Registers are numbers of slots in the file of a warp. */
final class Step {
    final Instruction at;
    final Action action;
    /** Slot of the guard, -1 where there is none. */
    final int guard;
    final boolean negated;
    /** Slots that must have been written in the lanes that execute. */
    final int[] reads;
    final int[] writes;

    Step(Form form, Action action, int guard) {
        at = form.at();
        this.action = action;
        this.guard = guard;
        negated = at.guard().map(Instruction.Guard::negated).orElse(false);
        reads = form.reads();
        writes = form.writes();
    }
}
