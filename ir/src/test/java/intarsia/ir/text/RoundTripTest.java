package intarsia.ir.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Kernel;
import intarsia.ir.Ops;
import intarsia.ir.verify.Verifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class RoundTripTest {
    static final List<String> KERNELS = EveryOp.ALL;

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
