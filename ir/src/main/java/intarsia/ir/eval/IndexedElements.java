package intarsia.ir.eval;

import intarsia.ir.AtomicOp;
import intarsia.ir.TileOp;
import intarsia.ir.Value;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Accesses at index tiles: which element of the buffer each element of the tile is, if it is on. */
final class IndexedElements {
    private final GlobalView view;
    private final List<Elements> index;
    private final List<Elements> mask;
    private final long[] extents;
    private final int[] steps;

    IndexedElements(Value buffer, List<Value> index, List<Value> mask, Frame f) {
        this.view = (GlobalView) f.get(buffer);
        this.index = index.stream().map(f::elements).toList();
        this.mask = mask.stream().map(f::elements).toList();
        this.extents = view.extents();
        this.steps = new int[extents.length];
        Arrays.fill(steps, 1);
    }

    /** The element in the order of memory, or −1 where it is off. */
    private long element(int i) {
        long[] at = new long[extents.length];
        for (int d = 0; d < at.length; d++) {
            Elements along = index.get(d);
            at[d] = along.codec.integer(along.code(i));
            if (at[d] < 0 || at[d] >= extents[d]) {
                return -1;
            }
        }
        return mask.stream().allMatch(m -> m.code(i) != 0) ? view.element(at, steps) : -1;
    }

    /** Whether bounds leave open which element it is. */
    private boolean open(int i) {
        return index.stream().anyMatch(x -> x.err(i) != 0) || mask.stream().anyMatch(m -> m.err(i) != 0);
    }

    Elements load(TileOp.LoadAt op) {
        Codec c = Codec.of(op.type().elem());
        long[] codes = new long[op.type().size()];
        double[] err = new double[codes.length];
        for (int i = 0; i < codes.length; i++) {
            long element = element(i);
            if (element >= 0) {
                codes[i] = view.read(TileOp.VALUE, element);
                err[i] = view.err(TileOp.VALUE, element);
            }
            err[i] = open(i) ? anything(c) : err[i];
        }
        return new Elements(c, codes, err);
    }

    private static double anything(Codec c) {
        return c.isInt() ? c.span() : Double.POSITIVE_INFINITY;
    }

    void store(Elements tile) {
        Set<Long> written = new HashSet<>();
        for (int i = 0; i < tile.size(); i++) {
            long element = element(i);
            if (element >= 0) {
                if (!written.add(element)) {
                    throw new IllegalArgumentException("store.at writes element " + element + " of " + view.param.name() + " twice; wanted each once, or an atomic op");
                }
                view.write(TileOp.VALUE, element, tile.codes[i], open(i) ? anything(tile.codec) : tile.err(i));
            }
        }
    }

    void combine(AtomicOp op, Elements tile) {
        for (int i = 0; i < tile.size(); i++) {
            long element = element(i);
            if (element >= 0) {
                view.combine(op, element, tile.pick(new int[] {i}), open(i) ? anything(tile.codec) : tile.err(i));
            }
        }
    }
}
