package intarsia.passes.cost;

import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.Symbols;
import java.util.Map;

/**
 * What a launch adds to a kernel.
 *
 * @param sizes   values of symbols; of one that is not in it {@value #SIZE} counts, or what is nearest in its range
 * @param workers threads of a CPU, or multiprocessors, that share the blocks
 */
public record Setting(Map<String, Long> sizes, int workers) {
    /** One worker, and sizes of which nothing is known. */
    public static final Setting ALONE = new Setting(Map.of(), 1);

    private static final long SIZE = 1024;

    public Setting {
        sizes = Map.copyOf(sizes);
        if (workers < 1) throw new IllegalArgumentException(workers + " workers; wanted at least 1");
    }

    /** The values of the symbols of a kernel. */
    Symbols of(Kernel k) {
        return name -> {
            Long given = sizes.get(name);
            return given != null ? given : likely(k.symbol(name));
        };
    }

    private static long likely(Symbol s) {
        return Math.clamp(SIZE / s.divisor() * s.divisor(), s.min(), s.max());
    }
}
