package intarsia.ir.layout.cute;

import static intarsia.ir.layout.Layout.local;
import static intarsia.ir.layout.Layout.localColumn;
import static intarsia.ir.layout.Layout.spatial;
import static intarsia.ir.layout.Layout.spatialColumn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.linear.RandomLayout;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TvLayoutTest {
    private static final long SEED = Long.getLong("intarsia.seed", 8_016);
    private static final List<Axis> AXES = List.of(Axis.LANE, Axis.WARP, Axis.V);

    /** The atoms of CuTe's mma_traits_sm80: A and C as (M,K) and (M,N), B as (N,K). */
    @Test
    void theAtomsOfCuteAreTheFragmentsOfPtx() {
        Layout a = localColumn(2, 2).times(spatial(8, 4)).times(local(1, 2));
        Layout b = local(2, 1).times(spatialColumn(4, 8)).times(local(2, 1)).permute(1, 0);
        Layout c = local(2, 1).times(spatial(8, 4)).times(local(1, 2));
        Layout a8 = localColumn(2, 2).times(spatial(8, 4)).times(local(1, 4));
        Map.of(a, "((4,8),(2,2,2)):((32,1),(16,8,128))", b, "((4,8),(2,2)):((16,1),(8,64))", c, "((4,8),(2,2)):((32,1),(16,8))",
                a8, "((4,8),(4,2,2)):((64,1),(16,8,256))").forEach((layout, text) -> {
            assertEquals(text, TvLayout.of(layout).orThrow().toString());
            assertEquals(layout, TvLayout.toLayout(CuteLayout.parse(text), 32, layout.shape()).orThrow());
        });
    }

    @Test
    void tvLayoutsOfRandomLayoutsHaveTheirTableAndComeBack() {
        System.out.println("TvLayoutTest: -Dintarsia.seed=" + SEED);
        var random = new SplittableRandom(SEED);
        for (int i = 0; i < 3000; i++) {
            Layout l = RandomLayout.of(random, 1 + random.nextInt(3), random.nextInt(6), AXES, 1, 2, 3, 4, 5);
            CuteLayout tv = TvLayout.of(l).orThrow();
            int lanes = l.size(Axis.LANE);
            if (l.elements() <= 100) assertTable(l, tv, lanes);
            assertEquals(l, TvLayout.toLayout(tv, lanes, l.shape()).orThrow(), tv::toString);
            assertEquals(l, TvLayout.toLayout(CuteLayout.of(List.of(tv.modes().getFirst().coalesce(), tv.modes().getLast().coalesce())),
                    lanes, l.shape()).orThrow(), tv::toString);
        }
    }

    private static void assertTable(Layout l, CuteLayout tv, int lanes) {
        for (int t = 0; t < lanes * l.size(Axis.WARP); t++) {
            for (int v = 0; v < l.size(Axis.V); v++) {
                int[] x = l.index(Map.of(Axis.LANE, t % lanes, Axis.WARP, t / lanes, Axis.V, v));
                long element = 0;
                for (int d = x.length - 1; d >= 0; d--) element = element * l.shape()[d] + x[d];
                assertEquals(element, tv.at(t, v), () -> l + " as " + tv);
            }
        }
    }

    @Test
    void aModeMayRunFromLaneToWarpAndFromDimensionToDimension() {
        Layout l = TvLayout.toLayout(CuteLayout.parse("(128,4):(1,128)"), 32, 16, 32).orThrow();
        assertEquals(Layout.parse("[16x32] lane[1.2:2 0.0:16] warp[1.1:4] v[1.0:4]"), l);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "(4,4):(1,2)|stand in two modes", "(4,2):(1,8)|no mode takes steps of 4", "(4,2):(1,4)|has 16 elements, modes reach 8",
        "(4,8):(1,4)|leaves the tile", "(8,4):(3,1)|inside a step", "(4,2,2):(1,4,8)|has 3 modes", "(48,1):(0,0)|passes from one warp"})
    void whatIsNoDigitLayoutIsRefused(String tv, String reason) {
        var refused = assertInstanceOf(Attempt.Refused.class, TvLayout.toLayout(CuteLayout.parse(tv), 32, 16));
        assertTrue(refused.reason().contains(reason), refused.reason());
    }

    @Test
    void diagonalModesAndOtherAxesAreRefused() {
        var diagonal = assertInstanceOf(Attempt.Refused.class, TvLayout.toLayout(CuteLayout.parse("(4,4):(5,1)"), 32, 4, 4));
        assertTrue(diagonal.reason().contains("over the end of dimension 0") || diagonal.reason().contains("across dimension"), diagonal.reason());
        var axis = TvLayout.of(Layout.on(new Axis("core"), 4));
        assertTrue(axis.asOptional().isEmpty());
    }
}
