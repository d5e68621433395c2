package intarsia.cli.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HotLoopTest {
    /** Lines such as {@code vaddps zmm0,zmm0,zmm1}, each one byte long; a target is the number of a line. */
    private static String hot(String code) {
        StringBuilder text = new StringBuilder();
        List<String> lines = code.lines().toList();
        for (int i = 0; i < lines.size(); i++) text.append(Integer.toHexString(i)).append(":\t").append(lines.get(i)).append('\n');
        List<Instruction> all = Instruction.in(text.toString(), Map.of(8L, "runtime_call UncommonTrapBlob"));
        assertEquals(lines.size(), all.size());
        return HotLoop.of(all).map(l -> String.join(" ", l.stream().map(i -> Long.toHexString(i.at())).toList())).orElse("none");
    }

    @Test void theInnerLoopIsHot() {
        assertEquals("1 2", hot("""
            mov eax,ebx
            vaddps zmm0,zmm0,zmm1
            jl 0x1
            vaddps zmm0,zmm0,zmm1
            vmulps zmm0,zmm0,zmm1
            jl 0x0
            ret
            """));
    }

    @Test void ofSeveralTheOneThatComputesMostIsHot() {
        assertEquals("2 3 4", hot("""
            vaddps zmm0,zmm0,zmm1
            jl 0x0
            vaddps zmm0,zmm0,zmm1
            vmulps zmm0,zmm0,zmm1
            jl 0x2
            vmovdqu32 zmm0,ZMMWORD PTR [rax]
            vpandd zmm0,zmm0,zmm1
            vaddps zmm0,zmm0,zmm1
            jl 0x5
            ret
            """));
    }

    @Test void aLoopWithoutVectorsInsideIsPartOfTheHotOne() {
        assertEquals("0 1 2 3", hot("""
            vaddps zmm0,zmm0,zmm1
            mov BYTE PTR [rax],cl
            jl 0x1
            jl 0x0
            ret
            """));
    }

    @Test void aLoopMayBeEnteredInTheMiddle() {
        assertEquals("1 2 3", hot("""
            jmp 0x2
            vmovdqu64 ZMMWORD PTR [rsp],zmm1
            vaddps zmm0,zmm0,zmm1
            jl 0x1
            ret
            """));
    }

    @Test void whatStandsAtTheEndAndComesBackBelongsToTheLoop() {
        assertEquals("1 2 3 5 6", hot("""
            mov eax,ebx
            je 0x5
            vaddps zmm0,zmm0,zmm1
            jl 0x1
            ret
            mov BYTE PTR [rax],cl
            jmp 0x2
            """));
    }

    @Test void theReturnFromTheEndIsNoLoop() {
        assertEquals("none", hot("""
            je 0x3
            vaddps zmm0,zmm0,zmm1
            ret
            mov BYTE PTR [rax],cl
            jmp 0x1
            """));
    }

    @Test void nothingComesBackFromAnUncommonTrap() {
        assertEquals("none", hot("""
            vaddps zmm0,zmm0,zmm1
            je 0x8
            ret
            nop
            nop
            nop
            nop
            nop
            call 0x1000
            jmp 0x0
            """));
    }

    @Test void withoutLoopsNothingIsHot() {
        assertTrue(HotLoop.of(List.of()).isEmpty());
    }
}
