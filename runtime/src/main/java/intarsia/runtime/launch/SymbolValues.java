package intarsia.runtime.launch;

import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The values of a plan's symbols, by index, with a record of what changed. Nothing is allocated after construction.
 *
 * <p>Sets of symbols are masks of 64 bits: bit i for the i-th, and bit 63 for all from the 63rd on, so that a mask may say
 * more than is true but never less.
 */
public final class SymbolValues implements Symbols {
    /** The mask of all symbols. */
    public static final long ALL = -1L;

    private final String owner;
    private final Symbol[] symbols;
    private final long[] values;
    private final boolean[] given;
    private long changed = ALL;

    /** Values for {@code symbols}, none given yet; {@code owner} stands in messages: {@code plan decode}. */
    public SymbolValues(String owner, List<Symbol> symbols) {
        this.owner = owner;
        this.symbols = symbols.toArray(Symbol[]::new);
        this.values = new long[this.symbols.length];
        this.given = new boolean[this.symbols.length];
    }

    /** The bit of a symbol in a mask. */
    public static long bit(int index) {
        return 1L << Math.min(index, 63);
    }

    public int count() {
        return symbols.length;
    }

    public Symbol symbol(int index) {
        return symbols[index];
    }

    /** The index of the symbol of that name. */
    public int index(String name) {
        for (int i = 0; i < symbols.length; i++) {
            if (symbols[i].name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no symbol '" + name + "' in " + owner + "; known: " + Arrays.toString(symbols));
    }

    /** Gives a symbol its value; one outside the declared range, or off its divisor, is an error and changes nothing. */
    public void set(int index, long value) {
        if (given[index] && values[index] == value) {
            return;
        }
        Symbol s = symbols[index];
        if (value < s.min() || value > s.max() || value % s.divisor() != 0) {
            throw new IllegalArgumentException(owner + ": symbol " + s.name() + " = " + value + "; wanted " + wanted(s));
        }
        values[index] = value;
        given[index] = true;
        changed |= bit(index);
    }

    private static String wanted(Symbol s) {
        return s.min() + " to " + s.max() + (s.divisor() == 1 ? "" : ", a multiple of " + s.divisor());
    }

    /** Gives several symbols their values; those not named keep theirs. */
    public void setAll(Map<String, Long> named) {
        named.forEach((name, value) -> set(index(name), value));
    }

    /** Takes the value of every symbol from elsewhere. */
    public void setFrom(Symbols from) {
        if (from == this) {
            return;
        }
        for (int i = 0; i < symbols.length; i++) {
            set(i, from.value(symbols[i].name()));
        }
    }

    public boolean given(int index) {
        return given[index];
    }

    /** Throws unless every symbol has a value. */
    public void requireAll() {
        for (int i = 0; i < symbols.length; i++) {
            if (!given[i]) {
                throw new IllegalArgumentException(owner + ": symbol " + symbols[i].name() + " has no value; wanted " + wanted(symbols[i]));
            }
        }
    }

    /** The symbols that changed since {@link #settle}; at first all. */
    public long changed() {
        return changed;
    }

    /** Says that everything that depends on the values has been computed anew. */
    public void settle() {
        changed = 0;
    }

    /** The value of a symbol by index; not to be asked of one that has none. */
    public long value(int index) {
        return values[index];
    }

    @Override
    public long value(String name) {
        int i = index(name);
        if (!given[i]) {
            throw new IllegalArgumentException(owner + ": symbol " + name + " has no value; wanted " + wanted(symbols[i]));
        }
        return values[i];
    }

    /** The values by name, for messages: {@code n = 64, k = 256}. */
    String describe() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < symbols.length; i++) {
            text.append(i == 0 ? "" : ", ").append(symbols[i].name()).append(" = ").append(given[i] ? values[i] : "?");
        }
        return text.toString();
    }
}
