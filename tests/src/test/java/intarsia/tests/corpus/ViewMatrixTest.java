package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.dsl.Size;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import intarsia.passes.check.Distribution;
import intarsia.passes.layout.RandomLayouts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Bits of tiles read as those of other types, on every engine against the evaluator, which takes them one by one. */
class ViewMatrixTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final List<String> TYPES = List.of("u1", "u2", "i3", "u4", "i5", "u6", "i7", "u8", "i8", "u16", "f16", "i32", "f32", "u24");

    @Test
    void everyWidthAsEveryOther() {
        System.out.println("views: -Dintarsia.seed=" + SEED);
        List<String> problems = new ArrayList<>();
        int cells = 0;
        for (LaneEngine e : LaneEngine.all()) {
            RandomLayouts random = new RandomLayouts(new Random(SEED), e.target().lanes());
            for (String from : TYPES) {
                for (String to : TYPES) {
                    int bits = DType.parse(to).bits();
                    int slots = bits / gcd(bits, DType.parse(from).bits());
                    if (slots * DType.parse(from).bits() <= 128 && (cells++ & 1) == 0) {
                        Kernel k = kernel(from, to, random, slots, e.target().lanes());
                        new Launch(k, Map.of(), Map.of("x", Distribution.EXTREME), SEED).problems(List.of(e)).forEach((name, p) -> problems.add(name + ": " + p));
                    }
                }
            }
        }
        System.out.println(cells / 2 + " views");
        assertEquals(List.of(), problems.stream().limit(3).toList(), problems.size() + " problems");
        assertTrue(cells > 800, cells + " views");
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    private static Kernel kernel(String from, String to, RandomLayouts random, int slots, int lanes) {
        int[] shape = {lanes * slots};
        Layout own = Layout.spatial(lanes).times(Layout.local(slots));
        Layout drawn = slots % 7 == 0 ? own : random.layout(shape);
        boolean whole = drawn.replicas() == 1 && drawn.size(Axis.LANE) == lanes;
        Layout source = whole ? drawn : own;
        int n = slots * DType.parse(from).bits() / DType.parse(to).bits();
        Layout target = Layout.spatial(lanes).times(Layout.local(n));
        return TileKernel.define("view", k -> k.out("y", DType.parse(to), Size.of((long) lanes * n)).at(k.index(0))
                .store(k.in("x", DType.parse(from), Size.of((long) lanes * slots)).at(k.index(0)).load(lanes * slots).view(source, DType.parse(to), target)));
    }

    @Test
    void unequalBitsAreRefusedWithBothLayoutsDrawn() {
        Layout bytes = Layout.parse("[16] lane[0.0:8] v[0.1:2]");
        Layout nibbles = Layout.parse("[64] lane[0.0:8] v[0.1:8]");
        String message = String.valueOf(assertThrows(IllegalArgumentException.class, () -> TileKernel.define("wrong", k ->
                k.out("y", DType.parse("u4"), Size.of(64)).at(k.index(0))
                        .store(k.in("x", DType.parse("u8"), Size.of(16)).at(k.index(0)).load(16).view(bytes, DType.parse("u4"), nibbles)))).getMessage());
        System.out.println(message);
        for (String part : List.of("ViewMatrixTest.java:", "axis v has size 16 and 32 in bits", bytes.render(), nibbles.render(), "as many bits in every lane")) {
            assertTrue(message.contains(part), part + " in\n" + message);
        }
    }
}
