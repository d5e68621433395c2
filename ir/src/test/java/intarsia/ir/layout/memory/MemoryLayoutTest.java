package intarsia.ir.layout.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Symbols;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.Packing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The laws of memory layouts against tables of addresses. The seed is printed and taken back from {@code -Dintarsia.seed}. */
class MemoryLayoutTest {
    private static final int CASES = 4000;
    private static final long SEED = Long.getLong("intarsia.seed", 20_261);

    private SplittableRandom random = new SplittableRandom(SEED);

    @BeforeEach
    void printSeed(TestInfo test) {
        random = new SplittableRandom(SEED);
        System.out.println(test.getDisplayName() + ": -Dintarsia.seed=" + SEED);
    }

    private RandomMemory small() {
        RandomMemory raw;
        do {
            raw = RandomMemory.any(random, random.nextInt(4), 3, random.nextInt(1, 9));
        } while (Arrays.stream(raw.shape()).reduce(1, (a, b) -> a * b) > 200);
        return raw;
    }

    private static String table(RandomMemory raw) {
        StringBuilder out = new StringBuilder(Arrays.toString(raw.shape())).append(raw.bits()).append(':').append(raw.size());
        for (int[] x : RandomMemory.indices(raw.shape())) out.append(' ').append(raw.address(x));
        return out.toString();
    }

    private static long at(MemoryLayout l, int... x) {
        return l.address(Symbols.NONE, RandomMemory.longs(x));
    }

    @Test
    void equalTablesAndEqualLayoutsAreTheSame() {
        Map<String, MemoryLayout> byTable = new HashMap<>();
        Map<MemoryLayout, String> byLayout = new HashMap<>();
        for (int i = 0; i < CASES; i++) {
            // Few digits and strides, so that many maps come up more than once.
            List<List<long[]>> dims = new ArrayList<>();
            for (int d = random.nextInt(1, 3); d > 0; d--) {
                List<long[]> dim = new ArrayList<>();
                for (int k = random.nextInt(4); k > 0; k--) dim.add(new long[] {random.nextInt(1, 4), random.nextInt(-1, 5)});
                dims.add(dim);
            }
            RandomMemory raw = new RandomMemory(1, dims, random.nextInt(2), 16);
            String table = table(raw);
            MemoryLayout l = raw.layout();
            assertEquals(byTable.computeIfAbsent(table, _ -> l), l, table);
            assertEquals(byLayout.computeIfAbsent(l, _ -> table), table, () -> "two maps for " + l);
            assertEquals(byTable.getOrDefault(table, l).hashCode(), l.hashCode());
        }
        assertTrue(byTable.size() > 300 && byTable.size() < CASES, "distinct maps: " + byTable.size());
    }

    @Test
    void addressesAreThoseOfTheDefinitionAndTextRoundTrips() {
        for (int i = 0; i < CASES; i++) {
            RandomMemory raw = small();
            MemoryLayout l = raw.layout();
            for (int[] x : RandomMemory.indices(raw.shape())) assertEquals(raw.address(x), at(l, x), l::toString);
            assertEquals(l, MemoryLayout.parse(l.toString()), l::toString);
            assertEquals(l.toString(), MemoryLayout.parse(l.toString()).toString());
        }
    }

    @Test
    void productPutsAnInnerTileInPlaceOfEachElement() {
        for (int i = 0; i < CASES; i++) {
            RandomMemory a = RandomMemory.any(random, 2, 2, random.nextInt(1, 5));
            RandomMemory b = RandomMemory.any(random, 2, 1, 8);
            RandomMemory c = RandomMemory.any(random, random.nextInt(3), 2, 3);
            MemoryLayout product = a.layout().times(b.layout());
            for (int k = 0; k < 8; k++) {
                int[] y = Arrays.stream(a.shape()).map(random::nextInt).toArray();
                int[] z = Arrays.stream(b.shape()).map(random::nextInt).toArray();
                int[] x = {y[0] * b.shape()[0] + z[0], y[1] * b.shape()[1] + z[1]};
                assertEquals(a.address(y) / a.bits() * b.size() + b.address(z), at(product, x), product::toString);
            }
            assertEquals(product.times(c.layout()), a.layout().times(b.layout().times(c.layout())));
        }
    }

    @Test
    void permuteMovesEveryElement() {
        for (int i = 0; i < CASES; i++) {
            RandomMemory raw = small();
            int[] order = order(raw.dims().size());
            MemoryLayout p = raw.layout().permute(order);
            for (int[] x : RandomMemory.indices(raw.shape())) {
                assertEquals(raw.address(x), at(p, Arrays.stream(order).map(d -> x[d]).toArray()));
            }
        }
    }

    private int[] order(int rank) {
        int[] order = new int[rank];
        for (int i = 0; i < rank; i++) {
            int j = random.nextInt(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }

    @Test
    void reshapeKeepsTheRowMajorIndexOrNoDigitsGiveIt() {
        int done = 0;
        for (int i = 0; i < CASES; i++) {
            RandomMemory raw = small();
            MemoryLayout l = raw.layout();
            int[] shape = split(Arrays.stream(raw.shape()).reduce(1, (a, b) -> a * b));
            var from = RandomMemory.indices(raw.shape());
            var to = RandomMemory.indices(shape);
            switch (l.reshape(Arrays.stream(shape).mapToObj(Expr::of).toList())) {
                case Possible.Done<MemoryLayout>(MemoryLayout r) -> {
                    done++;
                    for (int e = 0; e < from.size(); e++) assertEquals(raw.address(from.get(e)), at(r, to.get(e)), l::toString);
                    assertEquals(l, r.reshape(l.shape()).orThrow());
                }
                case Possible.Refused<MemoryLayout> r ->
                    assertTrue(noDigits(shape, e -> raw.address(from.get(e))), () -> l + " to " + Arrays.toString(shape) + ": " + r.reason());
            }
        }
        assertTrue(done > CASES / 2 && done < CASES, "reshapes done: " + done);
    }

    private interface Table {
        long at(int element);
    }

    /** Whether the table is no sum over the dimensions of functions that digits give. */
    private static boolean noDigits(int[] shape, Table table) {
        var all = RandomMemory.indices(shape);
        int[] strides = new int[shape.length];
        int n = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = n;
            n *= shape[d];
        }
        for (int e = 0; e < all.size(); e++) {
            long sum = table.at(0);
            for (int d = 0; d < shape.length; d++) sum += table.at(all.get(e)[d] * strides[d]) - table.at(0);
            if (sum != table.at(e)) return true;
        }
        for (int d = 0; d < shape.length; d++) {
            int stride = strides[d];
            if (!anyDigits(shape[d], x -> table.at(x * stride) - table.at(0))) return true;
        }
        return false;
    }

    /** Whether some factorisation, tried one after another, has digits with these offsets. */
    private static boolean anyDigits(int n, Table offset) {
        return below(1, n, offset);
    }

    private static boolean below(int weight, int n, Table offset) {
        if (weight == n) return true;
        for (int e = 2; e * weight <= n; e++) {
            boolean fits = n % (e * weight) == 0;
            for (int x = 0; fits && x < e * weight; x++) {
                fits = offset.at(x) == offset.at(x % weight) + x / weight * offset.at(weight);
            }
            if (fits && below(e * weight, n, offset)) return true;
        }
        return false;
    }

    private int[] split(int elements) {
        var out = new ArrayList<Integer>();
        int rest = elements;
        for (int f = 2; f <= rest; f++) {
            while (rest % f == 0) {
                rest /= f;
                int at = random.nextInt(out.size() + 1);
                if (at == out.size()) out.add(f);
                else out.set(at, out.get(at) * f);
            }
        }
        return out.stream().mapToInt(e -> e).toArray();
    }

    @Test
    void aTileAtSymbolicOffsetsLiesWhereItsElementsLieForAllOffsetsThatFit() {
        int done = 0;
        for (int i = 0; i < CASES; i++) {
            RandomMemory raw = small();
            int rank = raw.dims().size();
            long[] step = new long[rank];
            long[] plus = new long[rank];
            Facts facts = Facts.NONE;
            List<Expr> offsets = new ArrayList<>();
            List<Integer> shape = new ArrayList<>();
            for (int d = 0; d < rank; d++) {
                int n = raw.shape()[d];
                shape.add(divisorOf(n));
                step[d] = divisorOf(n);
                plus[d] = random.nextBoolean() ? random.nextInt((int) step[d]) : 0;
                offsets.add(Expr.sym("o" + d).plus(plus[d]));
                facts = facts.divides(step[d], "o" + d);
            }
            if (raw.layout().tile(offsets, shape, facts) instanceof Possible.Done<MemoryLayout>(MemoryLayout tile)) {
                done++;
                for (int k = 0; k < 4; k++) checkTile(raw, tile, step, plus, shape);
            }
        }
        assertTrue(done > CASES / 4 && done < CASES, "tiles done: " + done);
    }

    private void checkTile(RandomMemory raw, MemoryLayout tile, long[] step, long[] plus, List<Integer> shape) {
        Map<String, Long> values = new HashMap<>();
        int[] start = new int[step.length];
        for (int d = 0; d < step.length; d++) {
            long o = step[d] * random.nextInt((int) (raw.shape()[d] / step[d]));
            values.put("o" + d, o);
            start[d] = (int) (o + plus[d]);
            if (start[d] + shape.get(d) > raw.shape()[d]) return;
        }
        for (int[] x : RandomMemory.indices(shape.stream().mapToInt(e -> e).toArray())) {
            int[] at = new int[x.length];
            Arrays.setAll(at, d -> start[d] + x[d]);
            assertEquals(raw.address(at), tile.address(Symbols.of(values), RandomMemory.longs(x)), () -> raw.layout() + " tile " + tile + values);
        }
    }

    private int divisorOf(int n) {
        int d = random.nextInt(1, n + 1);
        return n % d == 0 ? d : 1;
    }

    @Test
    void aTileOfNumbersIsRefusedOnlyWhereItCrossesADigit() {
        int refused = 0;
        for (int i = 0; i < CASES; i++) {
            RandomMemory raw = RandomMemory.any(random, 1, 3, 1);
            int n = raw.shape()[0];
            int extent = random.nextInt(1, n + 1);
            int from = random.nextInt(n - extent + 1);
            if (raw.layout().tile(List.of(Expr.of(from)), List.of(extent), Facts.NONE) instanceof Possible.Refused<MemoryLayout> r) {
                refused++;
                assertTrue(r.reason().contains("dimension 0 crosses") && crosses(raw.layout().digits(0), from, extent), r.reason());
            } else {
                assertTrue(!crosses(raw.layout().digits(0), from, extent), () -> raw.layout() + " from " + from + ", " + extent);
            }
        }
        assertTrue(refused > 100, "refused: " + refused);
    }

    /** Whether a run starts or ends inside of a round of a digit, and goes on into another. */
    private static boolean crosses(List<MemoryDigit> digits, int from, int extent) {
        int weight = 1;
        for (int i = digits.size() - 1; i > 0; i--) {
            weight *= (int) digits.get(i).count();
            boolean whole = from % weight == 0 && extent % weight == 0;
            if (!whole && from / weight != (from + extent - 1) / weight) return true;
        }
        return false;
    }

    @Test
    void constructorsSayTheUsualOrders() {
        assertEquals("8 bits [4:80, 10:8] base 0 size 320", MemoryLayout.rowMajor(8, 4, 10).toString());
        assertEquals("8 bits [4:8, 10:32] base 0 size 320", MemoryLayout.columnMajor(8, 4, 10).toString());
        // Rows of 10 padded to 12: a product whose inner part is a padded row.
        MemoryLayout row = MemoryLayout.rowMajor(8, 10).padded(Expr.of(96));
        assertEquals("8 bits [4:96, 10:8] base 0 size 384", MemoryLayout.rowMajor(1, 4, 1).times(row).toString());
        // Tiles of 2 x 2 one after another, the rows of tiles first.
        assertEquals("8 bits [2:128 2:16, 4:32 2:8] base 0 size 256", MemoryLayout.rowMajor(8, 2, 4).times(MemoryLayout.rowMajor(8, 2, 2)).toString());
        assertEquals("8 bits [3:0, 4:8] base 0 size 32", MemoryLayout.rowMajor(8, 4).repeated(3).toString());
    }

    @Test
    void symbolsFuseWhereTheirProductsAgree() {
        Expr n = Expr.sym("n");
        assertEquals("32 bits [m:(n * 32), n:32] base 0 size ((m * n) * 32)", MemoryLayout.rowMajor(32, List.of(Expr.sym("m"), n)).toString());
        MemoryLayout cut = MemoryLayout.parse("4 bits [m:(n * 4), (n / 64):256 2:128 32:4] base (n * 8) size (n * (m * 4))");
        assertEquals("4 bits [m:(n * 4), ((n / 64) * 64):4] base (n * 8) size ((m * n) * 4)", cut.toString());
        assertEquals(cut, MemoryLayout.parse(cut.toString()));
        MemoryLayout flat = MemoryLayout.rowMajor(32, List.of(n.times(4), Expr.of(8))).reshape(List.of(n, Expr.of(2), Expr.of(16))).orThrow();
        assertEquals("32 bits [n:1024, 2:512, 16:32] base 0 size (n * 1024)", flat.toString());
        var e = assertThrows(IllegalArgumentException.class, () -> MemoryLayout.parse("4 bits [2:64 n:4] base 0 size 1"));
        assertTrue(String.valueOf(e.getMessage()).contains("only a dimension's most significant digit"), e::getMessage);
        assertThrows(IllegalArgumentException.class, () -> MemoryLayout.parse("4 bits [2:64"));
        assertThrows(IllegalArgumentException.class, () -> MemoryLayout.parse("4 bits [2;64] base 0 size 1"));
        assertThrows(IndexOutOfBoundsException.class, () -> MemoryLayout.rowMajor(8, 4).address(4));
    }

    @Test
    void congruencesHoldForEveryValueOfTheSymbols() {
        for (int i = 0; i < CASES; i++) {
            Expr e = expr(4);
            Facts facts = Facts.NONE;
            Map<String, Congruence> known = Map.of("a", new Congruence(random.nextInt(12), random.nextInt(9)), "b",
                    Congruence.multipleOf(random.nextInt(1, 40)));
            for (var k : known.entrySet()) facts = facts.with(k.getKey(), k.getValue());
            Congruence c = facts.of(e);
            for (int k = 0; k < 5; k++) {
                Map<String, Long> values = new HashMap<>();
                known.forEach((name, f) -> values.put(name, f.residue() + f.modulus() * random.nextInt(6)));
                values.put("c", (long) random.nextInt(50));
                long value = e.eval(Symbols.of(values));
                assertTrue(c.holds(value), () -> e + " = " + value + " is not " + c + " with " + values);
                assertEquals(value, Polynomial.normal(e).eval(Symbols.of(values)), () -> e + " and " + Polynomial.normal(e) + " with " + values);
            }
        }
    }

    private Expr expr(int depth) {
        if (depth == 0 || random.nextInt(5) == 0) {
            return random.nextInt(3) == 0 ? Expr.of(random.nextInt(40)) : Expr.sym(String.valueOf((char) ('a' + random.nextInt(3))));
        }
        Expr.Kind kind = Expr.Kind.values()[random.nextInt(Expr.Kind.values().length)];
        boolean positive = kind == Expr.Kind.DIV || kind == Expr.Kind.MOD || kind == Expr.Kind.CEILDIV;
        return Expr.bin(kind, expr(depth - 1), positive ? Expr.of(random.nextInt(1, 33)) : expr(depth - 1));
    }

    @Test
    void fieldsOfEveryNamedFormatLieWhereTheirPackingsSay() {
        List<String> names = new ArrayList<>(BlockFormat.named().stream().map(BlockFormat::name).toList());
        names.addAll(List.of("mx_f4e2m1", "nv_f4e2m1", "mx_f6e3m2", "nf4_double", "u4g32_sf16", "u3g64_sf16", "u5g32_sf16_zu8"));
        int slices = 0;
        int refused = 0;
        for (String name : names) {
            if (!(Format.parse(name) instanceof BlockFormat f)) throw new AssertionError(name);
            for (Field field : f.fields()) {
                switch (BufferLayout.of(BufferType.of(f, List.of(Expr.of(3L * f.rows()), Expr.of(2L * f.columns()))), field.name())) {
                    case Possible.Done<List<CodeSlice>>(List<CodeSlice> all) -> slices += checkField(f, field, all);
                    case Possible.Refused<List<CodeSlice>>(String reason) -> {
                        refused++;
                        assertTrue(reason.contains("no digits"), reason);
                    }
                }
            }
        }
        System.out.println("slices " + slices + ", fields refused " + refused);
        assertTrue(slices > 60 && refused < 20, slices + " slices, " + refused + " refused");
    }

    private static int checkField(BlockFormat f, Field field, List<CodeSlice> slices) {
        Packing p = field.packing();
        int bits = 0;
        for (CodeSlice s : slices) {
            assertEquals(bits, s.firstBit());
            bits += s.layout().bits();
            int[] shape = s.layout().counts();
            int rowStep = f.rowStep(field);
            int columnStep = f.columnStep(field);
            assertEquals(3 * f.rows() / rowStep, shape[0]);
            assertEquals(2 * f.columns() / columnStep, shape[1]);
            int most = f.elements() > 10_000 ? 300 : Integer.MAX_VALUE;
            for (int r = 0; r < Math.min(most, shape[0]); r++) {
                for (int c = 0; c < Math.min(most, shape[1]); c++) {
                    long stored = f.stored((long) r * rowStep, (long) c * columnStep, 2L * f.columns());
                    int value = field.index().value((int) (stored % f.elements()));
                    long want = stored / f.elements() * 8 * f.bytes() + bit(p, value, s.firstBit());
                    assertEquals(want, at(s.layout(), r, c), () -> f.name() + "." + field.name() + " " + s);
                }
            }
        }
        assertEquals(p.codeBits(), bits);
        return slices.size();
    }

    private static long bit(Packing p, int value, int bit) {
        return p.isRun() ? p.firstAddress() + (long) value * p.codeBits() + bit : p.bitTable()[value * p.codeBits() + bit];
    }

    @Test
    void aBufferOfElementsLiesAtItsStrides() {
        Expr n = Expr.sym("n");
        BufferType type = new BufferType(DType.F32, List.of(Expr.of(4), n), List.of(n.times(2), Expr.Const.ONE), Expr.of(3), Optional.empty());
        assertEquals("32 bits [4:(n * 64), n:32] base 96 size (n * 224)", BufferLayout.of(type, TileOp.VALUE).orThrow().getFirst().layout().toString());
        assertThrows(IllegalArgumentException.class, () -> BufferLayout.of(type, "code"));
    }
}
