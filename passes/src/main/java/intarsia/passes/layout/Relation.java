package intarsia.passes.layout;

import intarsia.ir.layout.Attempt;
import intarsia.ir.layout.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What an op makes of the layout of its operand: where the result lies before anything is moved. */
sealed interface Relation {
    /** Where the result lies of an operand that lies so; nothing where no layout says it. */
    Optional<Layout> image(Layout operand);

    /** Layouts of the operand from which a result that lies so needs no moves, or fewer. */
    List<Layout> sources(Layout result);

    /** A word for explanations. */
    String text();

    private static int[] ints(List<Integer> list) {
        return list.stream().mapToInt(Integer::intValue).toArray();
    }

    /** The same tile: a use, a carried value, a conversion that the program asks for. */
    record Same() implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.of(operand);
        }

        @Override
        public List<Layout> sources(Layout result) {
            return List.of(result);
        }

        @Override
        public String text() {
            return "use";
        }
    }

    /** Dimensions of extent 1 are repeated: what is needed of the operand is the result's layout with copies in their place. */
    record Broadcast(List<Integer> from, List<Integer> to) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.empty();
        }

        /** Where the operand has to lie. */
        Layout wanted(Layout result) {
            return result.operand(ints(from));
        }

        @Override
        public List<Layout> sources(Layout result) {
            return List.of(wanted(result));
        }

        /** Layouts of the result that need no moves: the repeated elements stand in slots. */
        List<Layout> results(Layout operand) {
            int[] times = new int[to.size()];
            Arrays.setAll(times, d -> to.get(d) / from.get(d));
            return List.of(operand.times(Layout.local(times)), Layout.local(times).times(operand));
        }

        @Override
        public String text() {
            return "broadcast";
        }
    }

    /** The dimensions in another order. */
    record Transpose(List<Integer> order) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.of(operand.permute(ints(order)));
        }

        @Override
        public List<Layout> sources(Layout result) {
            int[] back = new int[order.size()];
            for (int d = 0; d < order.size(); d++) {
                back[order.get(d)] = d;
            }
            return List.of(result.permute(back));
        }

        @Override
        public String text() {
            return "transpose";
        }
    }

    /** The same row-major index under another shape. */
    record Reshape(List<Integer> from, List<Integer> to) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return done(operand.reshape(ints(to)));
        }

        @Override
        public List<Layout> sources(Layout result) {
            return done(result.reshape(ints(from))).stream().toList();
        }

        private static Optional<Layout> done(Attempt a) {
            return a instanceof Attempt.Done(Layout l) ? Optional.of(l) : Optional.empty();
        }

        @Override
        public String text() {
            return "reshape";
        }
    }

    /** One of both factors of a product that each lane computes by itself: a lane has all terms of its sums. */
    record Factor(boolean first, int terms) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.empty();
        }

        /** Where the factor has to lie for sums that lie so, [m,n]. */
        Layout wanted(Layout sums) {
            Layout own = first ? sums.reduce(1) : sums.reduce(0).permute(1, 0);
            return own.times(Layout.local(1, terms));
        }

        @Override
        public List<Layout> sources(Layout result) {
            return List.of(wanted(result));
        }

        @Override
        public String text() {
            return first ? "first factor" : "second factor";
        }
    }

    /** All elements along a dimension become one; a plan of its own says where results lie. */
    record Reduce(int dim, List<Integer> shape) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.of(operand.reduce(dim));
        }

        @Override
        public List<Layout> sources(Layout result) {
            int[] along = new int[shape.size()];
            Arrays.setAll(along, d -> d == dim ? shape.get(d) : 1);
            return List.of(result.times(Layout.local(along)), Layout.local(along).times(result));
        }

        @Override
        public String text() {
            return "reduce";
        }
    }
}
