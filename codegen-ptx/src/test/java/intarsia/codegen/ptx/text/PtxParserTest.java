package intarsia.codegen.ptx.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PtxParserTest {
    private static final String HEAD = ".version 7.4\n.target sm_80\n.address_size 64\n";

    private static PtxKernel body(String body) {
        return PtxParser.parse(HEAD + ".visible .entry k(.param .u64 x) {\n.reg .pred %p<2>;\n.reg .b32 %r<4>;\n.reg .b64 %rd<4>;\n" + body + "\n}\n").kernel("k");
    }

    @Test
    void instructionsKeepGuardModifiersOperandsAndLine() {
        PtxKernel k = body("/* two\nlines */ @!%p1 ld.global.L1::no_allocate.v2.b32 {%r1, _}, [%rd1+-16]; // end\nret;");
        Instruction ld = k.code().getFirst();
        assertEquals("@!%p1 ld.global.L1::no_allocate.v2.b32 {%r1, _}, [%rd1+-16];", ld.toString());
        assertEquals(9, ld.line());
        assertEquals("ld", ld.family());
        assertEquals(List.of("global", "L1::no_allocate", "v2", "b32"), ld.modifiers());
    }

    @Test
    void labelsStandBeforeInstructionsAndMayComeLater() {
        PtxKernel k = body("bra END;\nLOOP: mov.u32 %r1, 0x10U;\nEND:\nret;");
        assertEquals(Map.of("LOOP", 1, "END", 2), k.labels());
        assertEquals(new Operand.Constant(16), k.code().get(1).operands().get(1));
    }

    @Test
    void constantsAreReadInAllTheirSpellings() {
        PtxKernel k = body("mov.b32 %r1, 0f3F800000; mov.b32 %r1, -1; mov.b32 %r1, 0b101; mov.b32 %r1, 017; mov.b64 %rd1, 0d3FF0000000000000; mov.b64 %rd1, 0xFFFFFFFFFFFFFFFF; ret;");
        assertEquals("[0f3F800000, -1, 5, 15, 0d3FF0000000000000, -1]", k.code().subList(0, 6).stream().map(i -> i.operands().get(1)).toList().toString());
    }

    @Test
    void sharedArraysHaveAlignmentAndSize() {
        PtxModule m = PtxParser.parse(HEAD + ".extern .shared .align 16 .b8 dyn[];\n.entry k() .maxntid 64, 2 { .shared .align 8 .b32 s[10]; ret; }");
        assertEquals("[Variable[name=dyn, align=16, bytes=0, dynamic=true], Variable[name=s, align=8, bytes=40, dynamic=false]]", m.kernel("k").shared().toString());
        assertEquals(128, m.kernel("k").maxThreads());
    }

    @Test
    void arraysOfTheModuleHaveAsManyValuesAsElements() {
        String entry = "\n.entry k() { .reg .b64 %rd1; mov.u64 %rd1, t; ret; }";
        PtxModule m = PtxParser.parse(HEAD + ".global .align 4 .b32 t[3] = {0x10, 7, 0xFFFFFFFF};" + entry);
        assertEquals("[Table[name=t, bytes=4, values=[16, 7, 4294967295]]]", m.tables().toString());
        var few = assertThrows(PtxSyntaxException.class, () -> PtxParser.parse(HEAD + ".global .b32 t[3] = {1, 2};" + entry));
        assertTrue(String.valueOf(few.getMessage()).contains("'t' has 3 elements and 2 values, wanted as many"), few.getMessage());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '#', quoteCharacter = '`', value = {
            "mov.u32 %r9, 1; ret;                # register '%r9' is not declared",
            "mov.u32 %r1, %tid.w; ret;           # the special registers known are",
            "bra NOWHERE; ret;                   # 'NOWHERE' is neither a register, a label",
            "A: A: ret;                          # 'A' is declared twice",
            "mov.u32 %r1, 0x1FFFFFFFFFFFFFFFF; ret; # is not an integer of at most 64 bits",
            "mov.b32 %r1, 0f3F8; ret;            # 0f is followed by 8 hexadecimal digits",
            "mov.u32 %r1 1; ret;                 # wanted ';', found '1'",
            "@%r1 bra A; A: ret;                 # a guard is a predicate register",
            ".reg .b32 %q<99999999>; ret;        # a count of registers is 99999999, wanted 1 to 32768",
            ".reg .b32 %r<2>; ret;               # is declared twice",
            ".shared .b8 s[999999]; ret;         # a count of elements is 999999, wanted 1 to 232448",
            "mov.u32 %r1, 1.5; ret;              # write a float as its bits",
            "ld.global.b32 %r1, [%rd1+4294967296]; ret; # signed integer of 32 bits",
            "{ ret; }                            # wanted an instruction, a label, .reg, .shared or '}', found '{'",
            "? ret;                              # character '?' (U+003F) has no meaning"})
    void errorsSayWhatWasWanted(String body, String message) {
        var e = assertThrows(PtxSyntaxException.class, () -> body(body.strip()));
        assertTrue(String.valueOf(e.getMessage()).contains(message.strip()), e.getMessage());
    }

    @Test
    void anErrorShowsTheLineWithACaret() {
        var e = assertThrows(PtxSyntaxException.class, () -> body("ret;\n  mov.u32 %r1, %r7;"));
        assertEquals("  mov.u32 %r1, %r7;\n               ^", String.valueOf(e.getMessage()).split("\n", 2)[1]);
        assertEquals(9, e.line());
        assertEquals(16, e.column());
    }

    @Test
    void everyPrefixOfAKernelIsRefusedWithoutAnyOtherException() {
        String text = HEAD + ".visible .entry k(.param .u64 x) { .reg .b32 %r<2>; .shared .b8 s[4]; A: @!%p bra A; mov.b32 {%r0, _}, [%r1+0x4]; \"x\" ret; }";
        for (int n = 0; n < text.length(); n++) {
            String prefix = text.substring(0, n);
            if (n != HEAD.length() && !prefix.strip().equals(HEAD.strip())) assertThrows(PtxSyntaxException.class, () -> PtxParser.parse(prefix), prefix);
        }
    }
}
