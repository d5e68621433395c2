package intarsia.ir.plan;

import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import java.util.List;

/**
 * How code of a step is called: a number of 64 bits for each parameter of its kernel at the lane level, and how many blocks.
 * Tensors come first, in order, as addresses; then symbols, as i64 or as the address of an i64 in a block that holds all
 * symbols of the plan in order.
 */
public final class StepCall {
    private final Kernel tile;
    private final Kernel lane;
    private final long[] fixed;

    /**
     * @param place     of the step in messages: {@code plan decode, step 3 (kernel norm)}
     * @param lane      the kernel that the code was made from
     * @param addresses of the step's parameters
     * @param symbols   of the plan
     * @param block     address of the block of symbols
     * @throws IllegalArgumentException where the parameters of the code are others
     */
    public StepCall(String place, Step step, Kernel lane, long[] addresses, List<Symbol> symbols, long block) {
        tile = step.kernel();
        this.lane = lane;
        int tensors = tile.params().size();
        if (lane.params().size() < tensors) {
            throw new IllegalArgumentException(place + ": its code has " + lane.params().size() + " parameters, fewer than its " + tensors + " tensors");
        }
        fixed = new long[lane.params().size()];
        List<String> names = symbols.stream().map(Symbol::name).toList();
        for (int i = 0; i < fixed.length; i++) {
            Param p = lane.params().get(i);
            boolean pointer = p.type() == ScalarType.PTR;
            boolean known = i < tensors ? pointer && p.name().equals(tile.params().get(i).name())
                    : names.contains(p.name()) && (pointer || p.type() == ScalarType.I64);
            if (!known) {
                throw new IllegalArgumentException(place + ": its code has parameter " + p.type() + " " + p.name()
                        + "; wanted the addresses of " + tile.params().stream().map(Param::name).toList() + ", then symbols of " + names);
            }
            fixed[i] = i < tensors ? addresses[i] : block + (long) Long.BYTES * names.indexOf(p.name());
        }
    }

    /** The arguments under these values of the symbols. */
    public long[] arguments(Symbols symbols) {
        long[] args = fixed.clone();
        for (int i = 0; i < args.length; i++) {
            Param p = lane.params().get(i);
            args[i] = p.type() == ScalarType.I64 ? symbols.value(p.name()) : args[i];
        }
        return args;
    }

    /** Blocks of the grid under these values of the symbols. */
    public long blocks(Symbols symbols) {
        long count = 1;
        for (Expr extent : tile.grid()) {
            count = Math.multiplyExact(count, Math.max(0, extent.eval(symbols)));
        }
        return count;
    }
}
