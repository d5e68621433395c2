package intarsia.runtime.launch;

import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import java.util.List;

/**
 * The arguments of lane code, 64 bits each, for any device: first the addresses of the tile kernel's tensors, by the same
 * names and in the same order; then the symbols that it uses, by name: as {@code i64} their value, as {@code ptr} the address
 * of 8 bytes that hold it, in a block with one entry for each symbol of the plan in order.
 */
public final class LaneArguments {
    private final String place;
    private final long[] args;
    /** The symbol whose value an argument is; -1 where it is an address. */
    private final int[] symbolOf;
    private final long mask;

    /**
     * @param place        for messages: plan, step, kernel
     * @param lane         the parameters of the code
     * @param addresses    of each tensor of {@code tile}
     * @param symbolMemory address of the block of symbols
     */
    public LaneArguments(String place, Kernel tile, List<Param> lane, long[] addresses, SymbolValues values, long symbolMemory) {
        this.place = place;
        args = new long[lane.size()];
        symbolOf = new int[args.length];
        if (args.length < addresses.length) {
            throw new IllegalArgumentException(place + ": its code has " + args.length + " parameters, fewer than its " + addresses.length + " tensors");
        }
        long symbols = 0;
        for (int i = 0; i < args.length; i++) {
            Param p = lane.get(i);
            symbolOf[i] = -1;
            if (i < addresses.length) {
                require(p, tile.params().get(i).name(), p.type() == ScalarType.PTR);
                args[i] = addresses[i];
                continue;
            }
            require(p, p.name(), p.type() == ScalarType.PTR || p.type() == ScalarType.I64);
            int symbol = values.index(p.name());
            if (p.type() == ScalarType.PTR) {
                args[i] = symbolMemory + 8L * symbol;
            } else {
                symbolOf[i] = symbol;
                symbols |= SymbolValues.bit(symbol);
            }
        }
        mask = symbols;
    }

    private void require(Param found, String name, boolean typeFits) {
        if (!found.name().equals(name) || !typeFits) {
            throw new IllegalArgumentException(place + ": its code has parameter " + found.type() + " " + found.name() + " where " + name
                    + " was wanted; tensors come first as addresses, then symbols as i64 or as addresses");
        }
    }

    /** Takes over the values of symbols that changed. */
    public void update(long changed, SymbolValues values) {
        if ((mask & changed) == 0) {
            return;
        }
        for (int i = 0; i < args.length; i++) {
            if (symbolOf[i] >= 0) {
                args[i] = values.value(symbolOf[i]);
            }
        }
    }

    /** The arguments themselves; the same array for good. */
    public long[] args() {
        return args;
    }
}
