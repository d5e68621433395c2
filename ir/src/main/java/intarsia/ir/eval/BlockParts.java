package intarsia.ir.eval;

import intarsia.ir.BinaryOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Role;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/**
 * The parts that the values of blocks have: an engine may sum products of codes apart from what scales and shifts them.
 *
 * @param magnitudes {@code |code − zero| · |scale| + |min|} of each element
 * @param codes      {@code |code − zero|} of each element
 * @param roundings  what a value of these parts may take, here or in an engine: three here (zero, scale, minimum), and three there
 */
record BlockParts(double[] magnitudes, double[] codes, int roundings) {
    private static final int OF_BLOCKS = 6;

    /** Of elements that have no parts. */
    static BlockParts plain(Elements all) {
        double[] magnitudes = new double[all.size()];
        Arrays.setAll(magnitudes, i -> Math.abs(all.value(i)));
        return new BlockParts(magnitudes, magnitudes, 0);
    }

    /** The parts of other elements, by their places here. */
    BlockParts pick(int[] from) {
        return new BlockParts(Arrays.stream(from).mapToDouble(i -> magnitudes[i]).toArray(), Arrays.stream(from).mapToDouble(i -> codes[i]).toArray(), roundings);
    }

    static BlockParts of(BlockFormat f, byte[] blocks, int n) {
        MemorySegment memory = MemorySegment.ofArray(blocks);
        Elements all = BlockTensors.product(f, Role.CODE, memory, n).orElseThrow();
        Elements code = BlockTensors.fold(f, Role.ZERO, BinaryOp.SUB, all, memory, n);
        Optional<Elements> scale = BlockTensors.scale(f, memory, n);
        Optional<Elements> min = BlockTensors.product(f, Role.MIN, memory, n);
        double[] magnitudes = new double[n];
        double[] codes = new double[n];
        for (int i = 0; i < n; i++) {
            codes[i] = Math.abs(code.value(i));
            magnitudes[i] = codes[i] * (scale.isPresent() ? Math.abs(scale.get().value(i)) : 1) + (min.isPresent() ? Math.abs(min.get().value(i)) : 0);
        }
        return new BlockParts(magnitudes, codes, OF_BLOCKS);
    }
}
