package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.passes.search.Budget;
import intarsia.passes.search.Formula;
import intarsia.passes.search.KeptRules;
import intarsia.passes.search.ShortestDecode;
import intarsia.passes.search.Step;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The search from scratch, where the answer is known. */
class ShortestDecodeTest {
    private static final long SECONDS_20 = 20_000;
    private static final long MANY = 1_000_000;
    private static final Set<Step> PLAIN = EnumSet.complementOf(EnumSet.of(Step.CVT_F32_F16));

    private static Optional<Formula> find(DType t, Set<Step> steps, int below) {
        return new ShortestDecode(t, steps, Budget.of(SECONDS_20), MANY).find(below);
    }

    /** The last column is one more than the cost, so that the search ends when it has found that. */
    @ParameterizedTest
    @CsvSource({"i4, 2", "i8, 2", "bf16, 2", "bipolar1, 3", "bipolar4, 4", "e8m0, 5", "shift4, 5"})
    void findsAShortSequenceThatIsProved(String type, int cost) {
        DType t = DType.parse(type);
        Formula f = find(t, PLAIN, cost + 1).orElseThrow();
        assertTrue(f.cost() <= cost, f.cost() + ": " + f);
        assertTrue(KeptRules.proves(t, f), f.toString());
    }

    @Test
    void findsTheMagicExponentWhereNothingConverts() {
        DType u4less8 = CodeBook.of(IntStream.range(-8, 8).asDoubleStream().toArray());
        Set<Step> none = EnumSet.of(Step.OR, Step.ADD_F32, Step.SHL);
        Formula f = find(u4less8, none, 6).orElseThrow();
        assertEquals(3, f.cost(), f.toString());
        assertTrue(f.toString().contains("or(x, 0x4b000000)"), f.toString());
    }

    @Test
    void findsTheHalfThatAnE5m2IsTheTopOf() {
        assertEquals("cvt.f32.f16(shl(x, 0x8))", find(DType.F8E5M2, EnumSet.of(Step.SHL, Step.CVT_F32_F16), 6).orElseThrow().toString());
    }

    @Test
    void findsNothingCheaperThanTheCheapest() {
        assertEquals(Optional.empty(), find(DType.BF16, PLAIN, 2));
        assertEquals(Optional.empty(), find(DType.parse("i4"), PLAIN, 2));
    }

    @Test
    void endsWhenItIsCancelledAndSaysSo() {
        List<String> lines = new ArrayList<>();
        Budget cancelled = new Budget(SECONDS_20, () -> true, lines::add);
        assertEquals(Optional.empty(), new ShortestDecode(DType.DYNAMIC8, PLAIN, cancelled, MANY).find(9));
        assertTrue(cancelled.spent());
        Budget free = new Budget(SECONDS_20, () -> false, lines::add);
        assertTrue(new ShortestDecode(DType.BF16, PLAIN, free, MANY).find(3).isPresent());
        assertTrue(lines.getFirst().startsWith("bf16: formulas of cost 1, "), lines.toString());
        assertFalse(free.spent());
    }

    @Test
    void aFormulaThatIsWrongForOneCodeIsNotProved() {
        assertTrue(KeptRules.proves(DType.BF16, Formula.parse("shl(x, 0x10)")));
        assertFalse(KeptRules.proves(DType.BF16, Formula.parse("max(shl(x, 0x10), 0x80000001)")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "0x80000000", "select(eq(x, 0x7f), 0x7fc00000, mul.f32(shl(x, 0x12), 0x7e800000))", "fma.f32(x, 0x0, x)"})
    void textReadsBack(String text) {
        assertEquals(text, Formula.parse(text).toString());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"y; wanted x, a constant or a step before this, not 'y', at character 1", "shl(x); wanted ', ' at character 5",
        "shl(x, 0x1) ; wanted the end", "0xg; wanted 32 bits in hexadecimal", "mul(x, 0x1; wanted ')' at character 10"})
    void textThatIsNoFormulaIsRefused(String text, String message) {
        String shown = text.equals("shl(x, 0x1)") ? text + " " : text;
        String found = String.valueOf(assertThrows(IllegalArgumentException.class, () -> Formula.parse(shown)).getMessage());
        assertTrue(found.contains(message), found);
    }

    @Test
    void stepsThatStandTwiceCostOnce() {
        assertEquals(2 + 1, Formula.parse("add(shl(x, 0x1), shl(x, 0x1))").cost());
    }
}
