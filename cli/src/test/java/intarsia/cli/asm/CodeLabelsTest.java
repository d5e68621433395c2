package intarsia.cli.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.passes.cost.Labels;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class CodeLabelsTest {
    @Test void registersOfAnyWidthAreCountedOnce() {
        List<Instruction> code = List.of(new Instruction(0, "vaddps", "zmm1,zmm2,zmm31", ""), new Instruction(6, "vmovups", "ymm1,YMMWORD PTR [rsi]", ""),
            new Instruction(12, "vmovd", "xmm9,eax", ""), new Instruction(16, "add", "rax,rbx", ""), new Instruction(20, "kmovw", "k1,eax", ""));
        assertEquals(4, CodeLabels.registers(code));
        assertEquals(0, CodeLabels.registers(List.of()));
    }

    @Test void withoutADisassemblerTheSizeIsKnown() throws IOException, InterruptedException {
        var method = new PrintedMethod("c2", "run", false, new byte[17], Map.of());
        assertEquals(new Labels(OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(17)), CodeLabels.of(method, Optional.empty()));
    }
}
