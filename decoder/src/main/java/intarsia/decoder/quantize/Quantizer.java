package intarsia.decoder.quantize;

import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.progress.Stage;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.Packing;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Tensors in other formats, on all cores: by the kernels that formats make of themselves where these give the bytes of the rule, otherwise by
 * definition ({@link QuantizeRule}), which is far slower.
 */
public final class Quantizer {
    private static final int ALIGNMENT = 64;
    private static final ValueLayout.OfInt BITS = ValueLayout.JAVA_INT_UNALIGNED;
    /** The exponent of infinities and NaN, as bits of an f32. */
    private static final int EXPONENT = 0x7f800000;
    /** Elements that are whole bytes in every type. */
    private static final int PERIOD = 8;
    /** Numbers that are kept as f32 at a time, so that a matrix need not fit into memory twice. */
    private static final long PART = 1L << 22;

    private final QuantizeRule rule;
    private final MatrixKernels kernels;
    private final Stage progress;
    private volatile boolean cancelled;

    /** @param progress told the rows of a tensor that are done, from any thread */
    public Quantizer(QuantizeRule rule, Engine engine, Stage progress) {
        if (!engine.sharesMemory()) throw new IllegalArgumentException("engine " + engine + " has memory of its own; wanted jvm");
        this.rule = rule;
        this.kernels = new MatrixKernels(engine);
        this.progress = progress;
    }

    /** Ends the work in progress with a {@link CancellationException}; from any thread. */
    public void cancel() {
        cancelled = true;
    }

    /** The rule by which a format's blocks are made: the one asked for where it knows the format, otherwise {@link QuantizeRule#EXACT}. */
    public QuantizeRule rule(BlockFormat b) {
        return rule.knows(b) ? rule : QuantizeRule.EXACT;
    }

    /** Whether a kernel makes a format's bytes. */
    public boolean byKernel(Format f) {
        return MatrixKernels.writes(f, f instanceof BlockFormat b ? rule(b) : rule);
    }

    /**
     * The bytes of a tensor in a format; memory that is freed when nobody refers to it.
     *
     * @throws intarsia.decoder.file.ModelFileException if the tensor holds what the format cannot
     */
    public MemorySegment convert(GgufTensor t, Format from, Format to) {
        long columns = t.dim(0), rows = t.elements() / columns;
        MemorySegment out = Arena.ofAuto().allocate(to.bytes(rows, columns), ALIGNMENT);
        long step = Math.max(1, PART / columns / to.blockRows()) * to.blockRows();
        for (long first = 0; first < rows; first += step) {
            long count = Math.min(step, rows - first);
            MemorySegment x = values(from, part(t.data(), from, first, count, columns), count, columns);
            write(new Part(t, first, count, columns, x), to, part(out, to, first, count, columns));
            progress.at(t.name(), Math.toIntExact(first + count), Math.toIntExact(rows));
        }
        return out;
    }

    /** Some rows of a tensor as f32. */
    private record Part(GgufTensor tensor, long first, long rows, long columns, MemorySegment values) {
        float[] rows(long from, int count) {
            return values.asSlice(DType.F32.bytes(from * columns), DType.F32.bytes(count * columns)).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        }
    }

    private static MemorySegment part(MemorySegment all, Format f, long first, long count, long columns) {
        return all.asSlice(f.bytes(first, columns), f.bytes(count, columns));
    }

    private MemorySegment values(Format f, MemorySegment stored, long rows, long columns) {
        if (f.equals(DType.F32)) return stored;
        MemorySegment values = Arena.ofAuto().allocate(DType.F32.bytes(rows, columns), ALIGNMENT);
        decode(f, stored, rows, columns, values);
        return values;
    }

    /**
     * Writes the values of a matrix as f32.
     *
     * @param stored the matrix in a format
     */
    public void decode(Format f, MemorySegment stored, long rows, long columns, MemorySegment values) {
        stop();
        if (f.equals(DType.F32)) {
            values.copyFrom(stored);
        } else if (MatrixKernels.reads(f)) {
            kernels.values(f, stored, rows, columns, values);
        } else {
            for (long i = 0; i < rows * columns; i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) f.dequantize(stored, i / columns * f.bytes(columns), i % columns));
            }
        }
    }

    private void write(Part p, Format to, MemorySegment out) {
        if (byKernel(to) && holds(to, p)) {
            kernels.blocks(to, to instanceof BlockFormat b ? rule(b) : rule, p.values, p.rows, p.columns, out);
            return;
        }
        int box = to.blockRows();
        long bytes = to.bytes(box, p.columns);
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, Math.toIntExact(p.rows / box)).parallel().forEach(b -> {
            stop();
            MemorySegment.copy(box(p, to, (long) b * box), 0, out, b * bytes, bytes);
            progress.at(p.tensor.name(), Math.toIntExact(p.first + (long) box * done.incrementAndGet()), Math.toIntExact(p.tensor.elements() / p.columns));
        });
    }

    /** Whether a rule takes all values: else the definition says which not. */
    private boolean holds(Format to, Part p) {
        if (!(to instanceof BlockFormat b) || rule(b) == QuantizeRule.SINGLE) return true;
        for (long i = 0; i < p.rows * p.columns; i++) {
            if ((p.values.getAtIndex(BITS, i) & EXPONENT) == EXPONENT) return false;
        }
        return true;
    }

    private void stop() {
        if (cancelled) throw new CancellationException("cancelled while a tensor was converted");
    }

    private MemorySegment box(Part p, Format to, long row) {
        float[] values = p.rows(row, to.blockRows());
        try {
            return switch (to) {
                case DType d -> codes(d, values);
                case BlockFormat b -> MemorySegment.ofArray(rule(b).quantize(b, values, b.rows(), p.columns));
            };
        } catch (IllegalArgumentException e) {
            throw p.tensor.place().fail("rows that " + to + " can hold", "row " + (p.first + row) + ": " + e.getMessage());
        }
    }

    private static MemorySegment codes(DType d, float[] values) {
        MemorySegment out = MemorySegment.ofArray(new byte[Math.toIntExact(d.bytes(values.length))]);
        Packing dense = Packing.dense(d, PERIOD);
        for (int c = 0; c < values.length; c++) dense.write(out, 0, c, d.encode(values[c]));
        return out;
    }
}
