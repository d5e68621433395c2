package intarsia.codegen.jvm;

import java.util.List;

/** Control flow through which C2 must keep vectors in registers; %10 and %9 are words, %13 a mask, n is 0. */
record LoopRow(String name, String body) {
    private static final String BOUNDS = "%30: i32 = const 0\n%31: i32 = const 1\n%32: i32 = const 40\n";
    private static final String ODD = "%36: i32 = and %34, %31\n%37: i1 = cmp.eq %36, %30\n";
    private static final String CARRY = BOUNDS + "%20: <i32> = for %30, %32, %31, [%10], { (%34: i32, %35: <i32>)\n";

    static List<LoopRow> all() {
        return List.of(
                new LoopRow("swap", BOUNDS + """
                    %20: <i32>, %43: <i32> = for %30, %32, %31, [%10, %9], { (%34: i32, %35: <i32>, %36: <i32>)
                      %37: <i32> = add %35, %36
                      yield %36, %37
                    }"""),
                new LoopRow("select by a scalar", CARRY + ODD + "%39: <i32> = add %35, %9\n%38: <i32> = select %37, %35, %39\nyield %38 }"),
                new LoopRow("branch or keep", CARRY + ODD + "%38: <i32> = if %37, {\n%39: <i32> = add %35, %9\nyield %39\n}, {\nyield %35\n}\nyield %38 }"),
                new LoopRow("branch to a value of outside", CARRY + ODD + "%38: <i32> = if %37, {\nyield %9\n}, {\nyield %35\n}\nyield %38 }"),
                new LoopRow("nested", CARRY + """
                      %38: <i32> = for %30, %34, %31, [%35], { (%40: i32, %41: <i32>)
                        %42: <i32> = add %41, %9
                        yield %42
                      }
                      yield %38
                    }"""),
                new LoopRow("masks", BOUNDS + """
                    %50: <i32> = lanes [0, 1]
                    %51: <i1> = const 0
                    %20: <i32>, %33: <i1> = for %30, %32, %31, [%50, %51], { (%34: i32, %35: <i32>, %36: <i1>)
                      %37: <i1> = cmp.lt %35, %9
                      %38: <i1> = xor %37, %36
                      %39: <i32> = select %38, %35, %10
                      yield %39, %38
                    }"""),
                new LoopRow("mask in a branch", BOUNDS + "%50: <i1> = for %30, %32, %31, [%13], { (%34: i32, %35: <i1>)\n" + ODD
                        + "%38: <i1> = if %37, {\n%39: <i1> = not %35\nyield %39\n}, {\nyield %35\n}\nyield %38 }\n%20: <i32> = cvt.s32.i1 %50"),
                new LoopRow("wide", BOUNDS + """
                    %51: <i64> = const 3
                    %52: <i64> = for %30, %32, %31, [%51], { (%34: i32, %35: <i64>)
                      %36: <i64> = add %35, %51
                      yield %36
                    }
                    st unit.global(%3, %6, 0), 64, [%52]
                    %20: <i32> = or %9, %10"""),
                new LoopRow("table", "%20: <i32> = table [%10, %9], %10"),
                new LoopRow("permute", "%14: <i32> = permute %10, %9\n%15: <i1> = rotate %13, 1\n%20: <i32> = select %15, %14, %9"));
    }

    /** Kernel text. */
    String text(int lanes) {
        return Runner.text(lanes, """
            %10: <i32> = ld unit.global(%0, %6, 0), 32, false, 1
            %9: <i32> = ld unit.global(%1, %6, 0), 32, false, 1
            %13: <i1> = cmp.lt %9, %10
            """ + body + "\nst unit.global(%3, %6, 0), 32, [%20]");
    }
}
