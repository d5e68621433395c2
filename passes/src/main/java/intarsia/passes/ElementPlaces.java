package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Divisors;
import intarsia.ir.Expr;
import intarsia.ir.layout.memory.Congruence;
import intarsia.ir.type.BlockFormat;
import intarsia.passes.layout.Placement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Where a slice of each element of a tile lies, but for what all elements share: what is known of a load or store before its layout is.
 *
 * @param width  bits of the slice
 * @param bit    of each element, row-major
 * @param step   a number that two elements share just when strides known at launch only do not put them apart
 * @param shared bits that divide what all share; 0 where that is nothing
 * @param rooms  of each guarded dimension, a number that divides how many elements from the tile's first on are inside
 */
record ElementPlaces(int width, long[] bit, int[] step, long shared, List<Long> rooms) {
    private static final int BYTE = 8;

    /** By what is known of the offsets of an access. */
    static ElementPlaces of(TileAccess a, Where w, OffsetFacts facts) {
        return new Origin(a, w, facts).places();
    }

    /** Whether others differ by one number for all elements, a multiple of what is known to divide what all share: then a plan of these is one of those. */
    boolean agree(ElementPlaces others) {
        long by = others.bit[0] - bit[0];
        for (int e = 0; e < bit.length; e++) {
            if (others.bit[e] - bit[e] != by) {
                return false;
            }
        }
        return (shared == 0 ? by == 0 : by % shared == 0) && Arrays.equals(step, others.step);
    }

    /** Numbers equal lists alike. */
    static int[] numbered(List<List<Integer>> steps) {
        Map<List<Integer>, Integer> known = new HashMap<>();
        return steps.stream().mapToInt(s -> known.computeIfAbsent(s, _ -> known.size())).toArray();
    }

    /** Where a tile begins, as far as it is known. */
    private static final class Origin {
        private final TileAccess a;
        private final BufferType buffer;
        private final Where w;
        private final int last;
        private final int rowDim;
        private final List<Congruence> offsets;
        private final OffsetFacts facts;
        private final int firstRow;
        private final int[] shape;
        private final Expr[] strides;
        private long constant;
        private long shared;

        Origin(TileAccess a, Where w, OffsetFacts facts) {
            this.a = a;
            this.buffer = a.buffer();
            this.w = w;
            this.last = buffer.rank() - 1;
            this.shape = a.tile().dims();
            this.rowDim = BaseAddress.rowDim(buffer);
            this.facts = facts;
            this.offsets = a.offsets().stream().map(facts::of).toList();
            this.firstRow = rowDim < 0 ? 0 : (int) Math.floorMod(offsets.get(rowDim).residue(), Divisors.gcd(offsets.get(rowDim).modulus(), w.rows()));
            this.strides = IntStream.rangeClosed(0, last).mapToObj(this::stride).toArray(Expr[]::new);
        }

        ElementPlaces places() {
            base();
            for (int d = 0; d <= last; d++) {
                along(d);
            }
            int n = a.tile().size();
            List<List<Integer>> steps = IntStream.range(0, n).mapToObj(this::symbolicSteps).toList();
            List<Long> rooms = IntStream.range(0, a.guard().size()).mapToObj(this::room).toList();
            return new ElementPlaces(w.elem().bits(), IntStream.range(0, n).mapToLong(this::bit).toArray(), numbered(steps), shared, rooms);
        }

        private void base() {
            Expr at = buffer.format() instanceof BlockFormat f ? buffer.offset().div(f.elements()).times((long) BYTE * f.bytes())
                    : buffer.offset().times(buffer.unitBits());
            add(at, Congruence.exactly(1));
        }

        /** So many steps of a stride are added. */
        private void add(Expr stride, Congruence times) {
            if (stride instanceof Expr.Const(long n)) {
                constant += times.modulus() == 0 ? times.residue() * n : 0;
                shared = Divisors.gcd(shared, times.modulus() == 0 ? 0 : OffsetFacts.times(times.divisor(), Math.abs(n)));
            } else {
                shared = Divisors.gcd(shared, OffsetFacts.times(times.divisor(), Math.abs(Factored.of(stride).factor())));
            }
        }

        private void along(int d) {
            Congruence offset = offsets.get(d);
            if (d == rowDim) {
                shared = Divisors.gcd(shared, offset.modulus() % w.rows() == 0 ? 0 : BYTE);
                add(strides[d], offset.modulus() % w.rows() == 0 ? offset.floorDiv(w.rows()) : Congruence.ANY);
            } else if (d < last || w.period() == 1) {
                add(strides[d], offset);
            } else {
                shared = Divisors.gcd(shared, inBlocks(offset));
            }
            int j = a.dims().indexOf(d);
            if (j >= 0 && a.tile().shape().get(j) > 1 && !number(d)) {
                shared = Divisors.gcd(shared, Math.abs(Factored.of(strides[d]).factor()));
            }
        }

        /** What divides the moving part of the last offset, in steps after which places repeat. */
        private long inBlocks(Congruence offset) {
            if (offset.modulus() % w.period() == 0) {
                return OffsetFacts.times(offset.modulus() / w.period(), w.periodBits());
            }
            int part = w.part();
            long common = Divisors.gcd(offset.modulus(), w.period());
            return common % part == 0 ? Divisors.gcd(w.periodBits(), common / part * w.partBits(part)) : BYTE;
        }

        private Expr stride(int d) {
            return d == rowDim ? Where.boxRowBits(buffer, (BlockFormat) buffer.format()) : d == last ? w.lastStrideBits(buffer) : Where.strideBits(buffer, d);
        }

        private boolean number(int d) {
            return d == last && w.period() != 1 || strides[d].isConst();
        }

        private int coordinate(int element, int j) {
            return Placement.coordinate(element, shape, j);
        }

        /** How many steps of its stride a coordinate makes: of boxes where it counts their rows. */
        private int step(int d, int x) {
            return d == rowDim ? (firstRow + x) / w.rows() : x;
        }

        private long bit(int element) {
            long sum = constant;
            int row = firstRow;
            long column = last >= 0 && w.period() != 1 ? offsets.get(last).residue() : 0;
            for (int j = 0; j < a.dims().size(); j++) {
                int d = a.dims().get(j);
                int x = coordinate(element, j);
                row = d == rowDim ? (firstRow + x) % w.rows() : row;
                column += d == last && w.period() != 1 ? x : 0;
                sum += d == last && w.period() != 1 ? 0 : strides[d] instanceof Expr.Const(long n) ? step(d, x) * n : 0;
            }
            return sum + (w.period() == 1 ? w.bit(row, 0) : w.bit(row, column));
        }

        private List<Integer> symbolicSteps(int element) {
            List<Integer> steps = new ArrayList<>();
            for (int j = 0; j < a.dims().size(); j++) {
                if (!number(a.dims().get(j))) {
                    steps.add(step(a.dims().get(j), coordinate(element, j)));
                }
            }
            return steps;
        }

        private long room(int i) {
            Congruence offset = offsets.get(a.dims().get(a.guard().get(i)));
            return facts.of(a.limits().get(i)).plus(offset.times(Congruence.exactly(-1))).divisor();
        }
    }

    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bit);
    }
}
