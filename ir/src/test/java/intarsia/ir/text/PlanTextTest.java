package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.BufferType.Range;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.Symbol;
import intarsia.ir.plan.Plan;
import intarsia.ir.plan.PlanBuffer;
import intarsia.ir.plan.PlanBuffer.Role;
import intarsia.ir.plan.Step;
import intarsia.ir.type.Format;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanTextTest {
    private static final Kernel DOUBLE = kernel("double", "add %4, %4");
    private static final Kernel ZERO = kernel("zero", "sub %4, %4");
    private static final Expr N = Expr.sym("n");

    private static Kernel kernel(String name, String body) {
        return Parser.parse("""
            intarsia 1
            tile kernel %s {
              symbol n runtime 0..4096 divisor 32
              in x %%0: global f32[n]
              out y %%1: global f32[n]
              grid [(n / 32)]
              block (%%2: i64)
              %%4: f32[32] = load %%0, "value", [0], [%%2], [], []
              %%5: f32[32] = %s
              store %%1, "value", [0], [%%2], [], [], %%5
            }
            """.formatted(name, body));
    }

    private static PlanBuffer buffer(String name, Role role, String format, long offset, Optional<Range> range, Expr... shape) {
        return new PlanBuffer(name, role, Format.parse(format), List.of(shape), range, offset, Optional.empty());
    }

    /** One of every kind of buffer, names that are no words, kernels of several steps. */
    private static Plan plan() {
        List<PlanBuffer> buffers = List.of(buffer("x", Role.INPUT, "f32", 0, Optional.empty(), N),
                buffer("blk.0.w eight\"\\n\n", Role.INPUT, "Q8_0", 0, Optional.empty(), Expr.of(4), N.times(32)),
                buffer("step", Role.INPUT, "i32", 0, Optional.of(new Range(-1, 511)), N.plus(1).ceilDiv(7)),
                buffer("t3", Role.TEMP, "f32", 4096, Optional.empty(), N),
                buffer("k", Role.STATE, "f16", 0, Optional.empty(), Expr.of(2), Expr.of(64)),
                buffer("table", Role.CONSTANT, "f32", 0, Optional.empty()),
                buffer("y", Role.OUTPUT, "f32", 0, Optional.empty(), N));
        return new Plan("a plan", List.copyOf(DOUBLE.symbols()), buffers, List.of(new Step(DOUBLE, List.of(0, 3), false),
                new Step(ZERO, List.of(3, 6), true), new Step(DOUBLE, List.of(3, 6), true)));
    }

    @Test
    void aPlanIsReadAsItWas() {
        Plan read = PlanText.parse(PlanText.print(plan()), "test");
        assertEquals(plan(), read);
        assertSame(read.steps().get(0).kernel(), read.steps().get(2).kernel());
    }

    @Test
    void itsTextIsOneLineForEachThingAndEachKernelOnce() {
        assertEquals("""
            intarsia 1
            plan "a plan" {
              symbol n runtime 0..4096 divisor 32
              buffer 0 input x: global f32[n]
              buffer 1 input "blk.0.w eight\\"\\\\n\\n": global Q8_0[4, (n * 32)]
              buffer 2 input step: global i32[ceildiv((n + 1), 7)] range -1..511
              buffer 3 temp t3 at 4096: global f32[n]
              buffer 4 state k: global f16[2, 64]
              buffer 5 constant table: global f32[]
              buffer 6 output y: global f32[n]
              step 0 [0, 3]
              step 1 waits [3, 6]
              step 0 waits [3, 6]
            }
            """ + Printer.body(DOUBLE) + Printer.body(ZERO), PlanText.print(plan()));
    }

    @Test
    void aDeclarationIsThePlanWithoutBodies() {
        Plan declared = plan().declaration();
        assertEquals(declared, PlanText.parse(PlanText.print(declared), "test"));
        assertEquals(List.of(), declared.steps().getFirst().kernel().body().body());
        assertEquals(DOUBLE.params(), declared.steps().getFirst().kernel().params());
        assertEquals(DOUBLE.grid(), declared.steps().getFirst().kernel().grid());
        assertEquals(plan().scratchBytes(), declared.scratchBytes());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "step 1 waits | step 2 waits | a step runs kernel 2; the text has 2",
        "[0, 3] | [0, 7] | wanted an integer from 0 to 6",
        "[0, 3] | [0] | 1 buffers for 2 parameters of double",
        "buffer 3 temp | buffer 4 temp | wanted an integer from 3 to 3",
        "temp t3 at 4096 | temp t3 at -1 | wanted an integer from 0 to",
        "temp t3 at | temp t3 | wanted 'at'",
        "constant table | register table | wanted one of [input",
        "global f32[] | f32 | wanted one that is contiguous",
        "f16[2, 64] | f16[2, 64] strides [1, 2] offset 0 | wanted one that is contiguous",
        "plan \"a plan\" { | kernel { | wanted 'plan'",
        "intarsia 1 | intarsia 2 | version '2' of the text form"})
    void whatIsWrongIsSaidInOneMessage(String right, String wrong, String part) {
        String text = PlanText.print(plan());
        assertTrue(text.contains(right), right);
        String m = String.valueOf(assertThrows(IllegalArgumentException.class, () -> PlanText.parse(text.replaceFirst(
                java.util.regex.Pattern.quote(right), java.util.regex.Matcher.quoteReplacement(wrong)), "test")).getMessage());
        assertTrue(m.contains(part), m);
    }

    @Test
    void damagedTextIsReadOrRefusedAndNothingElse() {
        long seed = Long.getLong("intarsia.seed", 11);
        Random random = new Random(seed);
        String text = PlanText.print(plan());
        for (int i = 0; i < 3000; i++) {
            StringBuilder damaged = new StringBuilder(text);
            int at = random.nextInt(text.length());
            switch (random.nextInt(3)) {
                case 0 -> damaged.setCharAt(at, (char) (32 + random.nextInt(95)));
                case 1 -> damaged.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
                default -> damaged.insert(at, text, at, Math.min(text.length(), at + 1 + random.nextInt(20)));
            }
            try {
                PlanText.parse(damaged.toString(), "test");
            } catch (IllegalArgumentException e) {
                assertTrue(e.getMessage() != null, "seed " + seed);
            }
        }
    }
}
