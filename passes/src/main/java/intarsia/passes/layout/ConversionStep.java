package intarsia.passes.layout;

import intarsia.ir.device.MoveCosts;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;

/**
 * One step of a conversion between layouts, on the words of all slots of a tile. Lane and slot distances are powers of two and name the
 * bit of a lane or slot number.
 */
public sealed interface ConversionStep {
    /** Where the elements lie after the step. */
    Placement apply(Placement at);

    /** How many slots there are after it, of so many before. */
    int slots(int before);

    /** What it costs on a tile of so many slots. */
    double cost(int slots, MoveCosts costs);

    /** Slot s is what slot {@code slots[s]} was: no code at all. */
    record Rename(int[] slots) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            return new Placement(at.lanes(), Arrays.stream(slots).mapToObj(s -> at.element()[s]).toArray(int[][]::new));
        }

        @Override
        public int slots(int before) {
            return slots.length;
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            return 0;
        }

        @Override
        public String toString() {
            return "rename slots to " + Arrays.toString(slots);
        }
    }

    /** Lane l of every slot takes the word of lane {@code from[l]}. */
    record Permute(int[] from) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            return new Placement(at.lanes(), Arrays.stream(at.element()).map(s -> Arrays.stream(from).map(l -> s[l]).toArray()).toArray(int[][]::new));
        }

        @Override
        public int slots(int before) {
            return before;
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            return slots * costs.permute();
        }

        @Override
        public String toString() {
            return "permute lanes of every slot by " + Arrays.toString(from);
        }
    }

    /** A bit of the lane number and a bit of the slot number change places: a transposition of pairs of slots. */
    record Exchange(int lane, int slot) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            return table(at, at.slots(), (s, l) -> at.element()[with(s, slot, (l & lane) != 0)][with(l, lane, (s & slot) != 0)]);
        }

        @Override
        public int slots(int before) {
            return before;
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            return slots * (costs.exchange() + 3 * costs.select()) / 2;
        }

        @Override
        public String toString() {
            return "exchange lane bit " + lane + " with slot bit " + slot;
        }
    }

    /** Of two slots whose numbers differ in a bit, each lane keeps the one that its bit names: lanes had copies, slots become half. */
    record Pick(int lane, int slot) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            return table(at, at.slots() / 2, (s, l) -> at.element()[apart(s, slot) | ((l & lane) != 0 ? slot : 0)][l]);
        }

        @Override
        public int slots(int before) {
            return before / 2;
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            return slots * costs.select() / 2;
        }

        @Override
        public String toString() {
            return "pick slot bit " + slot + " by lane bit " + lane;
        }
    }

    /** Lanes that differ in a bit learn each other's word: slots become twice as many, the new bit of their numbers the highest. */
    record Spread(int lane) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            int n = at.slots();
            return table(at, 2 * n, (s, l) -> at.element()[s % n][with(l, lane, s >= n)]);
        }

        @Override
        public int slots(int before) {
            return 2 * before;
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            return slots * (costs.exchange() + 2 * costs.select());
        }

        @Override
        public String toString() {
            return "spread lane bit " + lane + " over slots";
        }
    }

    /**
     * What a slot of the result takes from one slot before.
     *
     * @param lane for each lane the lane it takes, −1 where it takes none from there
     */
    record Part(int slot, int[] lane) {
        boolean isWhole() {
            for (int l = 0; l < lane.length; l++) {
                if (lane[l] != l) {
                    return false;
                }
            }
            return true;
        }

        private boolean inPlace() {
            for (int l = 0; l < lane.length; l++) {
                if (lane[l] >= 0 && lane[l] != l) {
                    return false;
                }
            }
            return true;
        }

        /** Whether all lanes take the same lane. */
        public boolean isUniform() {
            return Placement.uniform(lane);
        }
    }

    /** Each slot of the result is put together from parts of slots, one permutation a part. */
    record Gather(List<List<Part>> slots) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            int[][] out = new int[slots.size()][at.lanes()];
            for (int s = 0; s < out.length; s++) {
                for (Part p : slots.get(s)) {
                    for (int l = 0; l < at.lanes(); l++) {
                        out[s][l] = p.lane[l] < 0 ? out[s][l] : at.element()[p.slot][p.lane[l]];
                    }
                }
            }
            return new Placement(at.lanes(), out);
        }

        @Override
        public int slots(int before) {
            return slots.size();
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            double cost = 0;
            for (List<Part> parts : this.slots) {
                cost += cost(parts, costs);
            }
            return cost;
        }

        private static double cost(List<Part> parts, MoveCosts costs) {
            double cost = (parts.size() - 1) * costs.select();
            boolean alone = parts.size() == 1;
            for (Part p : parts) {
                cost += p.inPlace() ? 0 : alone && p.isUniform() ? costs.extract() : costs.permute();
            }
            return cost;
        }

        @Override
        public String toString() {
            return "gather " + slots.size() + " slots from " + slots.stream().mapToInt(List::size).sum() + " parts";
        }
    }

    /** In which order elements lie in scratch: slots of the source are written to, or slots of the result read from, consecutive words. */
    enum Order { SOURCE, RESULT }

    /**
     * Out to scratch and back.
     *
     * @param order in which elements lie in scratch
     * @param words of scratch
     * @param out   the word that each lane of each slot writes, −1 where a copy of the element is written already
     * @param in    the word that each lane of each slot of the result reads
     */
    record Through(Order order, int words, int[][] out, int[][] in) implements ConversionStep {
        @Override
        public Placement apply(Placement at) {
            int[] scratch = new int[words];
            for (int s = 0; s < out.length; s++) {
                for (int l = 0; l < at.lanes(); l++) {
                    if (out[s][l] >= 0) {
                        scratch[out[s][l]] = at.element()[s][l];
                    }
                }
            }
            return new Placement(at.lanes(), Arrays.stream(in).map(row -> Arrays.stream(row).map(w -> scratch[w]).toArray()).toArray(int[][]::new));
        }

        @Override
        public int slots(int before) {
            return in.length;
        }

        @Override
        public double cost(int slots, MoveCosts costs) {
            double cost = 0;
            for (int[] row : out) {
                cost += writes(row) ? costs.access(row, true) : 0;
            }
            for (int[] row : in) {
                cost += costs.access(row, false);
            }
            return cost;
        }

        private static boolean writes(int[] row) {
            for (int w : row) {
                if (w >= 0) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return "through " + words + " words of scratch in the order of the " + (order == Order.SOURCE ? "source" : "result");
        }
    }

    /** The number with a bit set or cleared. */
    private static int with(int number, int bit, boolean set) {
        return set ? number | bit : number & ~bit;
    }

    /** The number with a zero put in at a bit, the bits from there on moved up. */
    private static int apart(int number, int bit) {
        return (number / bit * 2 * bit) | number % bit;
    }

    private static Placement table(Placement at, int slots, IntBinaryOperator element) {
        int[][] out = new int[slots][at.lanes()];
        for (int s = 0; s < slots; s++) {
            for (int l = 0; l < at.lanes(); l++) {
                out[s][l] = element.applyAsInt(s, l);
            }
        }
        return new Placement(at.lanes(), out);
    }
}
