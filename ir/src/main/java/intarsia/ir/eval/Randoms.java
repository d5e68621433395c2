package intarsia.ir.eval;

import intarsia.ir.TileOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.Philox;
import intarsia.ir.type.StochasticRounding;
import java.util.ArrayList;
import java.util.List;

/** Random words, and rounding by them. */
final class Randoms {
    private Randoms() {
    }

    /** A tile for each of the four words. */
    static List<Elements> words(TileOp.Philox op, List<Elements> counter, List<Elements> key) {
        int n = op.type().size();
        long[][] words = new long[TileOp.Philox.WORDS][n];
        double[] err = new double[n];
        for (int i = 0; i < n; i++) {
            int[] block = Philox.block(both(counter.get(0), counter.get(1), i), both(counter.get(2), counter.get(3), i), both(key.get(0), key.get(1), i));
            for (int w = 0; w < words.length; w++) {
                words[w][i] = block[w] & 0xffff_ffffL;
            }
            int at = i;
            err[i] = counter.stream().anyMatch(c -> c.err(at) != 0) || key.stream().anyMatch(k -> k.err(at) != 0) ? Codec.of(DType.I32).span() : 0;
        }
        List<Elements> all = new ArrayList<>();
        for (long[] w : words) {
            all.add(new Elements(Codec.of(DType.I32), w, err));
        }
        return all;
    }

    private static long both(Elements low, Elements high, int i) {
        return low.code(i) | high.code(i) << 32;
    }

    /** What is off may fall on the other side of the value beside it, so its bound grows by a step of the type. */
    static Elements cast(Elements a, Elements random, DType to) {
        Codec target = Codec.of(to);
        long[] codes = new long[a.size()];
        double[] err = new double[a.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = StochasticRounding.encode(to, a.value(i), to.defaultOverflow(), (int) random.code(i));
            boolean exact = a.err(i) == 0 && random.err(i) == 0 || Double.isNaN(a.value(i));
            err[i] = exact ? 0 : target.spread(a.value(i), a.err(i)) + 2 * target.ulp(codes[i]);
        }
        return new Elements(target, codes, err);
    }
}
