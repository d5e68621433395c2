package intarsia.ir.type;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The bits of rows of blocks moved to the boxes of a {@linkplain RowPanel panel}: the places of each number in both, composed once into runs of bits that lie together in both, then
 * followed for every box. No number is read as such; integers that are longer in the panel are extended. Only codes that select vectors are looked up first, for the rows of a box at a
 * time: their components, small integers, are moved then.
 */
public final class PanelMoves {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final BlockFormat from;
    private final BlockFormat to;
    /** Of a format of vectors; what {@link #runs} move then is of its blocks. */
    private final Optional<ComponentBlocks> components;
    private final BitRuns runs;

    /**
     * The moves from a format to its panel.
     *
     * @throws IllegalArgumentException if {@code to} is no panel of {@code from}
     */
    public PanelMoves(BlockFormat from, BlockFormat to) {
        if (!RowPanel.source(to).equals(from) || to.equals(from) || to.bytes() % Integer.BYTES != 0) {
            throw new IllegalArgumentException(to + " is no panel of " + from);
        }
        this.from = from;
        this.to = to;
        this.components = ComponentBlocks.of(from);
        BlockFormat numbers = numbers();
        List<BitRuns.Run> all = new ArrayList<>();
        for (Field f : to.fields()) {
            field(numbers, numbers.field(f.name()), f, all);
        }
        this.runs = new BitRuns(all, to.bytes() / Integer.BYTES);
    }

    private BlockFormat numbers() {
        return components.map(ComponentBlocks::format).orElse(from);
    }

    /** All numbers of a field, bit by bit. */
    private void field(BlockFormat blocks, Field old, Field now, List<BitRuns.Run> all) {
        int[] there = old.packing().bitTable();
        int[] here = now.packing().bitTable();
        int bits = old.type().bits();
        int own = now.type().bits();
        int each = to.columns() / now.granularity();
        int block = blocks.columns() / old.granularity();
        for (int r = 0; r < to.rows(); r++) {
            for (int v = 0; v < each; v++) {
                int base = v / block * blocks.bytes() * Byte.SIZE;
                for (int b = 0; b < own; b++) {
                    int at = here[(r * each + v) * own + b];
                    if (b < bits || old.type().isSigned()) {
                        all.add(new BitRuns.Run(r, base + there[v % block * bits + Math.min(b, bits - 1)], 1, at, b >= bits));
                    }
                }
            }
        }
    }

    /**
     * Moves some rows of so many columns; several threads may at once.
     *
     * @param rows    whole boxes
     * @param source  the rows, and at least 7 bytes more
     * @param panel   where the boxes go, from its first byte on
     * @throws IllegalArgumentException if rows or columns are no whole boxes
     */
    public void run(MemorySegment source, MemorySegment panel, long rows, long columns) {
        to.check(rows, columns);
        if (components.isPresent()) {
            looked(components.get(), source, panel, rows, columns);
            return;
        }
        long bytes = rowBytes(columns);
        for (long row = 0, box = 0; row < rows; row += to.rows()) {
            for (long c = 0; c < columns; c += to.columns()) {
                box(source, row * bytes + rowBytes(c), bytes, panel, box++ * to.bytes());
            }
        }
    }

    /** Bytes of a row of so many columns. */
    private long rowBytes(long columns) {
        return columns / from.columns() * from.bytes();
    }

    /** The rows of a box at a time, so that they stay in a cache. */
    private void looked(ComponentBlocks vectors, MemorySegment source, MemorySegment panel, long rows, long columns) {
        long blocks = to.columns() / from.columns();
        long bytes = blocks * vectors.format().bytes();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment made = arena.allocate(to.rows() * bytes + Long.BYTES, Long.BYTES);
            for (long row = 0, box = 0; row < rows; row += to.rows()) {
                for (long c = 0; c < columns; c += to.columns()) {
                    for (long r = 0; r < to.rows(); r++) {
                        vectors.write(source, (row + r) * rowBytes(columns) + rowBytes(c), made, r * bytes, blocks);
                    }
                    box(made, 0, bytes, panel, box++ * to.bytes());
                }
            }
        }
    }

    private void box(MemorySegment source, long begin, long rowBytes, MemorySegment panel, long at) {
        for (int w = 0; w < runs.words(); w++) {
            panel.set(WORD, at + (long) w * Integer.BYTES, runs.word(source, begin, rowBytes, w));
        }
    }
}
