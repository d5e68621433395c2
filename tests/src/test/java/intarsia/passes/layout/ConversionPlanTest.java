package intarsia.passes.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.ir.device.MoveCosts;
import intarsia.ir.layout.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way from one layout to another brings every element to its place. */
class ConversionPlanTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final MoveCosts CPU = new MoveCosts(2, 2, 1, 3, 1.5, 16, 16, 0);
    private static final MoveCosts GPU = new MoveCosts(2, 2, 1, 2, 2, 2, 2, 32);

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 8, 16, 32})
    void everyPlanIsTheIdentityOnValues(int lanes) {
        System.out.println("conversions on " + lanes + " lanes: -Dintarsia.seed=" + SEED);
        RandomLayouts random = new RandomLayouts(new Random(SEED + lanes), lanes);
        for (int i = 0; i < 600; i++) {
            int[] shape = random.shape(i % 2 == 0, 512);
            Layout from = random.layout(shape);
            Layout to = random.layout(shape);
            List<ConversionPlan> plans = ConversionPlan.all(from, to, lanes, i % 3 == 0 ? GPU : CPU);
            for (ConversionPlan p : plans) {
                assertEquals(text(Placement.of(to, lanes)), text(p.result()), () -> from + " to " + to + ": " + p);
            }
            // Gathering and scratch always, bits where all extents are powers of two; nothing else where slots keep their words.
            assertEquals(Gathering.steps(Placement.of(from, lanes), Placement.of(to, lanes)).stream().allMatch(s -> s instanceof ConversionStep.Rename) ? 1
                    : binary(from) && binary(to) ? 4 : 3, plans.size(), () -> from + " to " + to);
        }
    }

    private static boolean binary(Layout l) {
        return l.axes().stream().flatMap(a -> l.terms(a).stream()).allMatch(t -> Integer.bitCount(t.extent()) == 1 && Integer.bitCount(t.weight()) == 1);
    }

    private static boolean byBits(ConversionPlan p) {
        return p.steps().stream().anyMatch(s -> s instanceof ConversionStep.Exchange || s instanceof ConversionStep.Pick || s instanceof ConversionStep.Spread);
    }

    private static String text(Placement p) {
        return Arrays.stream(p.element()).map(Arrays::toString).collect(Collectors.joining("\n"));
    }

    @Test
    void slotsInAnotherOrderAreNoCode() {
        ConversionPlan p = ConversionPlan.between(Layout.parse("[4x8] lane[1.0:8] v[0.0:4]"), Layout.parse("[4x8] lane[1.0:8] v[0.1:2 0.0:2]"), 8, CPU);
        assertTrue(p.isFree(), p::toString);
        assertEquals("rename slots to [0, 2, 1, 3]", p.toString());
    }

    @Test
    void aTransposeOfAsManySlotsAsLanesIsExchanges() {
        Layout rows = Layout.parse("[8x8] lane[1.0:8] v[0.0:8]");
        ConversionPlan p = ConversionPlan.between(rows, rows.permute(1, 0), 8, CPU);
        assertEquals("exchange lane bit 1 with slot bit 1; exchange lane bit 2 with slot bit 2; exchange lane bit 4 with slot bit 4", p.toString());
    }

    /** The fragment of C of two tiles of mma.m16n8k16 is that of A of the next: attention needs no code between. */
    @Test
    void theScoresOfAttentionAreTheNextOperandAsTheyLie() {
        Layout c = Layout.local(2, 1).times(Layout.spatial(8, 4)).times(Layout.local(1, 2));
        Layout a = Layout.localColumn(2, 2).times(Layout.spatial(8, 4)).times(Layout.local(1, 2));
        ConversionPlan p = ConversionPlan.between(Layout.local(1, 2).times(c), a, 32, GPU);
        assertTrue(p.isFree() && p.cost() == 0, p::toString);
    }

    @Test
    void rowsOfAWarpBecomeTheFragmentOfAByTwoExchanges() {
        Layout rows = Layout.parse("[16x16] lane[0.0:16 1.0:2] v[1.1:8]");
        Layout a = Layout.localColumn(2, 2).times(Layout.spatial(8, 4)).times(Layout.local(1, 2));
        List<ConversionPlan> all = ConversionPlan.all(rows, a, 32, GPU);
        ConversionPlan bits = all.stream().filter(ConversionPlanTest::byBits).findFirst().orElseThrow();
        assertEquals(2, bits.steps().stream().filter(s -> s instanceof ConversionStep.Exchange).count(), bits::toString);
    }

    @Test
    void copiesInTheLanesAreUsed() {
        Layout all = Layout.parse("[4] lane[*4] v[0.0:4]");
        Layout each = Layout.parse("[4] lane[0.0:4]");
        List<String> ways = ConversionPlan.all(all, each, 4, CPU).stream().filter(p -> p.cost() == 3 * CPU.select()).map(ConversionPlan::toString).toList();
        assertTrue(ways.contains("pick slot bit 1 by lane bit 1; pick slot bit 1 by lane bit 2"), ways::toString);
        ConversionPlan back = ConversionPlan.between(each, Layout.parse("[4] lane[*4] v[0.1:2 0.0:2]"), 4, CPU);
        assertEquals(4, back.result().slots(), back::toString);
    }
}
