package intarsia.passes.layout;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Entry;
import intarsia.ir.layout.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Layouts of one warp drawn at random: any digits in any order, on lanes as many as divide the warp, with copies on the rest. */
public record RandomLayouts(Random random, int lanes) {
    private static final int[] PRIMES = {2, 2, 2, 3, 5};

    /** A shape of at most two dimensions and so many elements. */
    public int[] shape(boolean binary, int most) {
        int rank = 1 + random.nextInt(2);
        int[] shape = new int[rank];
        do {
            for (int d = 0; d < rank; d++) {
                shape[d] = 1;
                for (int i = random.nextInt(5); i > 0; i--) {
                    shape[d] *= binary ? 2 : PRIMES[random.nextInt(PRIMES.length)];
                }
            }
        } while (shape[0] * shape[rank - 1] > most);
        return shape;
    }

    public Layout layout(int[] shape) {
        int[][] factors = new int[shape.length][];
        List<Entry> lane = new ArrayList<>();
        List<Entry> v = new ArrayList<>();
        List<Entry.Digit> all = new ArrayList<>();
        for (int d = 0; d < shape.length; d++) {
            factors[d] = factors(shape[d]);
            for (int i = 0; i < factors[d].length; i++) {
                all.add(new Entry.Digit(d, i));
            }
        }
        Collections.shuffle(all, random);
        int left = lanes;
        for (Entry.Digit e : all) {
            int extent = factors[e.dim()][e.pos()];
            boolean onLane = left % extent == 0 && random.nextInt(3) > 0;
            (onLane ? lane : v).add(e);
            left /= onLane ? extent : 1;
        }
        while (left > 1) {
            lane.add(random.nextInt(lane.size() + 1), new Entry.Replica(2));
            left /= 2;
        }
        if (random.nextInt(6) == 0) {
            v.add(random.nextInt(v.size() + 1), new Entry.Replica(2 + random.nextInt(2)));
        }
        return Layout.of(shape, factors, Map.of(Axis.LANE, lane, Axis.V, v));
    }

    /** The prime factors in a random order. */
    private int[] factors(int n) {
        List<Integer> found = new ArrayList<>();
        int left = n;
        for (int p : new int[] {2, 3, 5}) {
            for (; left % p == 0; left /= p) {
                found.add(p);
            }
        }
        Collections.shuffle(found, random);
        return found.stream().mapToInt(Integer::intValue).toArray();
    }
}
