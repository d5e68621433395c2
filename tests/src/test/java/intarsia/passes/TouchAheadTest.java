package intarsia.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.Ops;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Which loops get touches of which lines, on warps of four lanes: a load of words is of 16 bytes. */
class TouchAheadTest {
    private static final int AHEAD = 256;

    private static Kernel lane(String statements) {
        return Verifier.expect(Parser.parse("""
                intarsia 1
                lane kernel k {
                  in x %0: ptr
                  inout y %1: ptr
                  in n %2: i64
                  grid [2]
                  lanes 4 warps 1
                  %3: i64 = const 0
                  %4: i64 = const 1
                  %5: i64 = const 100
                  %6: i64 = const 4
                  %7: <i32> = const 3
                  %8: <i32> = lanes [0, 4, 8, 12]
                  blocks { (%9: i64)
                """ + statements + "\n  }\n}\n"), "input");
    }

    /** A loop over %11 from {@code from} to {@code to}, whose addresses are %13, %11 strides from the block's start. */
    private static String loop(String from, String to, int stride, String body) {
        return "%10: i64 = const " + stride + "\n%14: i64 = mul %9, %5\nfor " + from + ", " + to + ", %4, [], { (%11: i64)\n%12: i64 = mul %11, %10\n%13: i64 = add %12, %14\n" + body + "}\n";
    }

    private static String load(int result, String address) {
        return "%" + result + ": <i32> = ld " + address + ", 32, false, 1\nst unit.global(%1, %3, 0), 32, [%" + result + "]\n";
    }

    private static String unit(int result, int at) {
        return load(result, "unit.global(%0, %13, " + at + ")");
    }

    private static String line(int result, int at) {
        return unit(result, at) + unit(result + 1, at + 16) + unit(result + 2, at + 32) + unit(result + 3, at + 48);
    }

    private static Kernel touched(Kernel k) {
        return Verifier.expect(new TouchAhead(AHEAD).run(k), "touched");
    }

    /** Displacements of the touches, in order. */
    private static List<Long> places(String statements) {
        List<Long> found = new ArrayList<>();
        Ops.walk(touched(lane(statements)).body(), _ -> { }, s -> {
            if (s.op() instanceof LaneOp.Touch t) found.add(t.disp());
        });
        return found;
    }

    @Test
    void everyLineOfATripIsTouchedOnceSoManyBytesAheadAndNotBeyondTheLast() {
        String text = Printer.print(new Renumber().run(touched(lane(loop("%3", "%5", 128, line(20, 0) + line(30, 64))))));
        assertEquals("""
                %12: i64 = const 99
                for %3, %5, %4, [], { (%13: i64)
                %14: i64 = const 2
                %15: i64 = add %13, %14
                %16: i64 = min %15, %12
                %17: i64 = mul %16, %10
                %18: i64 = add %17, %11
                touch %0, %18, 0
                touch %0, %18, 64
                %19: i64 = mul %13, %10
                %20: i64 = add %19, %11
                """, text.lines().map(l -> l.strip() + "\n").dropWhile(l -> !l.startsWith("%12:")).takeWhile(l -> !l.contains(" = ld ")).collect(Collectors.joining()));
    }

    @Test
    void withoutAskingNothingIsTouched() {
        Kernel k = lane(loop("%3", "%5", 64, line(20, 0)));
        assertSame(k, new TouchAhead(0).run(k));
    }

    @Test
    void whatATripReadsAgainIsTouchedOnce() {
        assertEquals(List.of(64L), places(loop("%3", "%5", 64, line(20, 0) + line(30, 64))));
        assertEquals(List.of(0L), places(loop("%3", "%5", 64, line(20, 0) + unit(30, 0))));
    }

    @Test
    void aTripThatSkipsLinesTouchesThoseItReads() {
        assertEquals(List.of(0L, 256L), places(loop("%3", "%5", 1024, unit(20, 0) + unit(21, 256))));
    }

    /** Of a stride that no line divides, the lines of one trip begin where it begins. */
    @Test
    void aTripOfOneLineAndAHalfTouchesTwo() {
        assertEquals(List.of(8L, 72L), places(loop("%3", "%5", 96, line(20, 8) + unit(30, 72) + unit(31, 88))));
    }

    @Test
    void loopsOfUnknownLengthAreStreamsToo() {
        assertEquals(List.of(0L), places(loop("%3", "%2", 64, line(20, 0))));
    }

    @Test
    void whatDoesNotMoveByALineForwardIsLeft() {
        assertEquals(List.of(), places(loop("%3", "%5", 0, line(20, 0))), "the same in every trip");
        assertEquals(List.of(), places(loop("%3", "%5", 16, unit(20, 0))), "a quarter of a line a trip, and no loop around");
        assertEquals(List.of(), places(loop("%3", "%5", -64, line(20, 0))), "backward");
        assertEquals(List.of(), places(loop("%3", "%6", 64, line(20, 0))), "done before what it would touch is read");
    }

    @Test
    void whatIsNoStreamOfReadOnlyMemoryIsLeft() {
        assertEquals(List.of(), places(loop("%3", "%5", 64, load(20, "gather.global(%0, %13, 0) lanes %8"))), "gather");
        assertEquals(List.of(), places(loop("%3", "%5", 64, load(20, "splat.global(%0, %13, 0)"))), "splat");
        assertEquals(List.of(), places(loop("%3", "%5", 64, load(20, "unit.global(%1, %13, 0)"))), "written");
        assertEquals(List.of(), places(loop("%3", "%5", 64, "%19: <i1> = cmp.lt %8, %7\n" + load(20, "unit.global(%0, %13, 0) mask %19"))), "under a mask");
        assertEquals(List.of(), places(loop("%3", "%5", 64, "%19: i1 = cmp.lt %11, %6\nif %19, {\n" + line(20, 0) + "}, {\n}\n")), "not in every trip");
        assertEquals(List.of(), places(loop("%3", "%5", 64, "%19: i64 = mul %11, %11\n%18: i64 = add %19, %13\n" + load(20, "unit.global(%0, %18, 0)"))), "not affine");
    }

    /** Behind a check the address of a later trip may be wrong: the trip never comes. */
    @Test
    void loopsWithChecksAreLeft() {
        assertEquals(List.of(), places(loop("%3", "%5", 64, "%19: i1 = cmp.lt %11, %6\nassert %19, \"small\"\n" + line(20, 0))));
    }

    @Test
    void aLoopOfQuartersOfALineIsTouchedForInTheLoopAroundIt() {
        String inner = """
            for %3, %6, %4, [], { (%15: i64)
              %16: i64 = const 16
              %17: i64 = mul %15, %16
              %18: i64 = add %17, %13
            """ + load(20, "unit.global(%0, %18, 0)") + "}\n";
        Kernel k = touched(lane(loop("%3", "%5", 64, inner)));
        assertEquals(List.of(0L), places(loop("%3", "%5", 64, inner)));
        assertTrue(Printer.print(k).indexOf("touch") < Printer.print(k).lastIndexOf("for "), () -> Printer.print(k));
        String unknown = inner.replace("for %3, %6,", "for %3, %2,");
        assertEquals(List.of(), places(loop("%3", "%5", 64, unknown)), "how much a trip reads is not known");
    }

    @Test
    void fewerBytesThanNoneAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Compiler.Options.DEFAULT.ahead(-1));
        assertThrows(IllegalArgumentException.class, () -> Compiler.Options.of("checked"));
        assertEquals(Compiler.Options.DEFAULT.ahead(4608).withChecks().code(), Compiler.Options.of("checked true ahead 4608").code());
    }
}
