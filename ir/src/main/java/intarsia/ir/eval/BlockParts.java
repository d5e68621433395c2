package intarsia.ir.eval;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * The parts that the values of blocks have: an engine may sum products of codes apart from what scales and shifts them.
 *
 * @param magnitudes {@code |code − zero or centre| · |scale| + |min|} of each element
 * @param codes      {@code |code − zero or centre|} of each element
 */
record BlockParts(double[] magnitudes, double[] codes) {
    static BlockParts of(BlockFormat f, byte[] blocks, int n) {
        MemorySegment memory = MemorySegment.ofArray(blocks);
        Elements code = BlockTensors.field(f.code(), memory, n);
        Elements scale = BlockTensors.field(f.scale(), memory, n);
        Optional<Elements> zero = f.find(Field.ZERO).map(x -> BlockTensors.field(x, memory, n));
        Optional<Elements> min = f.find(Field.MIN).map(x -> BlockTensors.field(x, memory, n));
        double[] magnitudes = new double[n];
        double[] codes = new double[n];
        for (int i = 0; i < n; i++) {
            codes[i] = Math.abs(code.value(i) - (zero.isPresent() ? zero.get().value(i) : f.centre()));
            magnitudes[i] = codes[i] * Math.abs(scale.value(i)) + (min.isPresent() ? Math.abs(min.get().value(i)) : 0);
        }
        return new BlockParts(magnitudes, codes);
    }
}
