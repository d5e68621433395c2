package intarsia.cli.asm;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What instructions of x86 are counted as, by mnemonic and operands; with AVX a {@code v} stands before the names of SSE. An
 * instruction may be several: a product with an operand in memory loads, too.
 */
public enum Kind {
    VECTOR_LOADS(".*", Operands.FROM_MEMORY),
    VECTOR_STORES(".*", Operands.TO_MEMORY),
    MULTIPLIES("v?(mulp[sd]|pmul.*|pmadd.*)", Operands.ANY),
    FMAS("vfn?m(add|sub|addsub|subadd)\\d*p[sd]|vpdp.*", Operands.ANY),
    ADDS("v?(addp[sd]|subp[sd]|padd.*|psub.*|h(add|sub)p[sd]|ph(add|sub).*)", Operands.ANY),
    SHIFTS("v?(ps[lr]l(v?[wdq]|dq)|psrav?[wdq]|pro[lr]v?[dq]|psh[lr]dv?[wdq])", Operands.ANY),
    PERMUTES("v?(perm.*|p?shuf.*|p?broadcast.*|p?unpck.*|palignr|align[dq]|p?insert.*|pinsr.*|extract.*|pextr.*|pack.*|mov(d|sh|sl)dup|mov(lh|hl)ps)", Operands.ANY),
    CALLS("call", Operands.METHOD),
    /** Calls after which the method is given up, for it came to where it had not been. */
    UNCOMMON_TRAPS("call", Operands.TRAP),
    /** Vector registers put on the stack, for there are too few. */
    SPILLS(".*", Operands.TO_STACK),
    /** What was put there is read again, by a move or as an operand. */
    RELOADS(".*", Operands.FROM_STACK);

    /** What operands must be besides. */
    private enum Operands {
        ANY, FROM_MEMORY, TO_MEMORY, FROM_STACK, TO_STACK, METHOD, TRAP;

        boolean are(Instruction i) {
            return switch (this) {
                case ANY -> true;
                case FROM_MEMORY -> i.readsVector() && !i.onStack();
                case TO_MEMORY -> i.writesVector() && !i.onStack();
                case FROM_STACK -> i.readsVector() && i.onStack();
                case TO_STACK -> i.writesVector() && i.onStack();
                case METHOD -> !i.traps();
                case TRAP -> i.traps();
            };
        }
    }

    private final Pattern mnemonic;
    private final Operands operands;

    Kind(String mnemonic, Operands operands) {
        this.mnemonic = Pattern.compile(mnemonic);
        this.operands = operands;
    }

    /** Whether an instruction counts as this. */
    boolean is(Instruction i) {
        return mnemonic.matcher(i.mnemonic()).matches() && operands.are(i);
    }

    /** The name in text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
