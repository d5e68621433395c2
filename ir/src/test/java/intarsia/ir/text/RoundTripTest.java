package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.verify.Verifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RoundTripTest {
    /** Types whose names hold commas, brackets and underscores, and the parts of complex elements. */
    private static final String TYPES = """
            intarsia 1
            tile kernel types {
              symbol n runtime 0..9
              in x %0: global quaternary[64]
              in p %1: global posit8_0[n, 64] strides [(n * 8), 1] offset 3
              in w %2: global lut3(-4,-2,-1,-0.1,0.1,1,2,1.0E-7)g32_sf16[8, 64]
              out y %3: global lut4(fp4)[64]
              grid []
              %4: i64 = const 0
              %5: i64 = const 1
              %6: quaternary[64] = load %0, "value", [0], [%4], [], []
              %7: lut2(1,0,-1,0)[64] = bits %6
              %8: lut2(0,1,0,-1)[64] = bits %6
              %9: posit8_0[64] = load %1, "value", [1], [%4, %4], [], []
              %10: lut3(-4,-2,-1,-0.1,0.1,1,2,1.0E-7)[64] = load %2, "code", [1], [%4, %4], [], []
              %11: posit8_0[64], %12: lut3(-4,-2,-1,-0.1,0.1,1,2,1.0E-7)[64] = for %4, %5, %5, [%9, %10], { (%13: i64, %14: posit8_0[64], %15: lut3(-4,-2,-1,-0.1,0.1,1,2,1.0E-7)[64])
                yield %14, %15
              }
              %16: lut4(fp4)[64] = cast %12
              store %3, "value", [0], [%4], [], [], %16
            }
            """;

    static final List<String> KERNELS = Stream.concat(EveryOp.ALL.stream(), Stream.of(TYPES)).toList();

    @ParameterizedTest
    @FieldSource("KERNELS")
    void parsingWhatWasPrintedGivesTheSameKernel(String text) {
        Kernel k = Parser.parse(text);
        String printed = Printer.print(k);
        assertEquals(k, Parser.parse(printed));
        assertEquals(printed, Printer.print(Parser.parse(printed)));
    }

    @ParameterizedTest
    @FieldSource("KERNELS")
    void theKernelsThatHoldEveryOpAreLegal(String text) {
        assertEquals(List.of(), Verifier.verify(Parser.parse(text)));
    }

    @Test
    void everyOpStandsInSomeKernel() {
        Set<String> missing = new TreeSet<>(Ops.allMnemonics());
        for (String text : EveryOp.ALL) {
            Ops.walk(Parser.parse(text).body(), _ -> { }, s -> missing.remove(Ops.mnemonic(s.op())));
        }
        assertEquals(Set.of(), missing, "add these to EveryOp");
    }
}
