package intarsia.tests.corpus;

import static intarsia.tests.corpus.ElementwiseMatrixTest.write;

import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.AtomicOp;
import intarsia.ir.ReduceOp;
import intarsia.ir.SortOp;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.check.Distribution;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every op that moves elements, over shapes that divide the lanes and shapes that do not. */
class ShapeMatrixTest {
    private static final int[][] SHAPES = {{7, 5}, {16, 3}, {3, 16}, {4, 8}, {1, 9}, {9, 1}, {33}, {1}, {2, 3, 5}, {4, 4, 2}, {64, 2}, {12, 10}};
    private static final List<DType> TYPES = List.of(DType.F32, DType.I32, DType.parse("u1"), DType.parse("i3"), DType.parse("u8"), DType.F16,
            DType.parse("u32"));

    private static String text(int[] shape) {
        return Arrays.toString(shape);
    }

    @Test
    void reductions() {
        Cells cells = new Cells("reductions");
        for (int[] shape : SHAPES) {
            for (DType d : TYPES) {
                for (ReduceOp op : ReduceOp.values()) {
                    for (int dim = 0; dim < shape.length && combines(op, d); dim++) {
                        int along = dim;
                        Distribution kind = numbers(op);
                        cells.cell(op + " " + d + text(shape) + " along " + dim, kind, k -> write(k, d, shape, (a, _) -> a.reduce(op, along)));
                    }
                }
            }
        }
        cells.done();
    }

    private static boolean combines(ReduceOp op, DType d) {
        boolean adds = op == ReduceOp.SUM || op == ReduceOp.PROD;
        return !(adds && d.equals(DType.U1)) && !(op.bitwise() && d.isFloat());
    }

    private static Distribution numbers(ReduceOp op) {
        return op == ReduceOp.PROD ? Distribution.POSITIVE : op == ReduceOp.SUM ? Distribution.CHANNEL : Distribution.EXTREME;
    }

    @Test
    void scans() {
        Cells cells = new Cells("scans");
        for (int[] shape : SHAPES) {
            for (DType d : TYPES) {
                for (ReduceOp op : ReduceOp.values()) {
                    for (int dim = 0; dim < shape.length && combines(op, d); dim++) {
                        int along = dim;
                        cells.cell("scan by " + op + " " + d + text(shape) + " along " + dim, numbers(op), k -> write(k, d, shape, (a, _) -> a.scan(op, along)));
                    }
                }
            }
        }
        cells.done();
    }

    @Test
    void sorts() {
        Cells cells = new Cells("sorts");
        for (int[] shape : SHAPES) {
            for (DType d : TYPES) {
                for (SortOp op : SortOp.values()) {
                    for (int dim = 0; dim < shape.length; dim++) {
                        int along = dim;
                        cells.cell(op.text() + " " + d + text(shape) + " along " + dim, Distribution.EXTREME, k -> write(k, d, shape, (a, _) -> a.sort(op, along)));
                    }
                }
            }
        }
        cells.done();
    }

    @Test
    void placesOfTheLargest() {
        Cells cells = new Cells("places of the largest");
        for (int[] shape : SHAPES) {
            for (DType d : List.of(DType.F32, DType.I32, DType.parse("u8"))) {
                for (int dim = 0; dim < shape.length; dim++) {
                    int along = dim;
                    cells.cell("arg-max of " + d + text(shape) + " along " + dim, Distribution.CHANNEL, k -> write(k, d, shape, (a, _) -> a.argMax(along)));
                    cells.cell("any below the next of " + d + text(shape) + " along " + dim, Distribution.CHANNEL, k -> write(k, d, shape,
                            (a, b) -> a.lt(b).any(along).tile().cast(DType.I32).plus(b.le(a).all(along).tile().cast(DType.I32))));
                }
            }
        }
        cells.done();
    }

    @Test
    void reductionsOfWhatIsTheSameEverywhere() {
        Cells cells = new Cells("reductions of constants");
        for (int[] shape : SHAPES) {
            for (ReduceOp op : ReduceOp.values()) {
                for (int dim = 0; dim < shape.length; dim++) {
                    int along = dim;
                    cells.cell(op + " of a constant" + text(shape) + " along " + dim, Distribution.ORDINARY,
                            k -> write(k, DType.I32, shape, (_, _) -> k.full(DType.I32, 3, shape).reduce(op, along)));
                    cells.cell(op + " of a broadcast" + text(shape) + " along " + dim, Distribution.ORDINARY, k -> write(k, DType.I32, shape, (a, _) ->
                            a.reduce(ReduceOp.MAX, along).broadcast(shape).reduce(op, along)));
                }
            }
        }
        cells.done();
    }

    @Test
    void reductionsOfAllDimensionsAndItems() {
        Cells cells = new Cells("reductions to one item");
        for (int[] shape : SHAPES) {
            for (DType d : TYPES) {
                cells.cell("item of max " + d + text(shape), Distribution.ORDINARY, k -> write(k, d, shape, (a, _) -> {
                    Tile t = a;
                    for (int dim = 0; dim < shape.length; dim++) {
                        t = t.reduce(ReduceOp.MAX, dim);
                    }
                    return (d.equals(DType.F16) ? t.cast(DType.F32) : t).item().fill(3);
                }));
            }
        }
        cells.done();
    }

    @Test
    void transposes() {
        Cells cells = new Cells("transposes");
        int[][] perms = {{1, 0}, {0, 1}, {2, 0, 1}, {1, 0, 2}, {0, 2, 1}, {2, 1, 0}, {0}};
        for (int[] shape : SHAPES) {
            for (int[] perm : perms) {
                for (DType d : perm.length == shape.length ? TYPES : List.<DType>of()) {
                    cells.cell("transpose " + text(perm) + " of " + d + text(shape), Distribution.ORDINARY,
                            k -> write(k, d, shape, (a, b) -> d.equals(DType.U1) ? a.transpose(perm) : a.transpose(perm).min(b.transpose(perm))));
                }
            }
        }
        cells.done();
    }

    @Test
    void reshapes() {
        Cells cells = new Cells("reshapes");
        for (int[] from : SHAPES) {
            for (int[] to : SHAPES) {
                int n = Arrays.stream(from).reduce(1, (x, y) -> x * y);
                boolean fits = n == Arrays.stream(to).reduce(1, (x, y) -> x * y);
                for (DType d : fits ? TYPES : List.<DType>of()) {
                    cells.cell("reshape of " + d + text(from) + " to " + text(to), Distribution.ORDINARY, k -> write(k, d, from, (a, _) -> a.reshape(to)));
                }
            }
            int n = Arrays.stream(from).reduce(1, (x, y) -> x * y);
            cells.cell("reshape of " + text(from) + " flat", Distribution.ORDINARY, k -> write(k, DType.F32, from, (a, _) -> a.reshape(n)));
            cells.cell("reshape of " + text(from) + " to a column", Distribution.ORDINARY, k -> write(k, DType.F32, from, (a, _) -> a.reshape(n, 1)));
        }
        cells.done();
    }

    @Test
    void broadcasts() {
        Cells cells = new Cells("broadcasts");
        int[][][] pairs = {{{1, 5}, {7, 5}}, {{7, 1}, {7, 5}}, {{1}, {37}}, {{}, {7, 5}}, {{1, 1}, {16, 3}}, {{16, 1}, {16, 3}}, {{1, 16}, {3, 16}},
            {{2, 1, 5}, {2, 3, 5}}, {{1, 3, 1}, {2, 3, 5}}, {{4, 1}, {4, 8}}, {{1, 8}, {4, 8}}, {{5}, {7, 5}}};
        for (int[][] pair : pairs) {
            for (DType d : TYPES) {
                cells.cell("broadcast of " + d + text(pair[0]) + " to " + text(pair[1]), Distribution.ORDINARY,
                        k -> write(k, d, pair[0], (a, _) -> a.broadcast(pair[1])));
            }
        }
        cells.done();
    }

    @Test
    void iotas() {
        Cells cells = new Cells("iotas");
        for (int[] shape : SHAPES) {
            for (int dim = 0; dim < shape.length; dim++) {
                int along = dim;
                cells.cell("iota " + text(shape) + " along " + dim, Distribution.ORDINARY, k -> write(k, DType.I32, shape, (a, _) -> a.plus(k.iota(along, shape))));
                cells.cell("iota alone " + text(shape) + " along " + dim, Distribution.ORDINARY, k -> write(k, DType.I32, shape, (_, _) -> k.iota(along, shape)));
            }
        }
        cells.done();
    }

    @Test
    void lookups() {
        Cells cells = new Cells("lookups");
        for (int[] shape : SHAPES) {
            for (DType table : TYPES) {
                for (int bits : new int[] {1, 2, 4, 6}) {
                    // The index tile is read through b's parameter; its type is given by a cast that cannot leave the table.
                    cells.cell("lookup of " + table + " by u" + bits + " " + text(shape), Distribution.ORDINARY, k -> {
                        intarsia.dsl.Global t = k.in("t", table, intarsia.dsl.Size.of(1 << bits));
                        write(k, new IntType(bits, false), shape, (a, _) -> t.at(k.index(0)).load(1 << bits).lookup(a));
                    });
                }
            }
        }
        cells.done();
    }

    @Test
    void elementsAtIndices() {
        Cells cells = new Cells("elements at indices");
        for (int[] shape : SHAPES) {
            for (DType d : List.of(DType.F32, DType.I32, DType.parse("u1"), DType.parse("i2"), DType.parse("u4"), DType.parse("i8"), DType.F16, DType.parse("u32"))) {
                // Random indices of 5 bits and of 32: of 13 elements some, of 3 rows hardly any.
                cells.cell("elements of " + d + text(shape), Distribution.ORDINARY, k -> {
                    intarsia.dsl.Global t = k.in("t", d, intarsia.dsl.Size.of(13));
                    write(k, new IntType(5, true), shape, (a, _) -> t.elements(a).load());
                });
                cells.cell("elements of a matrix of " + d + text(shape), Distribution.ORDINARY, k -> {
                    intarsia.dsl.Global t = k.in("t", d, intarsia.dsl.Size.of(5), intarsia.dsl.Size.of(9));
                    write(k, new IntType(3, false), shape, (a, b) -> t.elements(a, b).where(a.lt(b)).load());
                });
            }
        }
        cells.done();
    }

    @Test
    void storesAtIndices() {
        Cells cells = new Cells("stores at indices");
        for (int[] shape : SHAPES) {
            int n = Arrays.stream(shape).reduce(1, (x, y) -> x * y);
            for (DType d : List.of(DType.F32, DType.I32, DType.parse("i8"), DType.F16, DType.parse("u16"))) {
                // Backwards, every index once; three of them lie outside.
                cells.cell("store of " + d + text(shape), Distribution.ORDINARY, k -> {
                    intarsia.dsl.Global t = k.inout("t", d, intarsia.dsl.Size.of(n));
                    write(k, d, shape, (a, _) -> {
                        Tile number = k.iota(0, n).reshape(shape);
                        t.elements(number.times(-1).plus(n + 1)).where(number.lt(k.full(DType.I32, n - 1, shape))).store(a);
                        return a;
                    });
                });
            }
        }
        cells.done();
    }

    @Test
    void atomics() {
        Cells cells = new Cells("atomics");
        for (int[] shape : SHAPES) {
            for (DType d : List.of(DType.F32, DType.I32, DType.parse("u32"))) {
                for (AtomicOp op : AtomicOp.values()) {
                    if (d.isFloat() && !op.floats()) continue;
                    Distribution kind = op == AtomicOp.ADD && d.isFloat() ? Distribution.CHANNEL : Distribution.EXTREME;
                    cells.cell(op.text() + " of " + d + text(shape), kind, k -> {
                        intarsia.dsl.Global t = k.inout("t", d, intarsia.dsl.Size.of(7));
                        write(k, d, shape, (a, b) -> {
                            t.elements(b.bits(DType.I32).and(k.full(DType.I32, 7, shape))).atomic(op, a);
                            return a;
                        });
                    });
                    cells.cell(op.text() + " of " + d + text(shape) + " on a region", kind, k -> {
                        intarsia.dsl.Size[] sizes = Arrays.stream(shape).mapToObj(s -> intarsia.dsl.Size.of(s + 1)).toArray(intarsia.dsl.Size[]::new);
                        intarsia.dsl.Global t = k.inout("t", d, sizes);
                        write(k, d, shape, (a, _) -> {
                            t.at(Arrays.stream(shape).mapToObj(s -> k.index(s % 3)).toArray(intarsia.dsl.Scalar[]::new)).atomic(op, a);
                            return a;
                        });
                    });
                }
            }
        }
        cells.done();
    }

    @Test
    void randomWords() {
        Cells cells = new Cells("random words");
        for (int[] shape : SHAPES) {
            for (int which = 0; which < 4; which++) {
                int word = which;
                cells.cell("word " + word + text(shape), Distribution.EXTREME, k -> write(k, DType.I32, shape, (a, b) ->
                        k.philox(List.of(a, b, k.iota(0, shape), a.xor(b)), List.of(k.constant(-5), k.constant(word))).get(word)));
            }
            cells.cell("words by index" + text(shape), Distribution.ORDINARY, k -> write(k, DType.I32, shape, (a, _) ->
                    a.xor(k.random(k.index(-0x1234_5678_9abc_def1L), k.iota(shape.length - 1, shape)))));
        }
        cells.cell("words of scalars", Distribution.ORDINARY, k -> write(k, DType.I32, new int[] {5}, (_, _) ->
                k.philox(List.of(k.full(DType.I32, 1, 5), k.full(DType.I32, 2, 5), k.full(DType.I32, 3, 5), k.full(DType.I32, 4, 5)),
                        List.of(k.constant(7), k.constant(8))).getLast()));
        cells.done();
    }

    /** Random bits as numbers: subnormals, ends and beyond; values that the type holds already; and the words are any. */
    @Test
    void stochasticCasts() {
        Cells cells = new Cells("stochastic casts");
        List<String> types = List.of("f8e4m3fn", "f8e5m2", "f6e3m2", "f6e2m3", "f4e2m1", "f16", "bf16", "i8", "u8", "i16", "u4", "i3", "u2", "u16");
        for (String t : types) {
            for (int[] shape : SHAPES) {
                cells.cell("f32 bits to " + t + text(shape), Distribution.ORDINARY, k -> write(k, DType.I32, shape, (a, b) ->
                        a.bits(DType.F32).castStochastic(DType.parse(t), b)));
                cells.cell("small f32 to " + t + text(shape), Distribution.EXTREME, k -> write(k, DType.F32, shape, (a, b) ->
                        a.castStochastic(DType.parse(t), b.bits(DType.I32).times(0x9E3779B1))));
                cells.cell("numbers to " + t + text(shape), Distribution.ORDINARY, k -> write(k, DType.I32, shape, (a, b) ->
                        a.cast(DType.F32).times(0x1p-26f).castStochastic(DType.parse(t), b)));
                cells.cell("values of " + t + text(shape), Distribution.EXTREME, k -> write(k, DType.parse(t), shape, (a, b) ->
                        a.cast(DType.F32).castStochastic(DType.parse(t), b.cast(DType.F32).bits(DType.I32))));
            }
        }
        cells.done();
    }

    /** Every sign and exponent of f32 with every value of the seven bits below: with none after them, and with others; by the greatest word and by others. */
    @Test
    void stochasticCastsOfTheUpperHalfOfEveryNumber() {
        Cells cells = new Cells("stochastic casts of every upper half");
        int width = 32;
        for (String t : List.of("f8e4m3fn", "f8e5m2", "f6e3m2", "f4e2m1", "f16", "bf16", "i8", "u8", "i16", "u2")) {
            for (int low : new int[] {0, 0x9E37}) {
                for (int word : new int[] {-1, 0x85EB_CA6B}) {
                    cells.cell("to " + t + " with " + low + " by " + word, Distribution.ORDINARY, k -> {
                        intarsia.dsl.Size n = intarsia.dsl.Size.of(1 << 16);
                        intarsia.dsl.Global y = k.out("y", DType.F32, n);
                        intarsia.dsl.Scalar at = k.grid(n.ceilDiv(width)).times(width);
                        Tile i = k.iota(0, width).plus(at.cast(intarsia.ir.ScalarType.I32).fill(width));
                        Tile bits = i.times(1 << 16).or(i.times(low).and(k.full(DType.I32, 0xffff, width)));
                        Tile words = word == -1 ? k.full(DType.I32, -1, width) : i.times(word);
                        y.at(at).store(bits.bits(DType.F32).castStochastic(DType.parse(t), words).cast(DType.F32));
                    });
                }
            }
        }
        cells.done();
    }

    @Test
    void fillsFromScalars() {
        Cells cells = new Cells("fills");
        for (DType d : TYPES) {
            for (long v : new long[] {0, 1, -1, 300, Integer.MAX_VALUE, 1L << 31, (1L << 40) + 12345, -(1L << 33) - 1, (1L << 30) + (1L << 22) + 1}) {
                cells.cell("fill of " + d + " with i64 " + v, Distribution.ORDINARY, k -> write(k, d, new int[] {5}, (_, _) -> fill(k, k.index(v), d, 5)));
                cells.cell("fill of " + d + " with i32 " + v, Distribution.ORDINARY, k -> write(k, d, new int[] {5}, (_, _) -> fill(k, k.constant((int) v), d, 5)));
                cells.cell("fill of " + d + " with f32 " + v, Distribution.ORDINARY, k -> write(k, d, new int[] {5}, (_, _) -> fill(k, k.constant((float) v), d, 5)));
            }
        }
        cells.done();
    }

    private static Tile fill(TileKernel k, intarsia.dsl.Scalar s, DType d, int... shape) {
        return k.wrap(k.emit(_ -> new TileOp.Fill(s.value(), TileType.of(d, shape))).getFirst());
    }

    @Test
    void dots() {
        Cells cells = new Cells("dots");
        int[][] sizes = {{1, 1, 1}, {2, 3, 5}, {4, 4, 16}, {1, 7, 33}, {8, 1, 8}};
        for (int[] s : sizes) {
            for (DType d : List.of(DType.F32, DType.F16, DType.parse("i4"), DType.parse("u8"), DType.parse("i8"), DType.parse("u1"))) {
                for (DType acc : d.isFloat() ? List.of(DType.F32) : List.of(DType.I32, DType.F32)) {
                    cells.cell("dot of " + d + text(s) + " in " + acc, Distribution.CHANNEL, k -> write(k, d, new int[] {s[0], s[2]}, (a, b) ->
                            a.dot(b.reduce(ReduceOp.MAX, 0).broadcast(s[1], s[2]), k.full(acc, 1, s[0], s[1]))));
                }
            }
        }
        cells.done();
    }
}
