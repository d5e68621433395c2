package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.text.Parser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrintsTest {
    @Test
    void everyBlockWritesItsLinesInOrder() {
        Kernel k = Parser.parse("""
                intarsia 1
                tile kernel k {
                  grid [2, 1]
                  block (%0: i64, %1: i64)
                  print %0, "row"
                  %2: i32[2,3] = iota 1
                  %3: f32[2,3] = const 0.5
                  %4: i32[2,3] = const -1
                  %5: u1[2,3] = cmp.lt %2, %4
                  %6: f32[2,3] = cast %2
                  %7: f32[2,3] = mul %6, %3
                  print %7, "halves"
                  print %5, "below"
                  %8: f32[1] = const 0x7fc00000
                  print %8, "none"
                }
                """);
        List<String> lines = new ArrayList<>();
        Prints.to(lines::add, () -> Evaluator.run(k, Map.of(), Symbols.NONE));
        List<String> want = new ArrayList<>();
        for (int b = 0; b < 2; b++) {
            want.addAll(List.of("row [%d, 0]: i64 %d".formatted(b, b), "halves [%d, 0]: f32[2,3] [[0.0, 0.5, 1.0], [0.0, 0.5, 1.0]]".formatted(b),
                    "below [%d, 0]: u1[2,3] [[0, 0, 0], [0, 0, 0]]".formatted(b), "none [%d, 0]: f32[1] [NaN]".formatted(b)));
        }
        assertEquals(want, lines);
    }

    @Test
    void whatIsTooLongIsCounted() {
        Elements a = Elements.of(intarsia.ir.type.DType.U1, new long[2000]);
        String text = Prints.text(a, new int[] {2000});
        assertEquals("0, and 976 more", text.substring(text.length() - "0, and 976 more".length()));
    }
}
