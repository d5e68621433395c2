package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.cli.fuzz.LaneEngine;
import intarsia.cli.fuzz.Launch;
import intarsia.ir.Kernel;
import intarsia.ir.layout.Layout;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.passes.check.Distribution;
import intarsia.passes.layout.RandomLayouts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Tiles that are loaded in one layout, converted to another, combined along a dimension there, and stored: on every engine. */
class ConversionMatrixTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final List<String> TYPES = List.of("f32", "i32", "u8", "u1", "i5", "u16");

    @Test
    void anyLayoutToAnyOther() {
        System.out.println("conversions of tiles: -Dintarsia.seed=" + SEED);
        int cells = 0;
        List<String> problems = new ArrayList<>();
        for (LaneEngine e : LaneEngine.all()) {
            RandomLayouts random = new RandomLayouts(new Random(SEED), e.target().lanes());
            for (int i = 0; i < 24; i++) {
                int[] shape = random.shape(i % 2 == 0, 160);
                Kernel k = kernel(TYPES.get(i % TYPES.size()), shape, random.layout(shape), random.layout(shape));
                new Launch(k, Map.of(), Map.of("x", Distribution.ORDINARY), SEED).problems(List.of(e))
                        .forEach((name, p) -> problems.add(name + ": " + p + "\n" + Printer.print(k)));
                cells++;
            }
        }
        System.out.println(cells + " conversions");
        assertEquals(List.of(), problems.stream().limit(3).toList(), problems.size() + " problems");
        assertTrue(cells >= 100);
    }

    private static Kernel kernel(String elem, int[] shape, Layout a, Layout b) {
        String dims = Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        String tile = dims.replace(" ", "");
        String zeros = Arrays.stream(shape).mapToObj(_ -> "%2").collect(Collectors.joining(", "));
        String axes = shape.length == 1 ? "0" : "0, 1";
        int[] less = shape.clone();
        less[0] = 1;
        String rest = Arrays.stream(less).mapToObj(String::valueOf).collect(Collectors.joining(","));
        String sum = rest + " | " + b.reduce(0);
        return Parser.parse("""
            intarsia 1
            tile kernel convert {
              in x %%0: global %1$s[%2$s]
              out y %%1: global %1$s[%2$s]
              out z %%5: global %1$s[%6$s]
              grid [1]
              block (%%9: i64)
              %%2: i64 = const 0
              %%3: %1$s[%3$s | %4$s] = load %%0, "value", [%7$s], [%8$s], [], []
              %%4: %1$s[%3$s | %5$s] = convert %%3
              %%6: %1$s[%9$s] = reduce.%10$s %%4, 0
              store %%1, "value", [%7$s], [%8$s], [], [], %%4
              store %%5, "value", [%7$s], [%8$s], [], [], %%6
            }
            """.formatted(elem, dims, tile, a, b, rest, axes, zeros, sum, elem.equals("u1") ? "max" : "sum"));
    }
}
