package intarsia.ir.type;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The codes of a block whose values have the least squared error, where codes are products or select vectors. Stored values
 * that share elements are chosen together: the one that reaches most elements is tried with every code, and for each what
 * remains falls apart into parts that are independent of one another. Of equal errors the lowest code wins.
 */
final class CodeSearch {
    /** What the elements of a block are stored under, and what they should be. */
    record Aim(double[] x, double[] scale, double[] zero, double[] min) {
        double error(int e, double product) {
            double error = (product - zero[e]) * scale[e] + min[e] - x[e];
            return error * error;
        }
    }

    /** One stored value of a field, and the elements that it reaches. */
    private record Choice(Field field, double[][] values, int value, BitSet elements) {
    }

    /** A choice, and what is chosen after it, code by code. */
    private final class Node {
        final int id;
        final Choice choice;
        final int[] elements;
        /** Elements that no later choice reaches. */
        final int[] last;
        final List<Node> rest;
        final int[] components;
        /** Of each element the numbers that later choices can multiply it with. */
        final double[][] later;
        /** The best code so far, and then those of the rest. */
        final int[] best;

        Node(int id, Choice choice, List<Node> rest, BitSet later) {
            this.id = id;
            this.choice = choice;
            this.elements = choice.elements.stream().toArray();
            this.last = choice.elements.stream().filter(e -> !later.get(e)).toArray();
            this.components = Arrays.stream(elements).map(choice.field.index()::component).toArray();
            this.rest = rest;
            this.later = Arrays.stream(elements).mapToObj(e -> rest.stream().filter(n -> n.choice.elements.get(e)).findFirst().map(n -> n.factors(e)).orElse(ONE)).toArray(double[][]::new);
            this.best = new int[1 + rest.stream().mapToInt(n -> n.best.length).sum()];
        }

        /** The different numbers that this choice and those after it can multiply an element with. */
        double[] factors(int e) {
            int at = IntStream.range(0, elements.length).filter(i -> elements[i] == e).findFirst().orElseThrow();
            return factors.computeIfAbsent(new Factors(choice.values, components[at], later[at]), Factors::all);
        }
    }

    /** The numbers that one component of every code can have, each times those that come later; the same arrays are meant, not equal ones. */
    private record Factors(double[][] values, int component, double[] later) {
        double[] all() {
            return Arrays.stream(values).mapToDouble(v -> v[component]).filter(v -> !Double.isNaN(v))
                .flatMap(v -> Arrays.stream(later).map(w -> v * w)).distinct().toArray();
        }
    }

    private static final double[] ONE = {1};

    private final List<Node> roots;
    private final List<Node> all = new ArrayList<>();
    private final Map<Factors, double[]> factors = new HashMap<>();
    private final double[] products;
    private final int[] codes;

    CodeSearch(BlockFormat format) {
        List<Choice> choices = new ArrayList<>();
        for (Field field : format.fields(Role.CODE)) {
            double[][] values = values(field);
            BitSet[] reach = new BitSet[field.packing().elements()];
            Arrays.setAll(reach, _ -> new BitSet());
            for (int e = 0; e < format.elements(); e++) {
                reach[field.index().value(e)].set(e);
            }
            for (int v = 0; v < reach.length; v++) {
                choices.add(new Choice(field, values, v, reach[v]));
            }
        }
        products = new double[format.elements()];
        Arrays.fill(products, 1);
        roots = trees(choices);
        codes = new int[all.size()];
    }

    /** The components of every code; NaN where a code is not to be chosen. */
    private static double[][] values(Field field) {
        if (field.type().bits() > 16) {
            throw new IllegalArgumentException("codes of field " + field.name() + " are searched, and " + field.type() + " has more than 2^16");
        }
        double[][] values = new double[1 << field.type().bits()][];
        int length = field.book().map(VectorBook::length).orElse(1);
        for (int code = 0; code < values.length; code++) {
            values[code] = new double[length];
            for (int c = 0; c < length; c++) {
                boolean known = field.book().isPresent() || field.type().isCanonical(code);
                values[code][c] = known ? field.decode(code, c) : Double.NaN;
            }
        }
        return values;
    }

    private List<Node> trees(List<Choice> choices) {
        List<Choice> left = new ArrayList<>(choices);
        List<Node> found = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Choice> part = part(left);
            left.removeAll(part);
            found.add(tree(part));
        }
        return found;
    }

    /** The choices that share elements with the first, or with those that do. */
    private static List<Choice> part(List<Choice> choices) {
        BitSet reached = (BitSet) choices.getFirst().elements.clone();
        for (int before = 0; before < reached.cardinality(); ) {
            before = reached.cardinality();
            choices.stream().filter(c -> c.elements.intersects(reached)).forEach(c -> reached.or(c.elements));
        }
        return choices.stream().filter(c -> c.elements.intersects(reached)).toList();
    }

    private Node tree(List<Choice> part) {
        Choice widest = part.stream().max(Comparator.comparingInt(c -> c.elements.cardinality())).orElseThrow();
        List<Choice> others = part.stream().filter(c -> c != widest).toList();
        BitSet later = new BitSet();
        others.forEach(c -> later.or(c.elements));
        List<Node> rest = trees(others);
        Node node = new Node(all.size(), widest, rest, later);
        all.add(node);
        return node;
    }

    /** Chooses the codes of a block; {@link #store} has them then. Gives back the sum of the squared errors. */
    double search(Aim aim) {
        double sum = 0;
        for (Node root : roots) {
            sum += solve(root, aim, Double.POSITIVE_INFINITY);
        }
        return sum;
    }

    /** Writes the codes that were chosen. */
    void store(MemorySegment out, long block) {
        for (Node node : all) {
            node.choice.field.packing().write(out, block, node.choice.value, codes[node.id]);
        }
    }

    /** The least error below a limit of what a node and the rest after it reach, with those codes; infinity if none is below. */
    private double solve(Node node, Aim aim, double limit) {
        double[] before = Arrays.stream(node.elements).mapToDouble(e -> products[e]).toArray();
        int[] components = node.components;
        double least = limit;
        for (int code = 0; code < node.choice.values.length; code++) {
            for (int i = 0; i < before.length; i++) {
                products[node.elements[i]] = before[i] * node.choice.values[code][components[i]];
            }
            double error = node.rest.isEmpty() || bound(node, aim, least) < least ? error(node, aim, least) : least;
            if (error < least) {
                least = error;
                node.best[0] = code;
                System.arraycopy(codes, node.id - node.best.length + 1, node.best, 1, node.best.length - 1);
            }
        }
        for (int i = 0; i < before.length; i++) {
            products[node.elements[i]] = before[i];
        }
        System.arraycopy(node.best, 1, codes, node.id - node.best.length + 1, node.best.length - 1);
        codes[node.id] = node.best[0];
        return least < limit ? least : Double.POSITIVE_INFINITY;
    }

    /** What the error cannot be below, whatever is chosen after this node: of each element the best that the later choices have for it alone. */
    private double bound(Node node, Aim aim, double limit) {
        double bound = 0;
        for (int i = 0; i < node.elements.length && bound < limit; i++) {
            int e = node.elements[i];
            double least = Double.POSITIVE_INFINITY;
            for (double later : node.later[i]) {
                least = Math.min(least, aim.error(e, products[e] * later));
            }
            bound += least;
        }
        return bound;
    }

    private double error(Node node, Aim aim, double least) {
        double error = 0;
        for (int e : node.last) {
            error += aim.error(e, products[e]);
        }
        for (int i = 0; i < node.rest.size() && error < least; i++) {
            error += solve(node.rest.get(i), aim, least - error);
        }
        return error;
    }
}
