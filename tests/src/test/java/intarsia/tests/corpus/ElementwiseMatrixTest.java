package intarsia.tests.corpus;

import intarsia.cli.fuzz.Storable;
import intarsia.dsl.Global;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.check.Distribution;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Every elementwise op on every type it has a meaning on, over odd shapes, on ordinary and extreme data. */
@SuppressWarnings("EnumOrdinal") // spreads the shapes over the ops; any spread will do
class ElementwiseMatrixTest {
    private static final int[][] SHAPES = {{7, 5}, {16, 3}, {1}, {}, {37}};
    private static final int[][] FEW = {{7, 5}, {16}};

    /** {@code y = f(a, b)} of whole tensors. */
    static void write(TileKernel k, DType elem, int[] shape, BiFunction<Tile, Tile, Tile> f) {
        Size[] sizes = Arrays.stream(shape).mapToObj(Size::of).toArray(Size[]::new);
        Global a = k.in("a", elem, sizes);
        Global b = k.in("b", elem, sizes);
        Tile[] results = new Tile[1];
        // The result's type is known once it is computed, so the parameter that takes it comes last.
        results[0] = f.apply(a.at(zeros(k, shape)).load(shape), b.at(zeros(k, shape)).load(shape));
        Tile r = Storable.of(results[0]);
        k.out("y", r.type().elem(), Arrays.stream(r.type().dims()).mapToObj(Size::of).toArray(Size[]::new)).at(zeros(k, r.type().dims())).store(r);
    }

    static intarsia.dsl.Scalar[] zeros(TileKernel k, int[] shape) {
        return Arrays.stream(shape).mapToObj(_ -> k.index(0)).toArray(intarsia.dsl.Scalar[]::new);
    }

    private static List<Distribution> kinds(DType d) {
        return d.isFloat() ? List.of(Distribution.ORDINARY, Distribution.EXTREME) : List.of(Distribution.ORDINARY);
    }

    private static boolean integer(DType d) {
        return d instanceof IntType && !d.equals(DType.U1);
    }

    @Test
    void unaryOps() {
        Cells cells = new Cells("unary ops");
        for (DType d : Elems.arithmetic()) {
            for (UnaryOp op : UnaryOp.values()) {
                for (Distribution kind : op.operands().takes(d) ? kinds(d) : List.<Distribution>of()) {
                    int[] shape = SHAPES[Math.floorMod(op.text().hashCode(), SHAPES.length)];
                    cells.cell(op + " " + d + " " + kind, kind, k -> write(k, d, shape, (a, _) -> a.unary(op)));
                }
            }
        }
        cells.done();
    }

    @Test
    void binaryOps() {
        Cells cells = new Cells("binary ops");
        for (DType d : Elems.arithmetic()) {
            for (BinaryOp op : BinaryOp.values()) {
                for (Distribution kind : op.operands().takes(d) ? kinds(d) : List.<Distribution>of()) {
                    int[] shape = SHAPES[Math.floorMod(op.text().hashCode(), SHAPES.length)];
                    cells.cell(op + " " + d + " " + kind, kind, k -> write(k, d, shape, (a, b) -> a.binary(op, operand(k, op, d, b))));
                }
            }
        }
        cells.done();
    }

    /** Divisors are not 0, counts below the width. */
    private static Tile operand(TileKernel k, BinaryOp op, DType d, Tile b) {
        if (op.divides() && d instanceof IntType) {
            return b.or(k.wrap(k.emit(_ -> new CommonOp.Const(b.type(), 1)).getFirst()));
        }
        return op.isShift() ? b.and(k.wrap(k.emit(_ -> new CommonOp.Const(b.type(), Integer.highestOneBit(d.bits()) - 1)).getFirst())) : b;
    }

    @Test
    void shiftsByScalars() {
        Cells cells = new Cells("shifts by scalars");
        for (DType d : Elems.integers()) {
            for (BinaryOp op : List.of(BinaryOp.SHL, BinaryOp.SHR_S, BinaryOp.SHR_U)) {
                for (int count : integer(d) ? new int[] {0, d.bits() / 2, d.bits() - 1} : new int[0]) {
                    cells.cell(op + " " + d + " by " + count, Distribution.ORDINARY, k -> write(k, d, FEW[count % 2], (a, _) ->
                            k.wrap(k.emit(_ -> new CommonOp.Binary(op, a.value(), k.constant(count).value())).getFirst())));
                }
            }
        }
        cells.done();
    }

    @Test
    void fma() {
        Cells cells = new Cells("fma");
        for (DType d : Elems.arithmetic()) {
            for (Distribution kind : d.equals(DType.U1) ? List.<Distribution>of() : kinds(d)) {
                cells.cell("fma " + d, kind, k -> write(k, d, FEW[0], (a, b) -> a.fma(b, a)));
            }
        }
        cells.done();
    }

    @Test
    void comparisonsAndSelects() {
        Cells cells = new Cells("comparisons and selects");
        for (DType d : Elems.arithmetic()) {
            for (CompareOp op : CompareOp.values()) {
                boolean unsigned = op.name().endsWith("_U");
                for (Distribution kind : unsigned && !integer(d) ? List.<Distribution>of() : kinds(d)) {
                    int[] shape = SHAPES[Math.floorMod(op.text().hashCode(), SHAPES.length)];
                    cells.cell(op + " " + d + " " + kind, kind, k -> write(k, d, shape, (a, b) -> a.compare(op, b).tile()));
                    cells.cell("select by " + op + " " + d + " " + kind, kind, k -> write(k, d, shape, (a, b) -> a.compare(op, b).select(a, b)));
                }
            }
            cells.cell("select by a scalar of " + d, Distribution.ORDINARY, k -> write(k, d, FEW[0], (a, b) ->
                    k.wrap(k.emit(_ -> new CommonOp.Select(k.index(1).lt(k.index(0)).value(), a.value(), b.value())).getFirst())));
        }
        cells.done();
    }

    @Test
    void casts() {
        Cells cells = new Cells("casts");
        List<DType> from = new java.util.ArrayList<>(Elems.arithmetic());
        from.addAll(Elems.minifloats());
        for (DType a : from) {
            for (DType b : Elems.arithmetic()) {
                for (Distribution kind : kinds(a)) {
                    int[] shape = SHAPES[b.bits() % SHAPES.length];
                    cells.cell(a + " to " + b + " " + kind, kind, k -> write(k, a, shape, (x, _) -> x.cast(b)));
                }
            }
        }
        cells.cell("f32 to nf4", Distribution.ORDINARY, k -> write(k, DType.F32, FEW[0], (x, _) -> x.cast(DType.parse("nf4"))));
        cells.cell("f32 to f64", Distribution.ORDINARY, k -> write(k, DType.F32, FEW[0], (x, _) -> x.cast(DType.I64)));
        cells.done();
    }

    @Test
    void largeFloatsToIntegers() {
        Cells cells = new Cells("large floats to integers");
        for (DType b : Elems.integers()) {
            for (float scale : new float[] {0x1p7f, 0x1p15f, 0x1p22f, 0x1p30f, 0x1p31f}) {
                cells.cell("f32 times " + scale + " to " + b, Distribution.ORDINARY,
                        k -> write(k, DType.F32, new int[] {37}, (x, _) -> x.times(scale).cast(b)));
            }
        }
        cells.done();
    }

    @Test
    void bitsOfTheSameWidth() {
        Cells cells = new Cells("bits");
        List<DType> all = new java.util.ArrayList<>(Elems.arithmetic());
        all.addAll(Elems.minifloats());
        for (DType a : all) {
            for (DType b : all) {
                if (a.bits() == b.bits() && !b.isFloat() && !a.isFloat()) {
                    cells.cell("bits of " + a + " as " + b, Distribution.ORDINARY, k -> write(k, a, FEW[0], (x, _) -> x.bits(b)));
                }
            }
        }
        Function<Tile, Tile> there = x -> x.bits(DType.I32).bits(DType.F32);
        cells.cell("bits of f32", Distribution.EXTREME, k -> write(k, DType.F32, FEW[0], (x, _) -> there.apply(x)));
        cells.cell("bits of f16", Distribution.EXTREME, k -> write(k, DType.F16, FEW[0], (x, _) -> x.bits(DType.parse("u16"))));
        cells.cell("bits of u16", Distribution.ORDINARY, k -> write(k, DType.parse("u16"), FEW[0], (x, _) -> x.bits(DType.F16)));
        cells.done();
    }
}
