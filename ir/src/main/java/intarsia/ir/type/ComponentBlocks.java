package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Blocks whose codes select vectors of few integers ({@link SmallComponents}) as blocks with a number a code: first the bytes of the block as they are, then of each vector its components.
 * The tables in which vectors are looked up are made once.
 */
final class ComponentBlocks {
    private static final ValueLayout.OfLong ANY = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private final BlockFormat from;
    private final BlockFormat to;
    private final List<Vectors> vectors;

    /** The vectors of a field, from a byte of the new blocks on; the stored codes are {@code codes}. */
    private record Vectors(BitRuns codes, int first, int stride, int longs, long[] table) {
        Vectors(SmallComponents c, int first) {
            this(codes(c.field().packing()), first, c.stride(), c.longs(), c.table());
        }

        private static BitRuns codes(Packing p) {
            int[] there = p.bitTable();
            List<BitRuns.Run> runs = new ArrayList<>();
            for (int i = 0; i < there.length; i++) {
                runs.add(new BitRuns.Run(0, there[i], 1, i / p.codeBits() * Integer.SIZE + i % p.codeBits(), false));
            }
            return new BitRuns(runs, p.elements());
        }

        /** A vector's last word may reach over the next one, which comes after it. */
        void write(MemorySegment source, long at, MemorySegment made, long block) {
            for (int v = 0; v < codes.words(); v++) {
                int entry = codes.word(source, at, 0, v) * longs;
                for (int i = 0; i < longs; i++) {
                    made.set(ANY, block + first + (long) v * stride + (long) i * Long.BYTES, table[entry + i]);
                }
            }
        }
    }

    private ComponentBlocks(BlockFormat from, BlockFormat to) {
        this.from = from;
        this.to = to;
        List<Vectors> all = new ArrayList<>();
        int first = from.bytes();
        for (SmallComponents c : components(from)) {
            all.add(new Vectors(c, first));
            first += c.bytes();
        }
        this.vectors = List.copyOf(all);
    }

    /** The blocks of a format that has vectors, all of few integers; nothing of any other. */
    static Optional<ComponentBlocks> of(BlockFormat from) {
        return numbers(from).filter(to -> to != from).map(to -> new ComponentBlocks(from, to));
    }

    /**
     * The format with a number a code: itself where it has no vectors, nothing where some have other components than few integers, or where zero points that are no integers (IQ1_S, IQ1_M)
     * make floats of them.
     */
    static Optional<BlockFormat> numbers(BlockFormat from) {
        List<SmallComponents> components = components(from);
        long books = from.fields().stream().filter(f -> f.book().isPresent()).count();
        return books == 0 ? Optional.of(from) : components.size() < books || !hasWholeZeros(from) ? Optional.empty() : Optional.of(numbers(from, components));
    }

    private static boolean hasWholeZeros(BlockFormat from) {
        return from.fields(Role.ZERO).stream().allMatch(f -> f.type() instanceof IntType);
    }

    private static List<SmallComponents> components(BlockFormat from) {
        return from.fields(Role.CODE).stream().flatMap(f -> SmallComponents.of(f).stream()).toList();
    }

    private static BlockFormat numbers(BlockFormat from, List<SmallComponents> components) {
        int bytes = from.bytes() + components.stream().mapToInt(SmallComponents::bytes).sum();
        List<Field> fields = new ArrayList<>();
        int first = from.bytes();
        for (Field f : from.fields()) {
            Optional<SmallComponents> c = components.stream().filter(x -> x.field().equals(f)).findFirst();
            fields.add(c.isPresent() ? c.get().placed(first, bytes) : f.withPacking(f.packing().within(0, bytes)));
            first += c.map(SmallComponents::bytes).orElse(0);
        }
        return new BlockFormat(from.name(), from.rows(), from.elements(), bytes, fields, from.fit());
    }

    /** The format that blocks are made of. */
    BlockFormat format() {
        return to;
    }

    /** Makes some blocks that follow one another; up to 7 bytes behind the old ones are read, and 7 behind the new ones written. */
    void write(MemorySegment source, long at, MemorySegment made, long place, long blocks) {
        for (long b = 0; b < blocks; b++) {
            long block = place + b * to.bytes();
            MemorySegment.copy(source, at + b * from.bytes(), made, block, from.bytes());
            for (Vectors v : vectors) {
                v.write(source, at + b * from.bytes(), made, block);
            }
        }
    }
}
