package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;

/** Constants that an instruction has as operands. */
final class Immediate {
    private Immediate() { }

    /** Operand {@code i}, a constant in [low, high]. */
    static long of(Form f, int i, long low, long high) {
        if (f.operand(i) instanceof Operand.Constant(long value) && value >= low && value <= high) return value;
        throw f.fault("operand " + (i + 1) + " is " + f.operand(i) + ", wanted a constant from " + low + " to " + high);
    }
}
