package intarsia.codegen.ptx.machine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarpTest {
    private static final Options[] SCHEDULES = {Options.DEFAULT, Options.DEFAULT.adversarial(11), Options.DEFAULT.adversarial(12)};

    private static void lanes(String body, int threads, IntUnaryOperator want) {
        for (Options o : SCHEDULES) assertArrayEquals(IntStream.range(0, threads).map(want).toArray(), Snippet.threads(body, threads, o), o + " " + body);
    }

    @Test
    void aTreeOfShufflesSumsTheWarp() {
        var tree = new StringBuilder("mov.u32 %r0, %r31;");
        for (int step = 16; step > 0; step /= 2) tree.append("shfl.sync.bfly.b32 %r4, %r0, " + step + ", 31, -1; add.u32 %r0, %r0, %r4;");
        lanes(tree.toString(), 32, _ -> 496);
    }

    @ParameterizedTest(name = "shfl.{0} by {1} clamp {2}")
    @CsvSource({"up, 3, 0x0000", "down, 3, 0x001F", "bfly, 5, 0x001F", "idx, 7, 0x001F", "up, 3, 0x1800", "down, 3, 0x181F", "idx, 13, 0x181F", "bfly, 9, 0x181F", "up, 33, 0x0000"})
    void shufflesOutOfRangeKeepTheirValueAndSaySo(String mode, int b, String c) {
        int clamp = Integer.decode(c);
        String body = "mul.lo.u32 %r4, %r31, 10; shfl.sync." + mode + ".b32 %r0|%p1, %r4, " + b + ", " + clamp + ", -1; @!%p1 add.u32 %r0, %r0, 1000;";
        lanes(body, 32, lane -> {
            int source = manual(mode, lane, b & 31, clamp);
            return source < 0 ? lane * 10 + 1000 : source * 10;
        });
    }

    /** The pseudo-code of the manual, for clamp in bits 0–4 and segment mask in bits 8–12. */
    private static int manual(String mode, int lane, int b, int c) {
        int segment = (c >> 8) & 31, clamp = c & 31, max = (lane & segment) | (clamp & ~segment), min = lane & segment;
        int j = mode.equals("up") ? lane - b : mode.equals("down") ? lane + b : mode.equals("bfly") ? lane ^ b : min | (b & ~segment);
        return (mode.equals("up") ? j >= max : j <= max) ? j : -1;
    }

    @Test
    void votesCountTheNamedLanes() {
        lanes("setp.lt.u32 %p1, %r31, 5; vote.sync.ballot.b32 %r0, %p1, -1;", 32, _ -> 31);
        lanes("setp.lt.u32 %p1, %r31, 5; vote.sync.any.pred %p2, !%p1, -1; selp.u32 %r0, 1, 0, %p2;", 32, _ -> 1);
        lanes("setp.lt.u32 %p1, %r31, 5; vote.sync.all.pred %p2, %p1, -1; selp.u32 %r0, 1, 0, %p2;", 32, _ -> 0);
        lanes("activemask.b32 %r0;", 32, _ -> -1);
        lanes("redux.sync.max.s32 %r0, %r31, -1;", 32, _ -> 31);
    }

    @Test
    void lanesPartInALoopAndMeetAgain() {
        lanes("mov.u32 %r0, 0; mov.u32 %r4, 0;\nL: add.u32 %r0, %r0, %r4; add.u32 %r4, %r4, 1; setp.le.u32 %p1, %r4, %r31; @%p1 bra L;\nshfl.sync.idx.b32 %r0, %r0, 31, 31, -1;", 32, _ -> 496);
    }

    @Test
    void bothSidesOfABranchRun() {
        lanes("and.b32 %r4, %r31, 1; setp.eq.u32 %p1, %r4, 0; @%p1 bra EVEN; mul.lo.u32 %r0, %r31, 2; bra END; EVEN: add.u32 %r0, %r31, 100; END: bar.sync 0;", 64,
                t -> t % 2 == 0 ? t + 100 : 2 * t);
    }

    @Test
    void lanesThatHaveLeftAreNotWaitedFor() {
        lanes("mov.u32 %r0, 0; setp.ge.u32 %p1, %r31, 40; mul.wide.u32 %rd4, %r31, 4; add.u64 %rd4, %rd31, %rd4; @%p1 st.global.b32 [%rd4], 9; @%p1 ret; bar.sync 0; bar.warp.sync -1; mov.u32 %r0, 1;", 50, t -> t < 40 ? 1 : 9);
    }

    @Test
    void aGuardedShuffleLeavesTheOtherLanesAlone() {
        lanes("mov.u32 %r0, 77; setp.lt.u32 %p1, %r31, 8; @%p1 shfl.sync.bfly.b32 %r0, %r31, 1, 31, 0xFF;", 32, t -> t < 8 ? t ^ 1 : 77);
    }

    @Test
    void specialRegistersTellThePlace() {
        lanes("mov.u32 %r0, %warpid; mad.lo.u32 %r0, %r0, 100, %laneid; mov.u32 %r4, %ntid.x; mad.lo.u32 %r0, %r4, 1000, %r0;", 70, t -> 70_000 + t / 32 * 100 + t % 32);
        lanes("mov.u32 %r0, %lanemask_lt; popc.b32 %r0, %r0;", 32, t -> t);
        lanes("mov.u32 %r0, %lanemask_ge;", 32, t -> -1 << t);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 33, 1000})
    void blocksOfAnySizeSumThroughSharedAtomics(int threads) {
        lanes(".shared .b32 total; setp.ne.u32 %p1, %r31, 0; @!%p1 st.shared.b32 [total], 0; bar.sync 0; red.shared.add.u32 [total], %r31; bar.sync 0; ld.shared.b32 %r0, [total];",
                threads, _ -> threads * (threads - 1) / 2);
    }

    @Test
    void aLaunchThatDoesNotFitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Snippet.threads("mov.u32 %r0, 0;", 1025, Options.DEFAULT));
        assertThrows(IllegalArgumentException.class, () -> Options.DEFAULT.onThreads(0));
    }
}
