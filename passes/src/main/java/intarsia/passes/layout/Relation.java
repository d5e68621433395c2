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
    record Broadcast(int[] from, int[] to) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.empty();
        }

        /** Where the operand has to lie. */
        Layout wanted(Layout result) {
            return result.operand(from);
        }

        @Override
        public List<Layout> sources(Layout result) {
            return List.of(wanted(result));
        }

        /** Layouts of the result that need no moves: the repeated elements stand in slots. */
        List<Layout> results(Layout operand) {
            int[] times = new int[to.length];
            Arrays.setAll(times, d -> to[d] / from[d]);
            return List.of(operand.times(Layout.local(times)), Layout.local(times).times(operand));
        }

        @Override
        public String text() {
            return "broadcast";
        }
    }

    /** The dimensions in another order. */
    record Transpose(int[] order) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.of(operand.permute(order));
        }

        @Override
        public List<Layout> sources(Layout result) {
            int[] back = new int[order.length];
            for (int d = 0; d < order.length; d++) {
                back[order[d]] = d;
            }
            return List.of(result.permute(back));
        }

        @Override
        public String text() {
            return "transpose";
        }
    }

    /** The same row-major index under another shape. */
    record Reshape(int[] from, int[] to) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return done(operand.reshape(to));
        }

        @Override
        public List<Layout> sources(Layout result) {
            return done(result.reshape(from)).stream().toList();
        }

        private static Optional<Layout> done(Attempt a) {
            return a instanceof Attempt.Done(Layout l) ? Optional.of(l) : Optional.empty();
        }

        @Override
        public String text() {
            return "reshape";
        }
    }

    /** All elements along a dimension become one; a plan of its own says where results lie. */
    record Reduce(int dim, int[] shape) implements Relation {
        @Override
        public Optional<Layout> image(Layout operand) {
            return Optional.of(operand.reduce(dim));
        }

        @Override
        public List<Layout> sources(Layout result) {
            int[] along = new int[shape.length];
            Arrays.setAll(along, d -> d == dim ? shape[d] : 1);
            return List.of(result.times(Layout.local(along)), Layout.local(along).times(result));
        }

        @Override
        public String text() {
            return "reduce";
        }
    }
}
