package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.DotAtom;
import intarsia.ir.LaneType;
import intarsia.ir.TargetOp;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.passes.layout.DotPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Products of tiles whose layouts an atom divides: the elements of each fragment packed into words, one op a step. */
final class Fragments {
    private final Lanes l;
    private final Target target;

    Fragments(Lanes l, Target target) {
        this.l = l;
        this.target = target;
    }

    /** The slots of {@code acc + a·bᵀ}. */
    List<Value> dot(TileOp.Dot dot, Slots a, Slots b, Slots acc) {
        DotPlan plan = DotPlan.of(dot, target).orElseThrow(() -> new IllegalArgumentException("no atom of " + target.id() + " fits " + dot.a().type() + " by "
                + dot.b().type() + "; known: " + target.atoms().stream().map(DotAtom::name).toList()));
        return switch (plan) {
            case DotPlan.OfWarp w -> warp(w, a, b, acc);
            case DotPlan.OfLane w -> {
                Layout sums = acc.type().layout().orElseThrow();
                expect(a, w.operand(true, sums), w.atom().layoutA(), plan);
                expect(b, w.operand(false, sums), w.atom().layoutB().permute(1, 0), plan);
                yield new LaneDots(l, w, a, b, acc).sums();
            }
        };
    }

    private List<Value> warp(DotPlan.OfWarp plan, Slots a, Slots b, Slots acc) {
        expect(a, plan.a(), plan.atom().layoutA(), plan);
        expect(b, plan.b(), plan.atom().layoutB().permute(1, 0), plan);
        expect(acc, plan.acc(), plan.atom().layoutC(), plan);
        List<Value> out = new ArrayList<>();
        for (int i = 0; i < plan.rows(); i++) {
            for (int j = 0; j < plan.columns(); j++) {
                out.addAll(sums(plan, a, b, acc, i, j));
            }
        }
        return out;
    }

    /** An operand lies as the plan says; what stands against it are both layouts and why one does not divide the other. */
    private static void expect(Slots found, Layout wanted, Layout fragment, DotPlan plan) {
        Layout own = found.type().layout().orElseThrow();
        if (!own.equals(wanted)) {
            String why = own.over(fragment) instanceof Attempt.Refused r ? r.reason() : "it divides it, but lanes share the steps";
            throw new IllegalArgumentException("dot by " + plan.atom().name() + " of a tile that lies\n" + own.render() + "\nwanted, its fragment "
                    + fragment + " repeated in slots,\n" + wanted.render() + "\n" + why + "\nput a convert before the dot, or leave the layout to inference");
        }
    }

    private List<Value> sums(DotPlan.OfWarp plan, Slots a, Slots b, Slots acc, int i, int j) {
        DotAtom atom = plan.atom();
        List<Value> sums = words(acc, i * plan.columns() + j, atom.layoutC(), atom.wordsC());
        for (int k = 0; k < plan.terms(); k++) {
            List<Value> x = words(a, i * plan.terms() + k, atom.layoutA(), atom.wordsA());
            List<Value> y = words(b, j * plan.terms() + k, atom.layoutB(), atom.wordsB());
            sums = l.all(new TargetOp.Mma(atom, x, y, sums));
        }
        return sums;
    }

    /** The words of one fragment. */
    private List<Value> words(Slots tile, int fragment, Layout layout, List<LaneType> types) {
        int slots = layout.size(Axis.V);
        int each = slots / types.size();
        return IntStream.range(0, types.size()).mapToObj(w -> word(tile, fragment * slots + w * each, each, types.get(w))).toList();
    }

    private Value word(Slots tile, int slot, int each, LaneType type) {
        Value v = l.packed(tile.values().subList(slot, slot + each), 32 / each);
        return v.type().equals(type) ? v : l.emit(new CommonOp.Bits(v, type));
    }
}
