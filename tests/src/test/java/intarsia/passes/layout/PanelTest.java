package intarsia.passes.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.codegen.ptx.PtxBackend;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Printer;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import intarsia.ir.type.Packing;
import intarsia.ir.type.Repack;
import intarsia.ir.type.Role;
import intarsia.passes.Compiler;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Panels: weights in the order of a dot atom's second operand. */
class PanelTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final int WIDEST = 128;

    /** Every bit has a place of its own in exactly the bytes there are, and a lane's codes are strings of whole accesses. */
    @Test
    void everyAtomsPanelFillsItsBytesAndALanesCodesLieEndToEnd() {
        int panels = 0;
        for (DotAtom atom : DotAtom.all()) {
            for (int bits = 1; bits <= 8; bits++) {
                for (int steps = 1; steps <= 32; steps *= 2) {
                    panels += check(atom, bits, steps) ? 1 : 0;
                }
            }
        }
        System.out.println(panels + " panels");
        assertTrue(panels > 300, panels + " panels");
    }

    private static boolean check(DotAtom atom, int bits, int steps) {
        Layout fragment = Layout.local(1, steps).times(atom.layoutB().permute(1, 0));
        Placement at = Placement.of(fragment, atom.lanes());
        if (at.slots() * bits % 8 != 0) {
            assertThrows(IllegalArgumentException.class, () -> atom.panel(bits, steps));
            return false;
        }
        int[] table = atom.panel(bits, steps).bitTable();
        int[] places = table.clone();
        Arrays.sort(places);
        for (int i = 0; i < places.length; i++) {
            assertEquals(i, places[i], () -> atom.name() + ", " + bits + " bits, " + steps + " steps");
        }
        ends(at, bits, table, () -> atom.name() + ", " + bits + " bits, " + steps + " steps");
        return true;
    }

    /** Where a lane's string is cut, all lanes' are, and what lies together is a whole access of at most 16 bytes or the whole string. */
    private static void ends(Placement at, int bits, int[] table, Supplier<String> what) {
        int run = 1;
        while (run < at.slots() && bit(at, run, 0, bits, table) == run * bits) {
            run++;
        }
        assertTrue(run == at.slots() || run * bits <= WIDEST && run * bits % 8 == 0 && WIDEST % (run * bits) == 0, what);
        for (int s = 0; s < at.slots(); s++) {
            for (int lane = 0; lane < at.lanes(); lane++) {
                int wanted = (s / run * at.lanes() + lane) * run * bits + s % run * bits;
                assertEquals(wanted, bit(at, s, lane, bits, table), what);
            }
        }
    }

    private static int bit(Placement at, int slot, int lane, int bits, int[] table) {
        return table[at.element()[slot][lane] * bits];
    }

    @ParameterizedTest
    @CsvSource({"u4g64, m16n8k16", "u4g64_zu4, m16n8k16", "i8g64, m16n8k32", "u3g128, m16n8k16", "u5g256, m16n8k8", "u6g32, m16n8k32", "i6g64, m16n8k16",
        "u1g128, m16n8k16", "u7g128, m16n8k32"})
    void repackingIntoAPanelAndBackGivesTheSameBytes(String dense, String shape) {
        BlockFormat a = BlockFormat.parse(dense);
        BlockFormat panel = BlockFormat.parse(dense + "/" + shape);
        assertEquals(8, panel.rows());
        byte[] rows = blocks(a, 16 * 3);
        byte[] there = Repack.blocks(a, panel, rows, 3L * a.elements());
        assertArrayEquals(rows, Repack.blocks(panel, a, there, 3L * a.elements()), () -> panel + ", -Dintarsia.seed=" + SEED);
    }

    /** Blocks of random codes, whose scales are numbers and whose padding is 0. */
    private static byte[] blocks(BlockFormat f, int count) {
        Random random = new Random(SEED);
        byte[] bytes = new byte[count * f.bytes()];
        for (int b = 0; b < count; b++) {
            for (Field field : f.fields()) {
                for (int i = 0; i < field.packing().elements(); i++) {
                    long code = field.role() == Role.SCALE ? 0x3c00 + random.nextInt(64) : random.nextInt(1 << field.type().bits());
                    field.packing().write(bytes, (long) b * f.bytes(), i, code);
                }
            }
        }
        return bytes;
    }

    @Test
    void aFormatsPanelIsTheAtomsFromTheFirstByteOn() {
        BlockFormat f = BlockFormat.parse("u4g64/m16n8k16");
        Packing panel = DotAtom.named("m16n8k16.f32.f16.f16").panel(4, 4);
        assertArrayEquals(panel.bitTable(), f.code().packing().bitTable());
        assertEquals(f, BlockFormat.parse(f.toString()));
    }

    /** Sixteen bytes a lane: two steps of a product of bytes. */
    @Test
    void aFragmentIsReadFromItsPanelByOneAccessAndFromRowsByMany() {
        assertEquals(List.of("unit"), reads("i8g64/m16n8k32"));
        assertTrue(reads("i8g64").size() > 1);
    }

    /** The forms in which a warp reads the fragment of operand B for 64 terms. */
    private static List<String> reads(String format) {
        BlockFormat f = BlockFormat.parse(format);
        Layout fragment = Layout.local(1, 2).times(DotAtom.named("m16n8k32.s32.s8.s8").layoutB().permute(1, 0));
        Kernel k = TileKernel.define("read", b -> {
            Tile w = b.in("w", f, Size.of(8), Size.of(64)).at("code", b.index(0), b.index(0)).load(8, 64).pin(fragment);
            b.out("y", f.code().type(), Size.of(8), Size.of(64)).at(b.index(0), b.index(0)).store(w);
        });
        String lane = Printer.print(Compiler.toLane(k, new PtxBackend().targets().getFirst(), Compiler.Options.DEFAULT));
        return Pattern.compile(" = ld (\\w+)\\.global").matcher(lane).results().map(m -> m.group(1)).toList();
    }

    @Test
    void groupsThatAreNoWholeStepsAndLanesWithoutWholeBytesAreRefused() {
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> BlockFormat.parse("u4g40/m16n8k16")).getMessage()).contains("multiple of 16"));
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> BlockFormat.parse("u3g16/m16n8k16")).getMessage()).contains("whole bytes"));
    }
}
