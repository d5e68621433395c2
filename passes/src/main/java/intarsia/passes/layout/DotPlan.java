package intarsia.passes.layout;

import intarsia.ir.DotAtom;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.device.Target;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A product of tiles as steps of one atom, for one warp: which, and where its operands have to lie. Each layout is the atom's fragment,
 * repeated in the slots: the left quotients are the steps.
 *
 * @param a   of the [M,K] elements of the first operand
 * @param b   of the [N,K] elements of the second
 * @param acc of the [M,N] sums
 */
public record DotPlan(DotAtom atom, Layout a, Layout b, Layout acc) {
    /** The plan with the longest step, where an atom of the target fits the types and shapes of a product. */
    public static Optional<DotPlan> of(TileOp.Dot dot, Target target) {
        return target.atoms().stream().filter(x -> fits(x, dot, target)).max(Comparator.comparingInt(DotAtom::k)).map(x -> of(x, dot));
    }

    private static DotPlan of(DotAtom x, TileOp.Dot dot) {
        int m = dot.type().shape().get(0) / x.m();
        int n = dot.type().shape().get(1) / x.n();
        int k = shape(dot).get(1) / x.k();
        return new DotPlan(x, Layout.local(m, k).times(x.layoutA()), Layout.local(n, k).times(x.layoutB().permute(1, 0)), Layout.local(m, n).times(x.layoutC()));
    }

    private static List<Integer> shape(TileOp.Dot dot) {
        return ((TileType) dot.a().type()).shape();
    }

    private static boolean fits(DotAtom x, TileOp.Dot dot, Target target) {
        List<DType> types = Stream.of(dot.a(), dot.b(), dot.acc()).map(v -> ((TileType) v.type()).elem()).toList();
        boolean shapes = dot.type().shape().get(0) % x.m() == 0 && dot.type().shape().get(1) % x.n() == 0 && shape(dot).get(1) % x.k() == 0;
        return x.step() == DotAtom.Step.MMA && x.lanes() == target.lanes() && types.equals(List.of(x.a(), x.b(), x.acc())) && shapes;
    }

    /** Steps along the dimension of the first operand that the sums have too. */
    public int rows() {
        return acc.shape()[0] / atom.m();
    }

    /** Steps along that of the second. */
    public int columns() {
        return acc.shape()[1] / atom.n();
    }

    /** Steps that one sum takes. */
    public int terms() {
        return a.shape()[1] / atom.k();
    }
}
