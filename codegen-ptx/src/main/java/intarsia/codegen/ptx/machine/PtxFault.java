package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Instruction;
import intarsia.codegen.ptx.text.PtxModule;

/** A check that failed while PTX ran, or an instruction that the machine does not know. */
public final class PtxFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was checked. */
    public enum Check { UNKNOWN_INSTRUCTION, OPERAND, BOUNDS, ALIGNMENT, READ_ONLY, UNWRITTEN_REGISTER, UNWRITTEN_SHARED, RACE, ASYNC_COPY, CONVERGENCE, BARRIER, BUDGET, ARITHMETIC }

    private final Check check;
    private final int line;

    private PtxFault(Check check, int line, String message) {
        super(message);
        this.check = check;
        this.line = line;
    }

    static PtxFault at(PtxModule module, Instruction at, Check check, String where, String message) {
        return new PtxFault(check, at.line(), "line " + at.line() + ": " + module.line(at.line()) + "\n" + where + message);
    }

    public Check check() {
        return check;
    }

    /** Line of the PTX text, from 1. */
    public int line() {
        return line;
    }
}
