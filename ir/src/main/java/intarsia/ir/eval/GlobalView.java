package intarsia.ir.eval;

import intarsia.ir.AtomicOp;
import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.IntType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A tensor parameter of a tile kernel, or a tile that a block shares: its memory under the values of the symbols. */
sealed class GlobalView implements Datum permits SharedView {
    final Param param;
    final BufferType type;
    private final MemorySegment memory;
    private final Stepper stepper;
    private final long[] shape;
    private final long[] strides;
    private final long offset;
    /** Of every element, or of every code of blocks: see {@link #place}. */
    private final double[] err;
    private final AtomicSums sums = new AtomicSums();

    /** @param bounds as {@link #bounds()} gives them, where some are not exact */
    GlobalView(Param param, MemorySegment memory, double @Nullable [] bounds, Symbols symbols, Stepper stepper) {
        this.param = param;
        this.type = (BufferType) param.type();
        this.memory = memory;
        this.stepper = stepper;
        this.shape = eval(type.shape(), symbols);
        this.strides = eval(type.strides(), symbols);
        this.offset = type.offset().eval(symbols);
        long furthest = furthest();
        long bytes = bytes(furthest);
        if (bytes > memory.byteSize()) {
            throw new IllegalArgumentException("parameter " + param.name() + ": " + type + " with extents " + Arrays.toString(shape)
                    + " reaches " + bytes + " bytes; its memory has " + memory.byteSize());
        }
        this.err = new double[Math.toIntExact(switch (type.format()) {
            case DType d -> furthest / BufferType.step(d) + 1;
            case BlockFormat f -> Math.ceilDiv(furthest + 1, (long) f.elements()) * codes(f);
        })];
        if (bounds != null) {
            System.arraycopy(bounds, 0, err, 0, Math.min(bounds.length, err.length));
        }
    }

    private static long[] eval(List<Expr> exprs, Symbols symbols) {
        return exprs.stream().mapToLong(e -> e.eval(symbols)).toArray();
    }

    /** Codes of one block, of all its fields. */
    private static int codes(BlockFormat f) {
        return f.fields().stream().mapToInt(x -> x.packing().elements()).sum();
    }

    /**
     * Where the bound of an element stands, or that of its value of a field: block after block, in a block the codes of its fields in their order.
     * Elements whose places count bits are that far apart at least.
     */
    private int place(String field, long element) {
        if (!(type.format() instanceof BlockFormat f)) {
            return (int) (element / BufferType.step(type.format()));
        }
        int at = 0;
        for (Field x : f.fields()) {
            if (x.name().equals(field)) {
                return Math.toIntExact(element / f.elements() * codes(f) + at + x.index().value((int) (element % f.elements())));
            }
            at += x.packing().elements();
        }
        throw new IllegalArgumentException("no field '" + field + "' of " + f);
    }

    /** The bounds of the elements, or of the codes of blocks, as {@link #place} counts them. */
    double[] bounds() {
        return err;
    }

    /** How many successive elements along a dimension share a value of a field. */
    int step(String field, int dim) {
        return type.format() instanceof BlockFormat f && !field.equals(TileOp.VALUE) ? f.step(field(f, field), dim, shape.length) : 1;
    }

    /** The element at an index, in the order of memory, counted as strides are; along the dimensions of boxes the index counts values of the field. */
    long element(long[] index, int[] steps) {
        long at = offset;
        for (int d = 0; d < index.length; d++) {
            long extent = shape[d] / steps[d];
            if (index[d] < 0 || index[d] >= extent) {
                throw new IndexOutOfBoundsException("index " + index[d] + " along dimension " + d + " of " + param.name() + ", whose extent there is "
                        + extent + "; at " + Arrays.toString(index));
            }
            at += along(d, index[d] * steps[d]);
        }
        return at;
    }

    /** How far an element is from the first along a dimension, in the order of memory. */
    private long along(int d, long i) {
        if (!(type.format() instanceof BlockFormat f) || f.rows() == 1 || d < shape.length - 2) {
            return Math.multiplyExact(i, strides[d]);
        }
        if (d == shape.length - 1) {
            return f.stored(0, i, 0);
        }
        return f.stored(i, 0, strides[d]);
    }

    long[] extents() {
        return shape.clone();
    }

    /** The bits of an element as memory has them, whatever the range of the type says. */
    long bits(DType d, long element) {
        return BitMemory.read(memory, element * type.unitBits(), d.bits());
    }

    /** The bytes of the block that an element lies in. */
    byte[] block(BlockFormat f, long element) {
        return memory.asSlice(element / f.elements() * f.bytes(), f.bytes()).toArray(ValueLayout.JAVA_BYTE);
    }

    long read(String field, long element) {
        touched(field, element, false);
        return switch (type.format()) {
            case DType d -> checked(d, bits(d, element));
            case BlockFormat f -> {
                Field x = field(f, field);
                yield f.elementCode(x, memory, element);
            }
        };
    }

    /** The statement under way reads or writes an element. */
    void touched(String field, long element, boolean writes) {
        stepper.touches(param.name(), field, element, writes);
    }

    double err(String field, long element) {
        return err[place(field, element)];
    }

    void write(String field, long element, long code, double bound) {
        err[place(field, element)] = bound;
        sums.forget(element);
        touched(field, element, true);
        switch (type.format()) {
            case DType d -> BitMemory.write(memory, element * type.unitBits(), d.bits(), checked(d, code));
            case BlockFormat f -> {
                Field x = field(f, field);
                x.packing().write(memory, element / f.elements() * f.bytes(), x.index().value((int) (element % f.elements())), x.storedCode(code));
            }
        }
    }

    /** Combines an element with one of a tile in one step. */
    void combine(AtomicOp op, long element, Elements tile, double bound) {
        DType d = (DType) type.format();
        Codec c = Codec.of(d);
        combined(element);
        long old = checked(d, bits(d, element));
        long now = Atomics.combine(op, c, old, tile.codes[0]);
        BitMemory.write(memory, element * type.unitBits(), d.bits(), checked(d, now));
        double before = err(TileOp.VALUE, element);
        err[place(TileOp.VALUE, element)] = op == AtomicOp.ADD && !c.isInt()
                ? sums.add(element, c.decode(old), before, c.decode(tile.codes[0]), bound, c.unitRoundoff())
                : before == 0 && bound == 0 ? 0 : c.isInt() ? c.span() : Math.max(before, bound);
    }

    /** The statement under way combines an element with another in one step. */
    void combined(long element) {
        touched(TileOp.VALUE, element, false);
    }

    private long checked(DType d, long code) {
        BufferType.Range range = type.range().orElse(null);
        if (range != null && d instanceof IntType t && (t.decodeLong(code) < range.min() || t.decodeLong(code) > range.max())) {
            throw new IllegalArgumentException(param.name() + " holds " + t.decodeLong(code) + "; its type says " + range);
        }
        return code;
    }

    private static Field field(BlockFormat f, String name) {
        return f.find(name).orElseThrow(() -> new IllegalArgumentException("no field '" + name + "' of " + f));
    }

    /** The element furthest from the start of the memory; −1 of a tensor without elements. Strides may be negative. */
    private long furthest() {
        long low = offset, high = offset;
        for (int d = 0; d < shape.length; d++) {
            if (shape[d] <= 0) {
                return -1;
            }
            long span = along(d, shape[d] - 1);
            low = Math.addExact(low, Math.min(0, span));
            high = Math.addExact(high, Math.max(0, span));
        }
        if (low < 0) {
            throw new IllegalArgumentException("parameter " + param.name() + ": offset " + offset + " and strides " + Arrays.toString(strides)
                    + " reach element " + low + "; wanted 0 or more");
        }
        return high;
    }

    /** Bytes up to the end of an element, of its block. */
    private long bytes(long furthest) {
        if (furthest < 0) {
            return 0;
        }
        return switch (type.format()) {
            case DType d -> Math.ceilDiv(Math.addExact(Math.multiplyExact(furthest, (long) type.unitBits()), d.bits()), 8L);
            case BlockFormat f -> f.bytes(Math.ceilDiv(furthest + 1, (long) f.elements()) * f.elements());
        };
    }
}
