package intarsia.ir.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.ir.Kernel;
import intarsia.ir.Symbols;
import intarsia.ir.Value;
import intarsia.ir.text.Parser;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepperTest {
    private static final Kernel SUM = Parser.parse("""
            intarsia 1
            tile kernel sum {
              in x %0: global Q8_0[1, 32]
              out y %1: global i32[1]
              grid [2]
              block (%2: i64)
              %3: i64 = const 0
              %4: i64 = const 2
              %5: i64 = const 1
              %6: i32[1] = const 0
              %7: i32[1] = for %3, %4, %5, [%6], { (%8: i64, %9: i32[1])
                %10: i32[1] = const 3
                %11: i32[1] = add %9, %10
                yield %11
              }
              store %1, "value", [0], [%3], [], [], %7
            }
            """);

    /** Codes 0 to 31 under the scale 0.5. */
    private static MemorySegment block() {
        byte[] block = new byte[34];
        block[1] = 0x38;
        for (int i = 0; i < 32; i++) {
            block[2 + i] = (byte) i;
        }
        return MemorySegment.ofArray(block);
    }

    private static void run(int[] y, Stepper stepper) {
        Evaluator.run(SUM, Map.of("x", block(), "y", MemorySegment.ofArray(y)), Symbols.NONE, stepper);
    }

    @Test
    void everyStatementComesInOrderThoseOfALoopOnceARound() {
        List<String> seen = new ArrayList<>();
        int[] y = new int[1];
        run(y, (s, _, evaluate) -> {
            seen.add("before " + s.results());
            evaluate.run();
            seen.add("after " + s.results());
        });
        List<String> round = List.of("before [%10]", "after [%10]", "before [%11]", "after [%11]");
        List<String> block = new ArrayList<>();
        for (int id = 3; id <= 6; id++) {
            block.addAll(List.of("before [%" + id + "]", "after [%" + id + "]"));
        }
        block.add("before [%7]");
        block.addAll(round);
        block.addAll(round);
        block.addAll(List.of("after [%7]", "before []", "after []"));
        List<String> wanted = new ArrayList<>(block);
        wanted.addAll(block);
        assertEquals(wanted, seen);
        assertEquals(6, y[0]);
    }

    @Test
    void itSeesWhatValuesStandForBeforeAndAfter() {
        Value total = SUM.body().body().get(4).result();
        List<Optional<Long>> seen = new ArrayList<>();
        run(new int[1], (s, at, evaluate) -> {
            boolean loop = s.results().contains(total);
            if (loop) {
                seen.add(at.contents(total).map(c -> c.code(0)));
            }
            evaluate.run();
            if (loop) {
                seen.add(at.contents(total).map(c -> c.code(0)));
            }
        });
        assertEquals(List.of(Optional.empty(), Optional.of(6L), Optional.of(6L), Optional.of(6L)), seen, "the second block keeps what the first left");
    }

    @Test
    void blocksInMemoryAreSeenAsTheirValues() {
        Value x = SUM.params().getFirst().value();
        List<Double> seen = new ArrayList<>();
        run(new int[1], (s, at, evaluate) -> {
            Contents c = at.contents(x).orElseThrow();
            assertEquals(List.of(1, 32), c.shape());
            seen.add(c.value(5));
            evaluate.run();
        });
        assertEquals(2.5, seen.getFirst());
    }

    @Test
    void whatItThrowsPasses() {
        class Enough extends RuntimeException {
            private static final long serialVersionUID = 1;
        }
        assertThrows(Enough.class, () -> run(new int[1], (_, _, _) -> {
            throw new Enough();
        }));
    }
}
