package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import intarsia.ir.device.Artefact;
import intarsia.runtime.cuda.Assembly;
import intarsia.runtime.cuda.KernelUse;
import intarsia.runtime.cuda.PtxAssembler;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;

/** The check by NVIDIA's PTX compiler, which needs no GPU. */
final class AssembledKernels {
    private AssembledKernels() {
    }

    /** Fails where a kernel is refused or spills; prints the registers of each. */
    static void check(List<Artefact> artefacts) {
        PtxAssembler assembler = PtxAssembler.available()
                .orElseGet(() -> Assumptions.abort(PtxAssembler.absence().orElse("")));
        TreeMap<String, Integer> registers = new TreeMap<>();
        for (Artefact a : artefacts) {
            switch (assembler.assemble(a.listing(), a.target().arch())) {
                case Assembly.Rejected(List<String> errors) -> fail("kernel " + a.kernel().name() + ": " + errors + "\n" + a.listing());
                case Assembly.Assembled done -> {
                    KernelUse use = done.kernels().getFirst();
                    assertEquals(0, use.spillStoreBytes() + use.spillLoadBytes(), () -> "bytes that kernel " + a.kernel().name() + " spills, with "
                            + use.registers() + " registers\n" + a.listing());
                    registers.merge(a.kernel().name(), use.registers(), Math::max);
                }
            }
        }
        System.out.println("registers for " + artefacts.getFirst().target().arch() + ": " + registers);
    }
}
