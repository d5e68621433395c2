package intarsia.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Kernel;
import intarsia.ir.text.Parser;
import intarsia.ir.text.Printer;
import intarsia.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Statements of lanes before loops and beside their first use: what moves, and what memory and registers keep in place. */
class MovedStatementsTest {
    private static Kernel lane(String statements) {
        return Verifier.expect(Parser.parse("""
                intarsia 1
                lane kernel k {
                  in x %0: ptr
                  inout y %1: ptr
                  grid [2]
                  lanes 4 warps 1
                  %2: i64 = const 0
                  %3: i64 = const 1
                  %4: i64 = const 8
                  %5: <i32> = const 3
                  blocks { (%6: i64)
                """ + statements + "\n  }\n}\n"), "input");
    }

    /** Names of results, {@code st} for stores, {@code for} and {@code end} around a loop, in order from the first of the block. */
    private static List<String> order(Kernel k) {
        List<String> found = new ArrayList<>();
        Printer.print(Verifier.expect(k, "moved")).lines().dropWhile(l -> !l.contains("blocks {")).skip(1).map(String::strip).forEach(l -> {
            if (l.startsWith("st ")) found.add("st");
            else if (l.contains(" = for ")) found.add("for");
            else if (l.startsWith("%")) found.add(l.substring(1, l.indexOf(':')));
            else if (l.startsWith("}")) found.add("end");
        });
        return found.subList(0, found.size() - 2);
    }

    private static String ld(int result, int memory, int at) {
        return "%" + result + ": <i32> = ld unit.global(%" + memory + ", %2, " + 16 * at + "), 32, false, 1\n";
    }

    private static String st(int value, int at) {
        return "st unit.global(%1, %2, " + 16 * at + "), 32, [%" + value + "]\n";
    }

    // ---- sink-loads ----

    @Test
    void loadsOfMemoryThatNothingWritesWaitForTheirFirstUse() {
        Kernel k = lane(ld(10, 0, 0) + ld(11, 0, 1) + "%12: <i32> = add %11, %5\n%13: <i32> = add %11, %12\n" + st(13, 0) + "%14: <i32> = add %10, %10\n" + st(14, 1));
        assertEquals(List.of("11", "12", "13", "st", "10", "14", "st"), order(new SinkLoads().run(k)));
    }

    @Test
    void aLoadOfMemoryThatIsWrittenPassesNoStore() {
        Kernel k = lane(ld(10, 1, 0) + ld(11, 0, 0) + st(11, 0) + "%12: <i32> = add %10, %11\n" + st(12, 1));
        assertEquals(List.of("10", "11", "st", "12", "st"), order(new SinkLoads().run(k)));
    }

    @Test
    void whatALoopReadsStandsBeforeTheLoop() {
        Kernel k = lane(ld(10, 0, 0) + ld(11, 0, 1) + """
                %12: <i32> = for %2, %4, %3, [%5], { (%13: i64, %14: <i32>)
                  %15: <i32> = add %14, %10
                  yield %15
                }
                """ + "%16: <i32> = add %11, %12\n" + st(16, 0));
        assertEquals(List.of("10", "for", "15", "end", "11", "16", "st"), order(new SinkLoads().run(k)));
    }

    @Test
    void whatALoopYieldsIsLoadedInside() {
        Kernel k = lane("""
                %12: <i32> = for %2, %4, %3, [%5], { (%13: i64, %14: <i32>)
                  %15: <i32> = ld unit.global(%0, %2, 0), 32, false, 1
                  st unit.global(%1, %2, 0), 32, [%14]
                  yield %15
                }
                """ + st(12, 0));
        assertEquals(List.of("for", "st", "15", "end", "st"), order(new SinkLoads().run(k)));
    }

    @Test
    void aResultThatIsUsedTwiceIsLoadedOnceBeforeTheFirst() {
        Kernel k = lane(ld(10, 0, 0) + st(5, 0) + st(10, 1) + st(5, 2) + st(10, 3));
        assertEquals(List.of("st", "10", "st", "st", "st"), order(new SinkLoads().run(k)));
    }

    // ---- hoist ----

    private static Kernel loop(String body, int result) {
        return lane("%12: <i32> = for %2, %4, %3, [%5], { (%13: i64, %14: <i32>)\n" + body + "yield %" + result + "\n}\n" + st(12, 0));
    }

    @Test
    void wordsLeaveALoopThatTheyDoNotDependOn() {
        Kernel k = loop(ld(20, 0, 0) + "%21: <i32> = add %20, %5\n%22: <i32> = add %14, %21\n", 22);
        assertEquals(List.of("20", "21", "for", "22", "end", "st"), order(new Hoist().run(k)));
    }

    @Test
    void wordsOfMemoryThatTheLoopWritesStay() {
        Kernel k = loop(ld(20, 1, 0) + "%22: <i32> = add %14, %20\n" + st(22, 0), 22);
        assertEquals(List.of("for", "20", "22", "st", "end", "st"), order(new Hoist().run(k)));
    }

    private static List<String> hoisted(String trips, String index) {
        return order(new Hoist().run(lane("%12: <i32> = for %2, " + trips + ", %3, [%5], { (%13: i64, %14: <i32>)\n" + ld(20, 0, 0)
                + "%21: <i32> = ld gather.global(%0, %2, 0) lanes " + index + ", 32, false, 1\n%22: <i32> = permute %5, " + index + "\n%23: <i32> = table [%5], " + index + '\n'
                + "%24: <i32> = add %14, %20\n%25: <i32> = add %21, %24\n%26: <i32> = add %22, %25\n%27: <i32> = add %23, %26\nyield %27\n}\n" + st(12, 0))));
    }

    /** A loop without trips looks nothing up, so that nobody has promised that the numbers are indices. */
    @Test
    void whatLanesIndexByComputedNumbersLeavesALoopThatSurelyRuns() {
        String sometimes = "%6"; // the block
        assertEquals(List.of("20", "for", "21", "22", "23", "24", "25", "26", "27", "end", "st"), hoisted(sometimes, "%20"));
        List<String> all = List.of("20", "21", "22", "23", "for", "24", "25", "26", "27", "end", "st");
        assertEquals(all, hoisted("%4", "%20"));
        assertEquals(all, hoisted(sometimes, "%5"));
    }

    /** Eight words may wait outside; of nine all stay, but scalars move. */
    @Test
    void moreWordsThanRegistersHoldStay() {
        for (int words : new int[] {8, 9}) {
            StringBuilder body = new StringBuilder("%40: i64 = add %4, %3\n");
            for (int i = 0; i < words; i++) {
                body.append(ld(20 + i, 0, i)).append("%").append(50 + i).append(": <i32> = add %").append(i == 0 ? 14 : 49 + i).append(", %").append(20 + i).append('\n');
            }
            List<String> order = order(new Hoist().run(loop(body.toString(), 49 + words)));
            assertEquals(words == 8 ? 9 : 1, order.indexOf("for"), order::toString);
            assertEquals("40", order.getFirst());
        }
    }

    @Test
    void wordsLeaveNestedLoopsAsFarAsTheyCan() {
        Kernel k = loop("""
                %30: <i32> = for %2, %4, %3, [%14], { (%31: i64, %32: <i32>)
                """ + ld(20, 0, 0) + "%33: <i32> = add %14, %20\n%34: <i32> = add %32, %33\nyield %34\n}\n", 30);
        assertEquals(List.of("20", "for", "33", "for", "34", "end", "end", "st"), order(new Hoist().run(k)));
    }
}
