package intarsia.decoder.quantize;

import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.Packing;
import intarsia.ir.type.QuantizeRule;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Tensors in other formats, row by row on all cores. It computes by definition ({@link QuantizeRule}), not by kernels. */
public final class Quantizer {
    private static final int ALIGNMENT = 64;
    /** Elements that are whole bytes in every type. */
    private static final int PERIOD = 8;

    private final QuantizeRule rule;
    private final Stage progress;
    private volatile boolean cancelled;

    /** @param progress told the rows of a tensor that are done, from any thread */
    public Quantizer(QuantizeRule rule, Stage progress) {
        this.rule = rule;
        this.progress = progress;
    }

    /** Ends the work in progress with a {@link CancellationException}; from any thread. */
    public void cancel() {
        cancelled = true;
    }

    /**
     * The bytes of a tensor in a format; memory that is freed when nobody refers to it.
     *
     * @throws intarsia.decoder.file.ModelFileException if the tensor holds what the format cannot
     */
    public MemorySegment convert(GgufTensor t, Format from, Format to) {
        int columns = Math.toIntExact(t.dim(0));
        int rows = Math.toIntExact(t.elements() / columns);
        long rowBytes = to.bytes(columns);
        MemorySegment out = Arena.ofAuto().allocate(Math.multiplyExact(rowBytes, rows), ALIGNMENT);
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, rows).parallel().forEach(r -> {
            if (cancelled) throw new CancellationException("cancelled while a tensor was converted");
            MemorySegment.copy(row(t, to, values(t, from, r, columns), r), 0, out, rowBytes * r, rowBytes);
            progress.at(t.name(), done.incrementAndGet(), rows);
        });
        return out;
    }

    private static float[] values(GgufTensor t, Format from, int row, int columns) {
        long base = from.bytes(columns) * row;
        float[] values = new float[columns];
        for (int c = 0; c < columns; c++) values[c] = (float) from.dequantize(t.data(), base, c);
        return values;
    }

    private MemorySegment row(GgufTensor t, Format to, float[] values, int row) {
        try {
            return switch (to) {
                case DType d -> codes(d, values);
                case BlockFormat b -> MemorySegment.ofArray(rule(b).quantize(b, values));
            };
        } catch (IllegalArgumentException e) {
            throw t.place().fail("rows that " + to + " can hold", "row " + row + ": " + e.getMessage());
        }
    }

    /** The rule by which a format's blocks are made: the one asked for where it knows the format, otherwise {@link QuantizeRule#EXACT}. */
    public QuantizeRule rule(BlockFormat b) {
        return rule.knows(b) ? rule : QuantizeRule.EXACT;
    }

    private static MemorySegment codes(DType d, float[] values) {
        MemorySegment out = MemorySegment.ofArray(new byte[Math.toIntExact(d.bytes(values.length))]);
        Packing dense = Packing.dense(d, PERIOD);
        for (int c = 0; c < values.length; c++) dense.write(out, 0, c, d.encode(values[c]));
        return out;
    }
}
