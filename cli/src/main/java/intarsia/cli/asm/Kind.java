package intarsia.cli.asm;

import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * What instructions of x86 are counted as, by mnemonic and operands; with AVX a {@code v} stands before the names of SSE. An
 * instruction may be several: a product with an operand in memory loads, too.
 */
public enum Kind {
    VECTOR_LOADS(".*", i -> i.readsVector() && !i.onStack()),
    VECTOR_STORES(".*", i -> i.writesVector() && !i.onStack()),
    MULTIPLIES("v?(mulp[sd]|pmul.*|pmadd.*)", i -> true),
    FMAS("vfn?m(add|sub|addsub|subadd)\\d*p[sd]|vpdp.*", i -> true),
    ADDS("v?(addp[sd]|subp[sd]|padd.*|psub.*|h(add|sub)p[sd]|ph(add|sub).*)", i -> true),
    SHIFTS("v?(ps[lr]l(v?[wdq]|dq)|psrav?[wdq]|pro[lr]v?[dq]|psh[lr]dv?[wdq])", i -> true),
    PERMUTES("v?(perm.*|p?shuf.*|p?broadcast.*|p?unpck.*|palignr|align[dq]|p?insert.*|pinsr.*|extract.*|pextr.*|pack.*|mov(d|sh|sl)dup|mov(lh|hl)ps)", i -> true),
    CALLS("call", i -> !i.traps()),
    /** Calls after which the method is given up, for it came to where it had not been. */
    UNCOMMON_TRAPS("call", Instruction::traps),
    /** Vector registers put on the stack, for there are too few. */
    SPILLS(".*", i -> i.writesVector() && i.onStack()),
    /** What was put there is read again, by a move or as an operand. */
    RELOADS(".*", i -> i.readsVector() && i.onStack());

    private final Pattern mnemonic;
    private final Predicate<Instruction> more;

    Kind(String mnemonic, Predicate<Instruction> more) {
        this.mnemonic = Pattern.compile(mnemonic);
        this.more = more;
    }

    /** Whether an instruction counts as this. */
    boolean is(Instruction i) {
        return mnemonic.matcher(i.mnemonic()).matches() && more.test(i);
    }

    /** The name in text. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
