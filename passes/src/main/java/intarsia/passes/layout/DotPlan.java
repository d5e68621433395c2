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
import java.util.stream.IntStream;
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
        if (!dot.atom().equals(TileOp.Dot.ANY)) {
            return Optional.of(demanded(DotAtom.named(dot.atom()), dot, target));
        }
        return target.atoms().stream().filter(x -> misfit(x, dot, target).isEmpty()).max(Comparator.comparingInt(DotAtom::k)).map(x -> of(x, dot));
    }

    private static DotPlan demanded(DotAtom x, TileOp.Dot dot, Target target) {
        misfit(x, dot, target).ifPresent(why -> {
            throw new LayoutConflictException("dot of " + dot.a().type() + " by " + dot.b().type() + " into " + dot.type() + " demands " + x.name() + ": " + why
                    + "\nthe atom takes " + x.a() + " that lies\n" + x.layoutA().render() + "\nby " + x.b() + " that lies, [n,k],\n"
                    + x.layoutB().permute(1, 0).render() + "\nmake the tiles multiples of [" + x.m() + "," + x.k() + "] and [" + x.n() + "," + x.k()
                    + "] of these types, or demand any");
        });
        return of(x, dot);
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

    /** Why an atom does not fit a product; nothing where it does. */
    static Optional<String> misfit(DotAtom x, TileOp.Dot dot, Target target) {
        List<DType> types = Stream.of(dot.a(), dot.b(), dot.acc()).map(v -> ((TileType) v.type()).elem()).toList();
        if (!target.atoms().contains(x)) {
            return Optional.of(target.id() + " has " + target.atoms().stream().map(DotAtom::name).toList());
        }
        if (x.step() != DotAtom.Step.MMA || x.lanes() != target.lanes()) {
            return Optional.of("it is no product of a warp of " + target.lanes() + " lanes");
        }
        if (!types.equals(List.of(x.a(), x.b(), x.acc()))) {
            return Optional.of("types are " + types + "; wanted " + List.of(x.a(), x.b(), x.acc()));
        }
        List<Integer> sizes = List.of(dot.type().shape().get(0), dot.type().shape().get(1), shape(dot).get(1));
        List<Integer> wanted = List.of(x.m(), x.n(), x.k());
        boolean whole = IntStream.range(0, 3).allMatch(i -> sizes.get(i) % wanted.get(i) == 0);
        return whole ? Optional.empty() : Optional.of("m, n, k are " + sizes + "; wanted multiples of " + wanted);
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
