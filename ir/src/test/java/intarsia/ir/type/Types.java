package intarsia.ir.type;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The types that tests run over. */
final class Types {
    private Types() {
    }

    /** Every real type of at most 8 bits that has a name, and some books. */
    static Stream<DType> narrow() {
        List<String> names = new ArrayList<>(List.of("e8m0", "nf4", "ternary", "dynamic8", "lut4(fp4)", "lut4(iq4nl)", "lut1(0,1)",
            "lut2(3,-1,-1,0.5)", "lut2(1,0,-1,0)", "lut3(-4,-2,-1,-0.1,0.1,1,1e300,-1e300)", "lut3(0,0.25,0.5,0.75,1)"));
        IntStream.rangeClosed(1, 8).forEach(b -> names.addAll(List.of("u" + b, "i" + b, "bipolar" + b)));
        IntStream.rangeClosed(2, 8).forEach(b -> names.add("shift" + b));
        IntStream.rangeClosed(2, 8).forEach(b -> IntStream.rangeClosed(0, 4).forEach(es -> names.add("posit" + b + "_" + es)));
        for (int x = 1; x <= 7; x++) {
            for (int y = x == 1 ? 1 : 0; x + y <= 7; y++) {
                names.add("f" + (1 + x + y) + "e" + x + "m" + y);
            }
            names.addAll(List.of("f8e" + x + "m" + (7 - x) + "fn", "f8e" + x + "m" + (7 - x) + "fnuz", "ue" + x + "m" + (8 - x)));
        }
        IntStream.rangeClosed(1, 6).forEach(x -> names.add("ue" + x + "m" + (7 - x)));
        return names.stream().map(DType::parse);
    }

    /** Types of 16 bits, and one book with ties that no double holds. */
    static Stream<DType> sixteen() {
        double[] values = DoubleStream.generate(new Random(16)::nextGaussian).limit(1 << 16).toArray();
        return Stream.concat(Stream.of("u16", "i16", "f16", "bf16", "posit16_0", "posit16_1", "posit16_2", "bipolar16").map(DType::parse),
            Stream.of(CodeBook.of(values)));
    }

    /** Types between. */
    static Stream<DType> middling() {
        return Stream.of("u9", "i9", "u11", "i13", "u15", "bipolar10", "posit9_1", "posit12_2", "posit15_3").map(DType::parse);
    }

    /** All of them. */
    static Stream<DType> upTo16() {
        return Stream.of(narrow(), middling(), sixteen()).flatMap(s -> s);
    }
}
