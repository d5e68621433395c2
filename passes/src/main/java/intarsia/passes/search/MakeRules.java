package intarsia.passes.search;

import intarsia.ir.type.CodeBook;
import intarsia.ir.type.DType;
import intarsia.ir.type.FloatType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Writes {@code decode.rules} anew: {@code java intarsia.passes.search.MakeRules FILE [FORMULAS [TYPE…]]}, how many each
 * of the at most ten enumerations for a type may try. With types, those lines alone. Progress goes to stderr.
 */
public final class MakeRules {
    /** Dearer than any hand rule without a table; a table that costs more finds its sequence below this or not at all. */
    private static final int BELOW = 14;
    private static final long FORMULAS = 300_000;
    private static final long HOUR = 3_600_000;

    private MakeRules() {
    }

    /** Searches for every type, or those that are named. */
    public static void main(String[] args) throws IOException {
        long each = args.length > 1 ? Long.parseLong(args[1]) : FORMULAS;
        List<String> names = args.length > 2 ? Arrays.asList(args).subList(2, args.length) : types();
        List<String> lines = new ArrayList<>(List.of("# What MakeRules found: a type, the cost of a formula of its code, the formula. Steps: Step; costs: Costs.",
                "# <N - says that enumerations of " + each + " formulas found none that costs less than N."));
        for (String name : names) {
            lines.addAll(lines(DType.parse(name), each));
            Files.write(Path.of(args[0]), lines);
        }
    }

    /** Every integer, bipolar, shift and float type of at most 8 bits, the books with names, some posits, and the floats of 16 bits. */
    private static List<String> types() {
        List<String> all = new ArrayList<>();
        IntStream.rangeClosed(2, 8).forEach(b -> all.add("i" + b));
        IntStream.rangeClosed(1, 8).forEach(b -> all.add("bipolar" + b));
        IntStream.rangeClosed(2, 8).forEach(b -> all.add("shift" + b));
        all.addAll(List.of("e8m0", "f16", "bf16", "f8e4m3fn", "f8e5m2", "f8e4m3fnuz", "f8e5m2fnuz", "ue4m3", "ue5m3"));
        for (int n = 3; n <= 8; n++) {
            for (int e = 1; e < n; e++) {
                all.add("f" + n + "e" + e + "m" + (n - 1 - e));
            }
        }
        IntStream.rangeClosed(1, 7).forEach(e -> all.addAll(List.of("ue" + e + "m" + (7 - e), "ue" + e + "m" + (8 - e))));
        for (CodeBook b : List.of(CodeBook.TERNARY, CodeBook.NF4, CodeBook.FP4, CodeBook.IQ4NL, CodeBook.DYNAMIC8, CodeBook.GGUF_UE4M3)) {
            all.add(b.toString());
        }
        all.addAll(List.of("posit4_0", "posit4_1", "posit6_1", "posit8_0", "posit8_1", "posit8_2"));
        IntStream.rangeClosed(1, 7).forEach(e -> all.addAll(List.of("f8e" + e + "m" + (7 - e) + "fn", "f8e" + e + "m" + (7 - e) + "fnuz")));
        return all.stream().distinct().toList();
    }

    private static List<String> lines(DType t, long each) {
        Set<Step> plain = EnumSet.complementOf(EnumSet.of(Step.CVT_F32_F16));
        Optional<Formula> found = find(t, plain, BELOW, each);
        List<String> lines = new ArrayList<>(List.of(line(t, BELOW, found)));
        int most = found.map(Formula::cost).orElse(BELOW);
        if (t instanceof FloatType f && f.signed() && f.bits() == 8 && (f.exponentBits() == 4 || f.exponentBits() == 5)) {
            find(t, EnumSet.allOf(Step.class), most, each).ifPresent(f16 -> lines.add(line(t, most, Optional.of(f16))));
        }
        return lines;
    }

    private static Optional<Formula> find(DType t, Set<Step> steps, int below, long each) {
        Budget budget = new Budget(HOUR, () -> false, System.err::println);
        return new ShortestDecode(t, steps, budget, each).find(below);
    }

    private static String line(DType t, int below, Optional<Formula> found) {
        return t + " " + found.map(f -> f.cost() + " " + f).orElse("<" + below + " -");
    }
}
