package intarsia.passes.layout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.device.AccessCosts;
import intarsia.ir.device.MoveCosts;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What inference chooses costs least, and what it cannot choose it explains. */
class LayoutChoiceTest {
    private static final long SEED = Long.getLong("intarsia.seed", 20_260_101);
    private static final Target TARGET = new Target("test", "eight", 8, 1, 32, Set.of(), List.of(DotAtom.MAC_F32), MoveCosts.vector(8), AccessCosts.VECTOR);
    private static final int KERNELS = 300;
    private static final int MOST_CLUSTERS = 8;

    /** Accesses cost anything, so that every layout is the best of some kernel. */
    private static AccessRating costs(long seed) {
        return (op, l) -> new Random(seed ^ l.toString().hashCode() ^ op.getClass().getSimpleName().hashCode()).nextInt(60) + l.size(Axis.V);
    }

    @Test
    void theChoiceIsTheLeastOfAll() {
        System.out.println("inference: -Dintarsia.seed=" + SEED);
        Random random = new Random(SEED);
        int kernels = 0;
        int moved = 0;
        while (kernels < KERNELS) {
            Kernel k = kernel(random);
            LayoutChoice c = LayoutChoice.of(k, TARGET, costs(SEED + kernels));
            if (c.graph().clusters.size() > MOST_CLUSTERS) {
                continue;
            }
            kernels++;
            assertTrue(c.isExact());
            assertEquals(least(c, new int[c.graph().clusters.size()], 0, 0, c.cost() + 1), c.cost(), 1e-6, () -> Explanation.of(c));
            moved += Explanation.of(c).endsWith("none\n") ? 0 : 1;
        }
        System.out.println(kernels + " kernels, " + moved + " of them with moves");
        assertTrue(moved > 30, "too few kernels in which something moves: " + moved);
    }

    /** Every assignment of all candidates, also of those that bounds left out, but for those whose beginning costs more than the best. */
    private static double least(LayoutChoice c, int[] chosen, int from, double sofar, double best) {
        if (sofar >= best || from == chosen.length) {
            return Math.min(sofar, best);
        }
        double least = best;
        for (chosen[from] = 0; chosen[from] < c.domain(from).layouts().size(); chosen[from]++) {
            double cost = sofar + c.domain(from).alone(chosen[from]);
            for (EdgeCosts e : c.edges()) {
                if (Math.max(e.edge().from(), e.edge().to()) == from) {
                    cost += e.at(chosen[e.edge().from()], chosen[e.edge().to()]);
                }
            }
            least = least(c, chosen, from + 1, cost, least);
        }
        return least;
    }

    private static Kernel kernel(Random random) {
        return TileKernel.define("random", k -> {
            Tile t = k.in("x", DType.F32, Size.of(8), Size.of(16)).at(k.index(0), k.index(0)).load(8, 16);
            List<Tile> live = new ArrayList<>(List.of(t));
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                Tile a = live.get(random.nextInt(live.size()));
                live.add(switch (random.nextInt(6)) {
                    case 0 -> a.transpose(1, 0);
                    case 1 -> a.reshape(a.type().shape().get(1), a.type().shape().get(0));
                    case 2 -> a.sum(random.nextInt(2)).broadcast(a.type().dims());
                    case 3 -> a.plus(1);
                    case 4 -> a.convert();
                    default -> k.loop(Size.of(4), 1, a, (_, x) -> x.times(x));
                });
            }
            Tile last = live.getLast();
            k.out("y", DType.F32, Size.of(last.type().shape().get(0)), Size.of(last.type().shape().get(1))).at(k.index(0), k.index(0)).store(last);
        });
    }

    @Test
    void twoPinsOfOneClusterAreNamedWithWhatTiesThem() {
        Layout rows = Layout.parse("[8x8] lane[1.0:8] v[0.0:8]");
        Layout columns = rows.permute(1, 0);
        Kernel k = TileKernel.define("clash", b -> {
            Tile x = b.in("x", DType.F32, Size.of(8), Size.of(8)).at(b.index(0), b.index(0)).load(8, 8).pin(rows);
            Tile y = x.plus(1).times(2).pin(columns);
            b.out("y", DType.F32, Size.of(8), Size.of(8)).at(b.index(0), b.index(0)).store(y);
        });
        String message = String.valueOf(assertThrows(LayoutConflictException.class, () -> LayoutChoice.of(k, TARGET, costs(1))).getMessage());
        System.out.println(message);
        assertTrue(message.contains(rows.toString()) && message.contains(columns.toString()) && message.contains(rows.render()), message);
        assertTrue(message.contains("add") && message.contains("mul") && message.contains("LayoutChoiceTest.java:") && message.contains("convert"), message);
    }

    @Test
    void aConvertBetweenTwoPinsIsTheWayOut() {
        Layout rows = Layout.parse("[8x8] lane[1.0:8] v[0.0:8]");
        Kernel k = TileKernel.define("way", b -> {
            Tile x = b.in("x", DType.F32, Size.of(8), Size.of(8)).at(b.index(0), b.index(0)).load(8, 8).pin(rows);
            b.out("y", DType.F32, Size.of(8), Size.of(8)).at(b.index(0), b.index(0)).store(x.plus(1).convert().times(2).pin(rows.permute(1, 0)));
        });
        String text = Explanation.of(LayoutChoice.of(k, TARGET, costs(1)));
        assertTrue(text.contains("exchange lane bit 1 with slot bit 1; exchange lane bit 2 with slot bit 2; exchange lane bit 4 with slot bit 4"), text);
    }

    @Test
    void aPinForAnotherMachineSaysWhatWouldFit() {
        Kernel k = TileKernel.define("wide", b -> {
            Tile x = b.in("x", DType.F32, Size.of(64)).at(b.index(0)).load(64).pin(Layout.rowMajor(32, 64));
            b.out("y", DType.F32, Size.of(64)).at(b.index(0)).store(x);
        });
        String message = String.valueOf(assertThrows(LayoutConflictException.class, () -> LayoutChoice.of(k, TARGET, costs(1))).getMessage());
        assertTrue(message.contains("32 lanes") && message.contains("what would fit: " + Layout.rowMajor(8, 64)), message);
    }
}
