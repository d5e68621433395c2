package intarsia.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IntegerBookTest {
    /** Types of every kind of at most 8 bits; of floats and code books all that have a name, and some of one's own. */
    private static List<DType> types() {
        Stream<String> names = Stream.of("f3e1m1", "f4e1m2", "f4e2m1", "f4e3m0", "f5e1m3", "f5e2m2", "f5e3m1", "f6e2m3", "f6e3m2", "f7e2m4", "f8e2m5fn", "f8e3m4fn", "f8e4m3fn", "f8e5m2",
            "f8e4m3fnuz", "ue4m3", "e8m0", "nf4", "dynamic8", "ternary", "lut4(fp4)", "lut4(iq4nl)", "lut7(gguf_ue4m3)", "bipolar1", "bipolar2", "bipolar4", "bipolar8", "shift2", "shift3", "shift4",
            "shift5", "posit4_0", "posit8_1", "lut2(-1,-0.25,0.25,1)", "lut2(0,64,-128,32)", "lut2(-0.0,0.75,127,3)", "lut2(0,0,0,0)", "lut2(0,1,2)", "lut2(0.1,0.2,0.3,0.4)", "lut1(1e-200,3e-200)");
        Stream<DType> integers = IntStream.rangeClosed(1, 8).boxed().flatMap(n -> Stream.of(new IntType(n, true), new IntType(n, false)));
        return Stream.concat(names.map(DType::parse), integers).toList();
    }

    private static void assertBook(String type, double step, String book, int limit) {
        IntegerBook found = IntegerBook.of(DType.parse(type)).orElseThrow();
        assertEquals(new IntegerBook(step, (CodeBook) DType.parse(book), new IntType(8, true, limit)), found, type);
    }

    @Test
    void valuesOfOneStepAreIntegers() {
        assertBook("f4e2m1", 0.5, "lut4(0,1,2,3,4,6,8,12,0,-1,-2,-3,-4,-6,-8,-12)", 12);
        assertBook("f3e1m1", 1, "lut3(0,1,2,3,0,-1,-2,-3)", 3);
        assertBook("lut4(iq4nl)", 1, "lut4(-127,-104,-83,-65,-49,-35,-22,-10,1,13,25,38,53,69,89,113)", 127);
        assertBook("ternary", 1, "lut2(-1,0,1)", 1);
        assertBook("bipolar2", 1, "lut2(-3,-1,1,3)", 3);
        assertBook("lut2(-1,-0.25,0.25,1)", 0.25, "lut2(-4,-1,1,4)", 4);
        assertBook("lut3(0,64,-128,32,0,0,0,96)", 32, "lut3(0,2,-4,1,0,0,0,3)", 4);
    }

    /** By trying all steps that f32 has. */
    @Test
    void everyTypeHasThemOrCannot() {
        for (DType t : types()) {
            Optional<IntegerBook> found = IntegerBook.of(t);
            List<Integer> codes = IntStream.range(0, 1 << t.bits()).filter(t::isCode).boxed().toList();
            boolean could = IntStream.rangeClosed(-126, 127).anyMatch(e -> fits(t, codes, Math.scalb(1.0, e)));
            assertEquals(could, found.isPresent(), t::toString);
            found.ifPresent(b -> codes.forEach(c -> {
                assertEquals(t.decode(c), b.step() * b.integers().decode(c), 0.0, () -> t + ", code " + c);
                assertTrue(Math.abs(b.integers().decode(c)) <= b.type().limit(), () -> t + ", code " + c);
                assertEquals(b.integers().decode(c), b.type().decode(b.type().encode(b.integers().decode(c))), () -> t + ", code " + c);
            }));
        }
    }

    private static boolean fits(DType t, List<Integer> codes, double step) {
        boolean some = codes.stream().anyMatch(c -> t.decode(c) != 0);
        return some && codes.stream().mapToDouble(c -> t.decode(c) / step).allMatch(v -> v == Math.rint(v) && Math.abs(v) <= 127);
    }
}
