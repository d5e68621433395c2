package intarsia.passes.cost;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.Kernel;
import intarsia.ir.device.Target;
import intarsia.ir.text.Parser;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FeaturesTest {
    private static final Target VECTORS = new Target("jvm", "test", 16, 1, 4, Set.of(Target.Feature.UNALIGNED));

    /** Two nested loops over rows of x, of which a trip of the inner reads 64 bytes, and {@code live} words that are summed after it. */
    private static Kernel sums(long outer, long inner, long strideOuter, long strideInner, int live) {
        StringBuilder text = new StringBuilder("""
            intarsia 1
            lane kernel sums {
              in x %0: ptr
              out y %1: ptr
              grid [8]
              lanes 16 warps 1
              %2: i64 = const 0
              %3: i64 = const 1
              %4: i64 = const OUTER
              %5: i64 = const INNER
              %6: i64 = const AO
              %7: i64 = const AI
              %8: <f32> = const 0.0
              blocks { (%9: i64)
            """);
        StringBuilder adds = new StringBuilder();
        for (int i = 0; i < live; i++) text.append("    %" + (100 + i) + ": <f32> = ld unit.global(%0, %2, " + 64 * i + "), 32, false, 1\n");
        for (int i = 0; i < live; i++) adds.append("    %" + (300 + i) + ": <f32> = add %" + (i == 0 ? "10" : Integer.toString(299 + i)) + ", %" + (100 + i) + "\n");
        text.append("""
                %10: <f32> = for %2, %4, %3, [%8], { (%11: i64, %12: <f32>)
                  %13: i64 = mul %11, %6
                  %14: <f32> = for %2, %5, %3, [%12], { (%15: i64, %16: <f32>)
                    %17: i64 = mul %15, %7
                    %18: i64 = add %13, %17
                    %19: <f32> = ld unit.global(%0, %18, 0), 32, false, 1
                    %20: <f32> = add %16, %19
                    yield %20
                  }
                  yield %14
                }
            """).append(adds).append("    st unit.global(%1, %2, 0), 32, [%" + (live == 0 ? 10 : 299 + live) + "]\n  }\n}\n");
        return Parser.parse(text.toString().replace("OUTER", Long.toString(outer)).replace("INNER", Long.toString(inner)).replace("AO", Long.toString(strideOuter))
            .replace("AI", Long.toString(strideInner)));
    }

    private static Features of(Kernel k) {
        return Features.of(k, VECTORS);
    }

    @Test
    void everyKernelHasTheSameNamesAndFiniteNumbers() {
        assertEquals(Features.names().size(), new HashSet<>(Features.names()).size());
        for (Kernel k : new Kernel[] {sums(0, 0, 0, 0, 0), sums(1, 1, 1, 1, 1), sums(1L << 40, 1L << 40, 1L << 30, 64, 20)}) {
            assertEquals(Features.names().size(), of(k).values().length);
            for (float v : of(k).values()) assertTrue(Float.isFinite(v), () -> of(k).toString());
        }
    }

    @Test
    void bytesGoWithTrips() {
        for (int trips : new int[] {1, 2, 3, 7, 64, 1009}) {
            Features f = of(sums(3, trips, 64L * trips, 64, 0));
            assertEquals(3 * 64 * trips, f.of("global.loaded"));
            assertEquals(8 * 3 * 64 * trips, f.of("launch.loaded"));
            assertEquals(64, f.of("global.stored"));
            assertEquals(Math.max(3, trips), f.of("loops.trips"));
        }
    }

    @Test
    void loopsThatDoNotRunReadNothing() {
        assertEquals(0, of(sums(0, 9, 64, 64, 0)).of("global.loaded"));
        assertEquals(0, of(sums(9, 0, 64, 64, 0)).of("global.loaded"));
    }

    @Test
    void whatIsReadAgainIsReuse() {
        Features f = of(sums(10, 16, 0, 64, 0));
        assertEquals(16 * 64, f.of("global.footprint"));
        assertEquals(10, f.of("global.reuse"), 1e-6);
        assertEquals(1, of(sums(10, 16, 1024, 64, 0)).of("global.reuse"), 1e-6);
    }

    @Test
    void aStreamIsSteadyWhereEveryLoopGoesOnByItsStride() {
        assertEquals(1, of(sums(5, 8, 512, 64, 0)).of("streams.steady"));
        assertEquals(0, of(sums(5, 8, 1024, 64, 0)).of("streams.steady"));
        assertEquals(Math.log(8), of(sums(5, 8, 1024, 64, 0)).of("streams.run"), 1e-6);
        assertEquals(Math.log(40), of(sums(5, 8, 512, 64, 0)).of("streams.run"), 1e-6);
    }

    /** C2 writes a loop of two trips out, whose loads go on by the stride of the loop around it. */
    @Test
    void aLoopOfTwoTripsDoesNotBreakAStream() {
        Features f = of(sums(50, 2, 1024, 64, 0));
        assertEquals(1, f.of("streams.steady"));
        assertEquals(1024, f.of("streams.stride"));
        assertEquals(Math.log(50), f.of("streams.run"), 1e-6);
    }

    @Test
    void wordsThatLiveAcrossALoopAreLive() {
        double none = of(sums(4, 4, 64, 64, 0)).of("live");
        assertEquals(none + 7, of(sums(4, 4, 64, 64, 7)).of("live"));
        assertEquals(0, of(sums(4, 4, 64, 64, 0)).of("stack.moves"));
        assertTrue(of(sums(4, 4, 64, 64, 7)).of("stack.moves") > 0);
        assertEquals(none + 7 - 4, of(sums(4, 4, 64, 64, 7)).of("stack.words"));
    }

    @Test
    void opsAreCountedAsOftenAsTheyRun() {
        Features f = of(sums(6, 7, 64, 64, 0));
        assertEquals(42.0 / f.of("ops"), f.of("op.float-add"), 1e-6);
        assertEquals(2, f.of("loops"));
        assertEquals(3, f.of("loops.depth"));
        assertEquals(0, f.of("loops.unknown"));
    }

    private static final String GUARDED = """
        intarsia 1
        lane kernel guarded {
          symbol n runtime 0..1000000
          in x %0: ptr
          out y %1: ptr
          in n %2: ptr
          grid [ceildiv(n, 16)]
          lanes 16 warps 1
          %3: i64 = const 0
          %4: i64 = ld uniform.global(%2, %3, 0), 64, false, 1
          blocks { (%5: i64)
            %6: i64 = const 16
            %7: i64 = mul %5, %6
            %8: i64 = add %7, %6
            %9: i1 = cmp.le %8, %4
            if %9, {
              %10: <f32> = ld unit.global(%0, %7, 0), 32, false, 1
              st unit.global(%1, %7, 0), 32, [%10]
            }, {
              %11: <i32> = lanes [0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60]
              %12: <f32> = ld gather.global(%0, %7, 0) lanes %11, 32, false, 1
              st unit.global(%1, %7, 0), 32, [%12]
            }
          }
        }
        """;

    @Test
    void anEdgeIsRareAndSizesComeFromTheLaunch() {
        Features f = Features.of(Parser.parse(GUARDED), VECTORS, new Setting(Map.of("n", 1600L), 4));
        assertEquals(100, f.of("launch.blocks"));
        assertEquals(25, f.of("launch.turns"));
        assertEquals(1, f.of("loaded.unit"), 0.2);
        assertEquals(0, f.of("loaded.gather"));
        assertEquals(64, Features.of(Parser.parse(GUARDED), VECTORS).of("launch.blocks"));
    }

    @Test
    void tripsOfAnUnknownSymbolAreThatOfTheSetting() {
        Kernel k = Parser.parse(GUARDED);
        double ten = Features.of(k, VECTORS, new Setting(Map.of("n", 160L), 1)).of("launch.loaded"), hundred = Features.of(k, VECTORS, new Setting(Map.of("n", 1600L), 1)).of("launch.loaded");
        assertEquals(10, hundred / ten, 1e-6);
    }

    @Test
    void namesOfValuesAndNumbersAreNotInTheGrams() {
        Features a = of(sums(5, 8, 512, 64, 0)), b = of(sums(5, 8, 4096, 128, 0));
        for (int i = 0; i < Grams.BUCKETS; i++) assertEquals(a.of("gram." + i), b.of("gram." + i));
    }

    @Test
    void whatDiffersFromTheDefaultIsSaidInRatios() {
        Features a = of(sums(5, 8, 512, 64, 3)), b = of(sums(5, 16, 1024, 64, 3));
        assertEquals(0, a.of("than.global.loaded"));
        assertEquals(0, a.than(a).of("than.global.loaded"));
        assertEquals(Math.log(b.of("global.loaded") / a.of("global.loaded")), b.than(a).of("than.global.loaded"), 1e-6);
        assertEquals(b.of("global.loaded"), b.than(a).of("global.loaded"));
        assertEquals(b.than(a), b.than(b).than(a), "what was compared before is forgotten");
    }

    private static final Target ORDERED = new Target("jvm", "test", 16, 1, 4, Set.of(Target.Feature.UNALIGNED, Target.Feature.ORDERED_LOADS));

    private static Kernel fenced(Kernel k, int every) {
        return k.tuned(intarsia.ir.Point.parse("fence=" + every));
    }

    @Test
    void fencesStandAfterSoManyVectorOpsAndHoldLoads() {
        Kernel k = sums(1, 1, 0, 0, 60);
        Features none = Features.of(fenced(k, 0), ORDERED), some = Features.of(fenced(k, 20), ORDERED);
        assertEquals(0, none.of("fences"));
        assertEquals(3, some.of("fences")); // 1 constant and 61 loads: before the loads after 21, 42 and 62 ops, the last in the inner loop
        assertEquals(0, Features.of(fenced(k, 20), VECTORS).of("fences"), "a target that keeps no order has none");
        assertEquals(20, some.of("tuned.fence"));
    }

    @Test
    void whatIsCarriedIsTheChainThatNoTripHides() {
        assertEquals(4, of(sums(5, 8, 512, 64, 0)).of("hot.carried"), "an addition of floats a trip");
        assertEquals(12, of(sums(5, 8, 512, 64, 0)).of("hot.path"), "an index, a load and that addition");
    }

    /** Loads at once, so many bytes apart. */
    private static Kernel rows(int count, long apart) {
        StringBuilder text = new StringBuilder("intarsia 1\nlane kernel rows {\n  in x %0: ptr\n  out y %1: ptr\n  grid [8]\n  lanes 16 warps 1\n  %2: i64 = const 0\n  blocks { (%3: i64)\n");
        for (int i = 0; i < count; i++) text.append("    %" + (10 + i) + ": <f32> = ld unit.global(%0, %2, " + i * apart + "), 32, false, 1\n");
        return Parser.parse(text + "    st unit.global(%1, %2, 0), 32, [%10]\n  }\n}\n");
    }

    @Test
    void rowsThatAreMultiplesOfACacheWayApartCrowdOneSet() {
        assertEquals(16, of(rows(16, 4096)).of("sets.most"));
        assertEquals(1, of(rows(16, 4096 + 64)).of("sets.most"));
        assertEquals(1, of(rows(16, 4)).of("sets.lines"));
    }

    @Test
    void linesThatPushEachOtherOutCostCycles() {
        double roomy = of(rows(16, 4096 + 64)).estimate();
        assertTrue(of(rows(16, 4096)).estimate() > roomy);
        assertEquals(of(rows(8, 4096 + 64)).estimate(), of(rows(8, 4096)).estimate(), "eight ways have room for eight lines");
    }

    @Test
    void wordsThatDoNotFitCostCycles() {
        Features few = of(sums(4, 4, 64, 64, 0)), many = of(sums(4, 4, 64, 64, 7));
        assertTrue(many.of("launch.cycles") - many.of("launch.turns") * many.of("cycles") > few.of("launch.cycles") - few.of("launch.turns") * few.of("cycles"));
    }

    @Test
    void otherLevelsAndWorkersAreRefused() {
        Kernel tile = Parser.parse("""
            intarsia 1
            tile kernel none {
              grid [1]
              block (%0: i64)
            }
            """);
        assertTrue(String.valueOf(assertThrows(IllegalArgumentException.class, () -> of(tile)).getMessage()).contains("wanted lane code"));
        assertThrows(IllegalArgumentException.class, () -> new Setting(Map.of(), 0));
        assertThrows(IllegalArgumentException.class, () -> of(sums(1, 1, 1, 1, 1)).of("none"));
    }

    /** Well below two milliseconds where nothing else runs; the limit allows for others. */
    @Test
    void theyAreCountedInMilliseconds() {
        Kernel k = sums(5, 8, 512, 64, 190);
        for (int i = 0; i < 200; i++) of(k);
        long begin = System.nanoTime();
        for (int i = 0; i < 50; i++) of(k);
        double each = (System.nanoTime() - begin) / 50e6;
        System.out.printf("features of 400 statements: %.3f ms%n", each);
        assertTrue(each < 20, () -> each + " ms");
    }
}
