package intarsia.polyglot;

import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.Source;

/** Texts that several tests run. */
final class Texts {
    /** Addition of two vectors, four numbers a block, each in a lane of its own. */
    static final String ADD = """
            intarsia 1
            tile kernel add {
              symbol n runtime 0..2147483647
              in a %0: global f32[n]
              in b %1: global f32[n]
              out c %2: global f32[n]
              grid [ceildiv(n, 8)]
              block (%3: i64)
              %4: i64 = const 8
              %5: i64 = mul %3, %4
              %6: i64 = size n
              %7: f32[8 | [8] lane[0.1:4] v[0.0:2]] = load %0, "value", [0], [%5], [0], [%6]
              %8: f32[8 | [8] lane[0.1:4] v[0.0:2]] = load %1, "value", [0], [%5], [0], [%6]
              %9: f32[8 | [8] lane[0.1:4] v[0.0:2]] = add %7, %8
              store %2, "value", [0], [%5], [0], [%6], %9
            }
            """;

    /** Sums of rows of integers, in a loop over columns. */
    static final String SUMS = """
            intarsia 1
            tile kernel sums {
              in x %0: global i32[2, 3]
              out y %1: global i32[2]
              grid []
              %2: i64 = const 0
              %3: i64 = const 3
              %4: i64 = const 1
              %5: i32[2] = const 0
              %6: i32[2] = for %2, %3, %4, [%5], { (%7: i64, %8: i32[2])
                %9: i32[2,1] = load %0, "value", [0, 1], [%2, %7], [], []
                %10: i32[2] = reshape %9
                %11: i32[2] = add %8, %10
                yield %11
              }
              store %1, "value", [0], [%2], [], [], %6
            }
            """;

    static final String LANES = """
            intarsia 1
            lane kernel add {
              in a %0: ptr
              in b %1: ptr
              out c %2: ptr
              in n %3: i64
              grid [1]
              lanes 4 warps 2
              %4: i32 = cvt.s32.s64 %3
              %5: <i32> = splat %4
              %6: <i32> = lanes [0, 1, 2, 3]
              %7: i32 = const 4
              %8: i32 = warp
              blocks { (%9: i32)
                %10: i32 = mul %8, %7
                %11: <i32> = splat %10
                %12: <i32> = add %11, %6
                %13: <i1> = cmp.lt %12, %5
                %14: i32 = mul %10, %7
                %15: i64 = cvt.s64.s32 %14
                %16: <f32> = ld unit.global(%0, %15, 0) mask %13, 32, false, 1
                %17: <f32> = ld unit.global(%1, %15, 0) mask %13, 32, false, 1
                %18: <f32> = add %16, %17
                st unit.global(%2, %15, 0) mask %13, 32, [%18]
              }
            }
            """;

    private Texts() {
    }

    /** A context that lends arrays of the host, and writes no line of its own. */
    static Context context() {
        return Context.newBuilder("tile").allowHostAccess(HostAccess.ALL).option("engine.WarnInterpreterOnly", "false").build();
    }

    static Source source(String text) {
        return Source.newBuilder("tile", text, "test.tile").buildLiteral();
    }
}
