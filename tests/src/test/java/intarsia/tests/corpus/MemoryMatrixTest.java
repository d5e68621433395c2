package intarsia.tests.corpus;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.cli.fuzz.Storable;
import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.BufferType;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.Format;
import intarsia.ir.type.GgufFormats;
import intarsia.passes.check.Distribution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Loads and stores: every element type, guards, views, formats of blocks, sizes around the edges of a vector. */
class MemoryMatrixTest {
    private static final int[] SIZES = {0, 1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 61};

    private static List<DType> types() {
        List<DType> all = new ArrayList<>(Elems.arithmetic());
        all.addAll(Elems.minifloats());
        return all;
    }

    private static void run(Cells cells, String what, Map<String, Long> sizes, Consumer<TileKernel> write) {
        cells.cell(what, new Launch(TileKernel.define("cell", write), sizes, Map.of(), Cells.SEED));
    }

    @Test
    void rowsOfSymbolicLength() {
        Cells cells = new Cells("rows of symbolic length");
        for (DType d : types()) {
            for (int n : SIZES) {
                boolean some = Cells.ALL || n % 8 == d.bits() % 8 || n == 0 || n == 17;
                if (some) {
                    run(cells, "copy of " + n + " " + d, Map.of("n", (long) n), k -> copy(k, d, 16));
                }
            }
        }
        cells.done();
    }

    private static void copy(TileKernel k, DType d, int tile) {
        Size n = k.size("n");
        Global x = k.in("x", d, n);
        Scalar at = k.grid(n.ceilDiv(tile)).times(tile);
        Tile t = Storable.of(x.at(at).load(tile));
        k.out("y", t.type().elem(), n).at(at).store(t);
    }

    @Test
    void guardsInTwoDimensions() {
        Cells cells = new Cells("guards in two dimensions");
        int[][] tiles = {{4, 8}, {3, 5}, {16, 3}, {1, 32}};
        int[][] sizes = {{0, 5}, {5, 0}, {1, 1}, {4, 8}, {7, 9}, {13, 17}};
        for (DType d : List.of(DType.F32, DType.F16, DType.parse("u8"), DType.parse("i32"), DType.BF16)) {
            for (int[] tile : tiles) {
                for (int[] size : sizes) {
                    run(cells, d + " tiles " + tile[0] + "x" + tile[1] + " of " + size[0] + "x" + size[1], Map.of("n", (long) size[0], "m", (long) size[1]), k -> {
                        Size n = k.size("n");
                        Size m = k.size("m");
                        Global x = k.in("x", d, n, m);
                        Global y = k.out("y", d, n, m);
                        Scalar i = k.grid(n.ceilDiv(tile[0])).times(tile[0]);
                        Scalar j = k.grid(m.ceilDiv(tile[1])).times(tile[1]);
                        Tile t = x.at(i, j).load(tile[0], tile[1]);
                        y.at(i, j).store(d.isFloat() ? t.neg() : t.plus(1));
                    });
                }
            }
        }
        cells.done();
    }

    @Test
    void packedRowsOfConstantLength() {
        Cells cells = new Cells("packed rows");
        for (DType d : types()) {
            for (int[] shape : new int[][] {{3, 5}, {5, 16}, {2, 24}, {4, 7}}) {
                run(cells, d + " row by row of " + shape[0] + "x" + shape[1], Map.of(), k -> {
                    Global x = k.in("x", d, Size.of(shape[0]), Size.of(shape[1]));
                    for (int r = 0; r < shape[0]; r++) {
                        Tile t = Storable.of(x.at(k.index(r), k.index(0)).load(shape[1]));
                        k.out("y" + r, t.type().elem(), Size.of(shape[1])).at(k.index(0)).store(t);
                    }
                });
                run(cells, d + " a row of " + shape[0] + "x" + shape[1] + " a block", Map.of(), k -> {
                    Global x = k.in("x", d, Size.of(shape[0]), Size.of(shape[1]));
                    Scalar r = k.grid(Size.of(shape[0]));
                    Tile t = Storable.of(x.at(r, k.index(0)).load(shape[1]));
                    k.out("y", t.type().elem(), Size.of(shape[0]), Size.of(shape[1])).at(r, k.index(0)).store(t);
                });
            }
        }
        cells.done();
    }

    @Test
    void partsOfBytesAtSymbolicStrides() {
        Cells cells = new Cells("parts of bytes at symbolic strides");
        for (DType d : List.of(DType.parse("u4"), DType.parse("i3"), DType.parse("f8e4m3fn"))) {
            run(cells, d + " rows of symbolic length", Map.of("m", 7L), k -> {
                Size m = k.size("m");
                Tile t = Storable.of(k.in("x", d, Size.of(3), m).at(k.index(0), k.index(0)).load(3, 4));
                k.out("y", t.type().elem(), Size.of(3), Size.of(4)).at(k.index(0), k.index(0)).store(t);
            });
        }
        cells.done();
    }

    @Test
    void stridedViews() {
        Cells cells = new Cells("strided views");
        for (DType d : List.of(DType.F32, DType.F16, DType.parse("u8"), DType.parse("i4"), DType.parse("u1"))) {
            for (int[] view : new int[][] {{1, 7, 0}, {9, 2, 3}, {1, 6, 1}, {0, 1, 2}, {16, 1, 8}, {3, 3, 0}}) {
                int step = BufferType.step(d);
                BufferType t = new BufferType(d, List.of(Expr.of(6), Expr.of(5)), List.of(Expr.of((long) view[0] * step), Expr.of((long) view[1] * step)),
                        Expr.of((long) view[2] * step), java.util.Optional.empty());
                run(cells, d + " strides " + view[0] + ", " + view[1] + " offset " + view[2], Map.of(), k -> {
                    Tile x = Storable.of(k.param("x", Param.Access.IN, t).at(k.index(0), k.index(0)).load(6, 5));
                    k.out("y", x.type().elem(), Size.of(6), Size.of(5)).at(k.index(0), k.index(0)).store(x);
                });
                boolean stores = d.bits() >= 8 && view[0] != 0 && view[0] != 3;
                if (stores) {
                    run(cells, d + " stored at strides " + view[0] + ", " + view[1], Map.of(), k -> {
                        Tile x = k.in("x", d, Size.of(6), Size.of(5)).at(k.index(0), k.index(0)).load(6, 5);
                        k.param("y", Param.Access.OUT, t).at(k.index(0), k.index(0)).store(x);
                    });
                }
            }
        }
        cells.done();
    }

    @Test
    void symbolicStridesAndTransposedAccess() {
        Cells cells = new Cells("symbolic strides");
        for (DType d : List.of(DType.F32, DType.F16, DType.parse("i8"))) {
            for (long[] size : new long[][] {{1, 1}, {5, 7}, {8, 16}, {17, 3}}) {
                run(cells, d + " transposed " + size[0] + "x" + size[1], Map.of("n", size[0], "m", size[1]), k -> {
                    Size n = k.size("n");
                    Size m = k.size("m");
                    Global x = k.in("x", d, n, m);
                    Global y = k.out("y", d, m, n);
                    Scalar i = k.grid(n.ceilDiv(4)).times(4);
                    Scalar j = k.grid(m.ceilDiv(8)).times(8);
                    y.at(j, i).store(x.at(i, j).loadAlong(List.of(1, 0), 8, 4));
                });
            }
        }
        cells.done();
    }

    @Test
    void blockFormats() {
        Cells cells = new Cells("block formats");
        for (String name : List.of("Q8_0", "Q4_0", "u4g32", "u3g16", "u4g32_z u4", "i8g32_sf32", "u4g32/halves", "u6g64_m f16", "u2g16_sbf16", "i5g8_sf32")) {
            BlockFormat f;
            try {
                f = BlockFormat.parse(name.replace(" ", ""));
            } catch (IllegalArgumentException e) {
                System.out.println("no format " + name + ": " + e.getMessage());
                continue;
            }
            for (int rows : new int[] {1, 3}) {
                for (int blocks : new int[] {1, 2, 3}) {
                    int n = f.elements() * blocks;
                    run(cells, f + " " + rows + " rows of " + n, Map.of(), k -> {
                        Global w = k.in("w", f, Size.of(rows), Size.of(n));
                        k.out("y", DType.F32, Size.of(rows), Size.of(n)).at(k.index(0), k.index(0)).store(w.at(k.index(0), k.index(0)).dequantize(rows, n));
                    });
                    run(cells, f + " a block of " + rows + "x" + n + " at a time", Map.of(), k -> {
                        Global w = k.in("w", f, Size.of(rows), Size.of(n));
                        Global y = k.out("y", DType.F32, Size.of(rows), Size.of(n));
                        Scalar r = k.grid(Size.of(rows));
                        k.loop(Size.of(n), f.elements(), i -> y.at(r, i).store(w.at(r, i).dequantize(1, f.elements())));
                    });
                    run(cells, f + " " + rows + " rows of a symbolic number of blocks", Map.of("n", (long) n), k -> {
                        Size size = k.size(new Symbol("n", Symbol.Kind.RUNTIME, 0, 1000, f.elements()));
                        Global w = k.in("w", f, Size.of(rows), size);
                        Global y = k.out("y", DType.F32, Size.of(rows), size);
                        Scalar r = k.grid(Size.of(rows));
                        k.loop(size, f.elements(), i -> y.at(r, i).store(w.at(r, i).dequantize(f.elements())));
                    });
                }
            }
        }
        cells.done();
    }

    @Test
    void formatsOfModelFiles() {
        Cells cells = new Cells("formats of model files");
        for (BlockFormat f : GgufFormats.NAMES.stream().map(GgufFormats::of).toList()) {
            int n = f.elements() * 2;
            for (int tile : new int[] {8, 32, f.elements()}) {
                run(cells, f + " in tiles of " + tile, Map.of(), k -> {
                    Global w = k.in("w", f, Size.of(3), Size.of(n));
                    Global y = k.out("y", DType.F32, Size.of(3), Size.of(n));
                    Scalar r = k.grid(Size.of(3));
                    k.loop(Size.of(n), f.elements(), i -> {
                        for (int part = 0; part < f.elements(); part += tile) {
                            y.at(r, i.plus(part)).store(w.at(r, i.plus(part)).dequantize(1, tile));
                        }
                    });
                });
            }
            run(cells, f + " of a symbolic number of blocks", Map.of("n", (long) n), k -> {
                Size size = k.size(new Symbol("n", Symbol.Kind.RUNTIME, 0, 1000, f.elements()));
                Global w = k.in("w", f, Size.of(2), size);
                Global y = k.out("y", DType.F32, Size.of(2), size);
                Scalar r = k.grid(Size.of(2));
                k.loop(size, f.elements(), i -> y.at(r, i).store(w.at(r, i).dequantize(f.elements())));
            });
        }
        cells.done();
    }

    @Test
    void quotientsOfIndices() {
        Cells cells = new Cells("quotients of indices");
        for (int add : new int[] {0, 8, 15, -8, -15}) {
            run(cells, "(16 i + " + add + ") / 16", Map.of("n", 5L), k -> {
                Size n = k.size("n");
                Global x = k.in("x", DType.F32, n);
                Scalar i = k.grid(n);
                // Toward zero: -8 / 16 is 0.
                k.out("y", DType.F32, n).at(i).store(x.at(i.times(16).plus(add).div(16)).load(1));
            });
        }
        cells.done();
    }

    @Test
    void storesOfPartsOfBytes() {
        Cells cells = new Cells("stores of parts of bytes");
        for (String name : List.of("u1", "u2", "i3", "u4", "i5", "u6", "i7", "u11", "f4e2m1", "f6e3m2", "nf4", "bipolar3")) {
            DType d = DType.parse(name);
            for (int width : new int[] {8, 16, 40}) {
                for (long n : new long[] {0, 1, 8, 37, 80, 200}) {
                    run(cells, "cast to " + d + ", " + width + " of " + n, Map.of("n", n), k -> {
                        Size size = k.size("n");
                        Global x = k.in("x", DType.F32, size);
                        Global y = k.inout("y", d, size);
                        Scalar i = k.grid(size.ceilDiv(width)).times(width);
                        y.at(i).store(x.at(i).load(width).cast(d));
                    });
                }
                run(cells, "rows of " + width + " " + d, Map.of(), k -> {
                    Global x = k.in("x", d, Size.of(3), Size.of(width));
                    Global y = k.out("y", d, Size.of(3), Size.of(width));
                    y.at(k.index(0), k.index(0)).store(x.at(k.index(0), k.index(0)).load(3, width));
                });
            }
        }
        cells.done();
    }

    /** Rows that are not whole bytes: tiles in the middle of rows and beyond their ends, of several rows, in one launch and in blocks of a grid. */
    @Test
    void tilesOfOddRows() {
        Cells cells = new Cells("tiles of odd rows");
        for (String name : List.of("u1", "i2", "u3", "u4", "i5", "u6", "i7", "u11", "f4e2m1", "f6e3m2", "ternary", "bipolar3", "tf32")) {
            DType d = DType.parse(name);
            for (int[] size : new int[][] {{5, 37}, {3, 65}, {7, 9}}) {
                for (boolean symbolic : new boolean[] {false, true}) {
                    run(cells, d + " of " + size[0] + "x" + size[1] + (symbolic ? ", symbolic" : ""), Map.of("n", (long) size[0], "m", (long) size[1]), k -> {
                        Size n = symbolic ? k.size("n") : Size.of(size[0]);
                        Size m = symbolic ? k.size("m") : Size.of(size[1]);
                        oddRows(k, d, n, m);
                    });
                }
            }
        }
        cells.done();
    }

    private static void oddRows(TileKernel k, DType d, Size n, Size m) {
        Global x = k.in("x", d, n, m);
        Global z = k.in("z", DType.F32, n, m);
        Global y = k.inout("y", d, n, m);
        Global v = k.out("v", DType.F32, n, m);
        Scalar i = k.grid(n.ceilDiv(2)).times(2);
        Scalar j = k.grid(m.ceilDiv(16)).times(16);
        y.at(i, j).store(z.at(i, j).load(2, 16).cast(d));
        v.at(i, j).store(x.at(i, j).load(2, 16).cast(DType.F32));
    }

    @Test
    void storesOfFields() {
        Cells cells = new Cells("stores of fields");
        for (String name : List.of("Q8_0", "Q4_0", "u3g16", "u4g32_zu4", "u5g8_mu3", "i6g32_sf32", "Q5_0", "Q3_K", "Q4_K", "Q6_K", "u3g32/engine")) {
            BlockFormat f = BlockFormat.parse(name);
            for (int blocks : new int[] {1, 3}) {
                run(cells, blocks + " blocks of " + f, Map.of(), k -> {
                    Size n = Size.of((long) f.elements() * blocks);
                    Global x = k.in("x", f, Size.of(2), n);
                    Global y = k.inout("y", f, Size.of(2), n);
                    for (Field field : f.fields()) {
                        int count = f.elements() * blocks / field.granularity();
                        y.at(field.name(), k.index(0), k.index(0)).store(x.at(field.name(), k.index(0), k.index(0)).load(2, count));
                    }
                });
            }
        }
        cells.done();
    }

    /**
     * Boxes of several rows, all fields: a block of the grid has the whole matrix, boxes, rows of a box that lie alike, or a box that it walks row
     * by row, as long ones want.
     */
    @Test
    void storesOfFieldsOfBoxes() {
        Cells cells = new Cells("stores of fields of boxes");
        for (String name : List.of("f8e4m3fng8x32_sf32", "u4g4x16", "u3g2x8_sf16_zu3", "u5g3x32_mf16", "i8g32x1_sf32", "i6g16x32_sf32_sum", "ternaryg5x32", "nf4g2x64_sf32",
                "bipolar1g8x8", "u4g32_zu4/awq", "u4g32_zu4/gptq1", "u2g32_zu2/gptq2", "u3g32_zu3/gptq2", "f8e4m3fng128x128_sf32")) {
            BlockFormat f = BlockFormat.parse(name);
            int rows = 2 * f.rows(), columns = 2 * f.columns();
            for (int tile : new int[] {rows, f.rows(), 1}) {
                boolean few = tile * columns <= 2048;
                if (few) run(cells, name + ", " + rows + "x" + columns + " by " + tile + " rows", Map.of(), k -> fields(k, f, rows, columns, tile));
            }
            run(cells, name + ", boxes row by row", Map.of(), k -> boxesByRows(k, f, rows, columns));
        }
        cells.done();
    }

    /** A block copies some rows of every field but of those that rows of other blocks share. */
    private static void fields(TileKernel k, BlockFormat f, int rows, int columns, int tile) {
        Global x = k.in("x", f, Size.of(rows), Size.of(columns));
        Global y = k.inout("y", f, Size.of(rows), Size.of(columns));
        Scalar at = k.grid(Size.of(rows / tile));
        for (Field field : f.fields().stream().filter(a -> tile % f.rowStep(a) == 0).toList()) {
            int step = f.rowStep(field);
            copy(x, y, field, at.times(tile / step), k.index(0), tile / step, columns / f.columnStep(field));
        }
    }

    private static void boxesByRows(TileKernel k, BlockFormat f, int rows, int columns) {
        Global x = k.in("x", f, Size.of(rows), Size.of(columns));
        Global y = k.inout("y", f, Size.of(rows), Size.of(columns));
        Scalar box = k.grid(Size.of(rows / f.rows()));
        for (Field field : f.fields()) {
            int inBox = f.rows() / f.rowStep(field);
            k.loop(Size.of(inBox), 1, r -> copy(x, y, field, box.times(inBox).plus(r), k.index(0), 1, columns / f.columnStep(field)));
        }
    }

    private static void copy(Global x, Global y, Field field, Scalar row, Scalar column, int rows, int columns) {
        y.at(field.name(), row, column).store(x.at(field.name(), row, column).load(rows, columns));
    }

    @Test
    void offsetsThatAreData() {
        Cells cells = new Cells("offsets that are data");
        for (DType d : List.of(DType.F32, DType.F16, DType.parse("u8"))) {
            for (int width : new int[] {1, 5, 16}) {
                run(cells, "gather of rows of " + width + " " + d, Map.of("n", 9L), k -> {
                    Size n = k.size("n");
                    Global rows = k.param("i", Param.Access.IN, BufferType.of(DType.I32, List.of(n.expr())).withRange(0, 12));
                    Global x = k.in("x", d, Size.of(13), Size.of(width));
                    Global y = k.out("y", d, n, Size.of(width));
                    Scalar r = k.grid(n);
                    y.at(r, k.index(0)).store(x.at(rows.at(r).load(1).item().toIndex(), k.index(0)).load(1, width));
                });
            }
        }
        cells.done();
    }

    @Test
    void explicitLimitsBelowTheExtent() {
        Cells cells = new Cells("limits");
        for (long limit : new long[] {0, 1, 6, 7, 16, 21}) {
            run(cells, "up to " + limit, Map.of("n", 21L, "l", limit), k -> {
                Size n = k.size("n");
                Scalar l = k.size(k.size("l"));
                Global x = k.in("x", DType.F32, n);
                Scalar i = k.grid(n.ceilDiv(8)).times(8);
                k.out("y", DType.F32, n).at(i).store(x.at(i).upTo(0, l).load(8).plus(1));
            });
            run(cells, "loop with a limit of " + limit, Map.of("n", 21L, "l", limit), k -> {
                Size n = k.size("n");
                Scalar l = k.size(k.size("l"));
                Global x = k.in("x", DType.F32, n);
                Global z = k.in("z", DType.F16, n);
                Tile sum = k.loop(n, 8, k.zeros(DType.F32, 8), (i, acc) ->
                        acc.plus(x.at(i).upTo(0, l).load(8)).plus(z.at(i.plus(3)).load(8).cast(DType.F32)));
                k.out("y", DType.F32, Size.of(8)).at(k.index(0)).store(sum);
            });
        }
        cells.done();
    }

    @Test
    void loopsThatCountInI32() {
        Cells cells = new Cells("i32 loops");
        for (long n : new long[] {0, 5, 8, 19}) {
            run(cells, "i32 loop over " + n, Map.of("n", n), k -> {
                Size size = k.size("n");
                Global x = k.in("x", DType.F32, size);
                Global y = k.out("y", DType.F32, size);
                Scalar hi = k.size(size).cast(ScalarType.I32);
                intarsia.ir.Value counter = new intarsia.ir.Value(9000, ScalarType.I32);
                k.emit(_ -> i32Loop(k, x, y, hi, counter));
            });
        }
        cells.done();
    }

    /** The language counts in i64; text may count in i32. */
    static CommonOp.For i32Loop(TileKernel k, Global x, Global y, Scalar hi, intarsia.ir.Value counter) {
        List<intarsia.ir.Stmt> body = new ArrayList<>();
        int[] id = {9001};
        java.util.function.Function<intarsia.ir.Op, intarsia.ir.Value> one = op -> {
            intarsia.ir.Value v = new intarsia.ir.Value(id[0]++, op.resultTypes().getFirst());
            body.add(new intarsia.ir.Stmt(List.of(v), op, intarsia.ir.Source.NONE));
            return v;
        };
        intarsia.ir.Value at = one.apply(new CommonOp.Cast(counter, ScalarType.I64));
        intarsia.ir.Value n = one.apply(new CommonOp.Size(x.type().shape().getFirst()));
        intarsia.ir.Value t = one.apply(new TileOp.Load(x.value(), TileOp.VALUE, List.of(0), List.of(at), List.of(0), List.of(n), TileType.of(DType.F32, 8)));
        body.add(new intarsia.ir.Stmt(List.of(), new TileOp.Store(y.value(), TileOp.VALUE, List.of(0), List.of(at), List.of(0), List.of(n), t), intarsia.ir.Source.NONE));
        intarsia.ir.Value lo = k.emit(_ -> Consts.i32(0)).getFirst();
        intarsia.ir.Value step = k.emit(_ -> Consts.i32(8)).getFirst();
        return new CommonOp.For(lo, hi.value(), step, List.of(), new intarsia.ir.Region(List.of(counter), body, List.of()));
    }

    @Test
    void fieldsOfFormatsAlone() {
        Cells cells = new Cells("fields");
        for (Format f : List.of(GgufFormats.of("Q8_0"), GgufFormats.of("Q4_0"), Format.parse("u4g32"), Format.parse("u3g16"), GgufFormats.of("Q5_1"), GgufFormats.of("Q3_K"), GgufFormats.of("Q4_K"),
                GgufFormats.of("Q6_K"), GgufFormats.of("IQ4_XS"), Format.parse("u5g32/split"))) {
            for (Field field : ((BlockFormat) f).fields()) {
                int n = ((BlockFormat) f).elements() * 3 / field.granularity();
                run(cells, "field " + field.name() + " of " + f, Map.of(), k -> {
                    Global w = k.in("w", f, Size.of(((BlockFormat) f).elements() * 3L));
                    Tile t = Storable.of(w.at(field.name(), k.index(0)).load(n));
                    k.out("y", t.type().elem(), Size.of(n)).at(k.index(0)).store(t);
                });
            }
        }
        cells.done();
    }

    @Test
    void kernelExpectations() {
        Kernel k = TileKernel.define("cell", b -> copy(b, DType.F32, 16));
        org.junit.jupiter.api.Assertions.assertTrue(new Launch(k, Map.of("n", 33L), Map.of("x", Distribution.EXTREME), 1).problems(LaneEngine.all()).isEmpty());
    }
}
