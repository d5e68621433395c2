package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.CommonOp;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Symbols;
import intarsia.ir.device.Target.Feature;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.RowPanel;
import intarsia.passes.Compiler;
import intarsia.passes.check.Distribution;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products by panels of rows of short floats and books: every code means its number in every half of a word, by vectors of every width. */
class FloatPanelsTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_261_122);
    private static final int COLUMNS = 16;
    /** Of sums of as many numbers of 24 bits; a code off by one is far more. */
    private static final double ROUNDED = 1e-6;

    private static List<LaneEngine> widths() {
        List<LaneEngine> all = LaneEngine.all().stream().filter(e -> e instanceof LaneEngine.Jvm(var t, boolean plain) && !plain && t.lanes() >= 4).toList();
        assertFalse(all.isEmpty());
        return all;
    }

    private static BlockFormat panel(String type, LaneEngine e) {
        return RowPanel.of(Format.parse(type + "g" + COLUMNS), 4 * e.target().lanes(), e.target().lanes());
    }

    /** A row of activations by the codes of a panel. */
    private static Kernel product(BlockFormat f, DType activations) {
        return TileKernel.define("product", b -> {
            Tile a = b.in("a", activations, Size.of(1), Size.of(COLUMNS)).at(b.index(0), b.index(0)).load(1, COLUMNS).cast(DType.F32);
            Tile w = b.in("w", f, Size.of(f.rows()), Size.of(COLUMNS)).at("code", b.index(0), b.index(0)).load(f.rows(), COLUMNS).cast(DType.F32);
            b.out("y", DType.F32, Size.of(1), Size.of(f.rows())).at(b.index(0), b.index(0)).store(a.dot(w, b.zeros(DType.F32, 1, f.rows())));
        });
    }

    private static List<Op> lane(Kernel k, LaneEngine e) {
        List<Op> all = new ArrayList<>();
        Ops.walk(Compiler.toLane(k, e.target(), Compiler.Options.DEFAULT).body(), _ -> { }, s -> all.add(s.op()));
        return all;
    }

    /** In row r all columns have code first + r, as far as there are codes. */
    private static MemorySegment codes(BlockFormat f, int first) {
        byte[] box = new byte[f.bytes()];
        DType t = f.code().type();
        int[] places = f.code().packing().bitTable();
        for (int at = 0; at < places.length; at++) {
            int element = at / t.bits();
            int code = (first + element / COLUMNS) % (1 << t.bits());
            box[places[at] / Byte.SIZE] |= (byte) ((code >> at % t.bits() & 1) << places[at] % Byte.SIZE);
        }
        return MemorySegment.ofArray(box);
    }

    private static float[] found(Kernel k, LaneEngine e, MemorySegment w, int rows) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment a = arena.allocate(COLUMNS * Float.BYTES, 64);
            MemorySegment panel = arena.allocate(w.byteSize(), 64).copyFrom(w);
            MemorySegment y = arena.allocate((long) rows * Float.BYTES, 64);
            MemorySegment.copy(floats(1), ValueLayout.JAVA_FLOAT, 0, a, ValueLayout.JAVA_FLOAT, 0, COLUMNS);
            e.run(Compiler.toLane(k, e.target(), Compiler.Options.DEFAULT), Map.of("a", a, "w", panel, "y", y), Symbols.of(Map.of()));
            return y.toArray(ValueLayout.JAVA_FLOAT);
        }
    }

    private static MemorySegment floats(float value) {
        float[] all = new float[COLUMNS];
        Arrays.fill(all, value);
        return MemorySegment.ofArray(all);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f8e4m3fn", "f8e5m2", "f8e4m3", "f8e3m4", "f8e1m6", "f8e6m1", "f8e4m3fnuz", "f8e5m2fnuz", "ue4m3", "ue5m3", "posit8_0", "f7e4m2", "f7e2m4", "shift7", "f6e3m2", "f6e2m3",
        "f5e3m1", "f4e2m1", "f3e1m1", "nf4", "lut3(-4,-1.5,-0.25,0,0.125,1,3,100)", "lut3(-4,-1.5,-0.25,0,0.1,1,3,100)", "lut2(1,2,-1,-2)"})
    void everyCodeMeansItsNumber(String type) {
        DType t = DType.parse(type);
        for (LaneEngine e : widths()) {
            BlockFormat f = panel(type, e);
            Kernel k = product(f, DType.F32);
            for (int first = 0; first < 1 << t.bits(); first += f.rows()) {
                float[] y = found(k, e, codes(f, first), f.rows());
                for (int r = 0; r < f.rows(); r++) {
                    int code = (first + r) % (1 << t.bits());
                    double wanted = t.isCode(code) ? COLUMNS * t.decode(code) : y[r];
                    assertEquals(wanted, y[r], Double.isFinite(wanted) && wanted != 0 ? Math.abs(wanted) * ROUNDED : Double.MIN_VALUE, e.name() + ", code " + code + " in row " + r);
                }
            }
        }
    }

    /** As many tables as pairs of codes; activations of 16 bits are repeated by the access that reads them. */
    @ParameterizedTest
    @ValueSource(strings = {"f8e4m3fn", "f8e5m2", "f6e3m2", "f5e3m1", "f4e2m1", "lut3(-4,-1.5,-0.25,0,0.125,1,3,100)"})
    void bothHalvesOfAWordAreLookedUpAtOnce(String type) {
        for (LaneEngine e : widths().stream().filter(x -> x.target().has(Feature.TABLE_HALVES) && x.target().lanes() >= 8).toList()) {
            BlockFormat f = panel(type, e);
            List<Op> ops = lane(product(f, DType.parse("i16m127")), e);
            assertEquals(f.rows() * COLUMNS / e.target().lanes() / 2, ops.stream().filter(op -> op instanceof LaneOp.Table t && t.halves()).count(), e.name());
            assertEquals(COLUMNS, ops.stream().filter(op -> op instanceof LaneOp.Ld ld && ld.at().form() == LaneOp.Form.SPLAT).count(), e.name());
            assertTrue(ops.stream().noneMatch(op -> op instanceof CommonOp.Select), e.name());
        }
    }

    @Test
    void codesInOtherPlacesAreLookedUpWhereTheyLie() {
        for (LaneEngine e : widths()) {
            for (String type : List.of("f8e4m3fn", "f8e5m2", "f7e4m2", "f6e3m2", "f5e3m1", "posit8_0")) {
                for (DType activations : List.of(DType.F32, DType.parse("i16m127"), DType.I8)) {
                    Launch random = new Launch(product(panel(type, e), activations), Map.of(), Map.of("a", Distribution.ORDINARY, "w", Distribution.EXTREME), SEED);
                    assertEquals(Map.of(), random.problems(List.of(e)), type + " by " + activations + ", -Dintarsia.seed=" + SEED);
                }
            }
        }
    }
}
