package intarsia.cli.asm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountsTest {
    @Test void aDisassemblyIsCounted() throws IOException {
        Map<Long, String> notes = PrintedMethod.in(Stored.text("add.print")).getLast().notes();
        Counts c = Counts.of(Instruction.in(Stored.text("add.disassembly"), notes));
        var wanted = new EnumMap<Kind, Integer>(Kind.class);
        for (Kind k : Kind.values()) wanted.put(k, 0);
        // 4 x 2 tiles read as a whole, 4 x 2 under masks, 2 + 2 constants that masks are compared with
        wanted.putAll(Map.of(Kind.VECTOR_LOADS, 20, Kind.VECTOR_STORES, 12, Kind.ADDS, 8, Kind.PERMUTES, 1, Kind.CALLS, 3, Kind.UNCOMMON_TRAPS, 3));
        assertEquals(new Counts(163, wanted), c);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "vmovups | zmm16,ZMMWORD PTR [r10+r9*4] | VECTOR_LOADS",
        "vmovq | xmm1,QWORD PTR [r10] | VECTOR_LOADS",
        "vpmovsxbd | zmm0,XMMWORD PTR [rdx+0x2] | VECTOR_LOADS",
        "movups | xmm0,XMMWORD PTR [rax] | VECTOR_LOADS",
        "vpcmpgtd | k1,zmm0,ZMMWORD PTR [rax] | VECTOR_LOADS",
        "vbroadcastss | zmm0,DWORD PTR [rax] | VECTOR_LOADS PERMUTES",
        "vmovdqu32 | ZMMWORD PTR [r10]{k1},zmm0 | VECTOR_STORES",
        "vmulps | zmm0,zmm1,ZMMWORD PTR [r10+0x40] | VECTOR_LOADS MULTIPLIES",
        "vpmaddwd | ymm0,ymm1,ymm2 | MULTIPLIES",
        "vfmadd231ps | zmm0,zmm1,DWORD PTR [r10]{1to16} | VECTOR_LOADS FMAS",
        "paddd | xmm1,xmm0 | ADDS",
        "vpsrlvd | zmm0,zmm1,zmm2 | SHIFTS",
        "vpsrad | zmm0,zmm1,0x4 | SHIFTS",
        "vpsubd | zmm0,zmm1,zmm2 | ADDS",
        "vpermi2d | zmm0,zmm1,zmm2 | PERMUTES",
        "vpshufb | ymm0,ymm1,ymm2 | PERMUTES",
        "vmovdqu64 | ZMMWORD PTR [rsp+0x40],zmm1 | SPILLS",
        "vmovdqu | xmm2,XMMWORD PTR [rsp+0x280] | RELOADS",
        "vaddps | zmm0,zmm1,ZMMWORD PTR [rsp+0x40] | RELOADS ADDS",
        "vpabsd | zmm0,ZMMWORD PTR [rax] | VECTOR_LOADS",
        "vmovss | xmm0,DWORD PTR [rax] | -",
        "vmovss | DWORD PTR [rsp+0x8],xmm0 | -",
        "vaddss | xmm0,xmm0,DWORD PTR [rax] | -",
        "vcvtsi2ss | xmm0,xmm0,DWORD PTR [rax] | -",
        "mov | rax,QWORD PTR [rsp+0x8] | -",
        "add | r10d,DWORD PTR [rax] | -",
        "kmovq | k1,QWORD PTR [rsp+0x8] | -",
        "vzeroupper | '' | -",
        "call | 0x1234 | CALLS",
    })
    void anInstructionIsOfTheseKinds(String mnemonic, String operands, @Nullable String kinds) {
        var found = Set.of(Kind.values()).stream().filter(k -> k.is(new Instruction(0, mnemonic, operands, ""))).map(Kind::name).collect(Collectors.toSet());
        assertEquals(kinds == null ? Set.of() : Set.of(kinds.split(" ", -1)), found);
    }

    @Test void linesOfObjdumpAreInstructions() {
        List<Instruction> code = Instruction.in("""

            0000000000000000 <.data>:
               0:\tmov    DWORD PTR [rsp-0x14000],eax
              1a:\tvzeroupper
              1d:\tlock cmpxchg QWORD PTR [r15],rcx
              20:\tvpand  xmm1,xmm1,XMMWORD PTR [rip+0xffffffffffa7015c]        # 0xffffffffffa703c0
              27:\tjne    0x1a
            \t...
            """, Map.of());
        assertEquals(List.of("mov", "vzeroupper", "cmpxchg", "vpand", "jne"), code.stream().map(Instruction::mnemonic).toList());
        assertEquals("xmm1,xmm1,XMMWORD PTR [rip+0xffffffffffa7015c]", code.get(3).operands());
        assertEquals(0x1a, code.getLast().target().orElseThrow());
    }
}
