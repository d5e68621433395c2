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

/** A product of tiles as steps of one atom: an atom divides the layouts of its operands, and the quotients are the steps. */
public sealed interface DotPlan {
    /** The atom, with the cycles that it takes on the target. */
    DotAtom atom();

    /** Steps that one sum takes. */
    int terms();

    /** Steps of all sums; of an atom of one lane those of all lanes. */
    int steps();

    /** What the steps take at least, in the cycles of a warp. */
    double cycles();

    /**
     * By an atom that a warp computes together. Each layout is the atom's fragment, repeated in the slots.
     *
     * @param a   of the [M,K] elements of the first operand
     * @param b   of the [N,K] elements of the second
     * @param acc of the [M,N] sums
     */
    record OfWarp(DotAtom atom, Layout a, Layout b, Layout acc) implements DotPlan {
        /** Steps along the dimension of the first operand that the sums have too. */
        public int rows() {
            return acc.shape()[0] / atom.m();
        }

        /** Steps along that of the second. */
        public int columns() {
            return acc.shape()[1] / atom.n();
        }

        @Override
        public int terms() {
            return a.shape()[1] / atom.k();
        }

        @Override
        public int steps() {
            return rows() * columns() * terms();
        }

        @Override
        public double cycles() {
            return steps() * atom.cycles();
        }
    }

    /**
     * By an atom that every lane computes for itself. Sums may lie anywhere; a lane has all terms of its own.
     *
     * @param sums  of the product
     * @param lanes of a warp
     */
    record OfLane(DotAtom atom, int sums, int terms, int lanes) implements DotPlan {
        /** Where an operand has to lie for sums that lie so: [M,K] the first, [N,K] the second. */
        public Layout operand(boolean first, Layout acc) {
            return new Relation.Factor(first, terms * atom.k()).wanted(acc);
        }

        @Override
        public int steps() {
            return sums * terms;
        }

        @Override
        public double cycles() {
            return Math.ceilDiv(sums, lanes) * terms * atom.cycles();
        }
    }

    /** The plan by the atom that a product demands, or by the fitting one whose steps take least; nothing where none fits. */
    static Optional<DotPlan> of(TileOp.Dot dot, Target target) {
        if (!dot.atom().equals(TileOp.Dot.ANY)) {
            return Optional.of(demanded(DotAtom.named(dot.atom()), dot, target));
        }
        return all(dot, target).stream().findFirst();
    }

    /** The plans by all atoms of the target that fit, those whose steps take least first. */
    static List<DotPlan> all(TileOp.Dot dot, Target target) {
        return target.atoms().stream().filter(x -> misfit(x, dot, target).isEmpty()).map(x -> of(x, dot, target))
                .sorted(Comparator.comparingDouble(DotPlan::cycles).thenComparingInt(p -> -p.atom().k())).toList();
    }

    private static DotPlan demanded(DotAtom x, TileOp.Dot dot, Target target) {
        misfit(x, dot, target).ifPresent(why -> {
            throw new LayoutConflictException("dot of " + dot.a().type() + " by " + dot.b().type() + " into " + dot.type() + " demands " + x.name() + ": " + why
                    + "\nthe atom takes " + x.a() + " that lies\n" + x.layoutA().render() + "\nby " + x.b() + " that lies, [n,k],\n"
                    + x.layoutB().permute(1, 0).render() + "\nmake the tiles multiples of [" + x.m() + "," + x.k() + "] and [" + x.n() + "," + x.k()
                    + "] of these types, or demand any");
        });
        return of(x, dot, target);
    }

    private static DotPlan of(DotAtom named, TileOp.Dot dot, Target target) {
        DotAtom x = own(named, target).orElseThrow();
        int m = dot.type().shape().get(0) / x.m();
        int n = dot.type().shape().get(1) / x.n();
        int k = shape(dot).get(1) / x.k();
        return x.step() != DotAtom.Step.MMA ? new OfLane(x, m * n, k, target.lanes())
                : new OfWarp(x, Layout.local(m, k).times(x.layoutA()), Layout.local(n, k).times(x.layoutB().permute(1, 0)), Layout.local(m, n).times(x.layoutC()));
    }

    /** The target's row of an atom, which says what it takes there. */
    private static Optional<DotAtom> own(DotAtom x, Target target) {
        return target.atoms().stream().filter(y -> y.name().equals(x.name())).findFirst();
    }

    private static List<Integer> shape(TileOp.Dot dot) {
        return ((TileType) dot.a().type()).shape();
    }

    /** Why an atom does not fit a product; nothing where it does. */
    private static Optional<String> misfit(DotAtom x, TileOp.Dot dot, Target target) {
        List<DType> types = Stream.of(dot.a(), dot.b(), dot.acc()).map(v -> ((TileType) v.type()).elem()).toList();
        if (own(x, target).isEmpty()) {
            return Optional.of(target.id() + " has " + target.atoms().stream().map(DotAtom::name).toList());
        }
        if (x.step() == DotAtom.Step.MMA && x.lanes() != target.lanes()) {
            return Optional.of("it is no product of a warp of " + target.lanes() + " lanes");
        }
        if (!x.takes(types.get(0), types.get(1), types.get(2))) {
            return Optional.of("types are " + types + "; wanted " + List.of(x.a(), x.b(), x.acc()) + (x.step() == DotAtom.Step.MAC16 ? ", or integers of fewer bits" : ""));
        }
        List<Integer> sizes = List.of(dot.type().shape().get(0), dot.type().shape().get(1), shape(dot).get(1));
        List<Integer> wanted = List.of(x.m(), x.n(), x.k());
        boolean whole = IntStream.range(0, 3).allMatch(i -> sizes.get(i) % wanted.get(i) == 0);
        return whole ? Optional.empty() : Optional.of("m, n, k are " + sizes + "; wanted multiples of " + wanted);
    }
}
