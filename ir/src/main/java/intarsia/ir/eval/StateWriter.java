package intarsia.ir.eval;

import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import org.jspecify.annotations.Nullable;

/** The next version of a state: runs of elements are replaced, encoded as its format encodes. */
final class StateWriter {
    private final TensorData old;
    private final long[] codes;
    private final double[] err;
    private final byte @Nullable [] blocks;

    StateWriter(TensorData old) {
        this.old = old;
        Elements e = old.elements();
        this.codes = e.codes.clone();
        this.err = new double[codes.length];
        for (int i = 0; i < err.length; i++) {
            err[i] = e.err(i);
        }
        this.blocks = old.blocks() == null ? null : old.blocks().clone();
    }

    /** Elements {@code at … at + run.size() − 1}. */
    void put(int at, Elements run) {
        Elements now = switch (old.type().format()) {
            case DType d -> Casts.cast(run, d);
            case BlockFormat f -> putBlocks(f, at, run);
        };
        for (int i = 0; i < now.size(); i++) {
            codes[at + i] = now.codes[i];
            err[at + i] = now.err(i);
        }
    }

    private Elements putBlocks(BlockFormat f, int at, Elements run) {
        if (blocks == null || f.rows() > 1 || at % f.elements() != 0 || run.size() % f.elements() != 0) {
            throw new IllegalArgumentException("append of " + run.size() + " elements at element " + at + " of " + old.type()
                    + "; wanted whole blocks of " + f.elements() + " of rows of a state whose elements lie in their blocks");
        }
        byte[] made = BlockTensors.quantize(f, run);
        System.arraycopy(made, 0, blocks, at / f.elements() * f.bytes(), made.length);
        return BlockTensors.quantized(f, made, run);
    }

    TensorData state() {
        return new TensorData(old.type(), old.shape(), new Elements(old.elements().codec, codes, err), blocks);
    }
}
