package intarsia.ir.eval;

import intarsia.ir.Consts;
import intarsia.ir.Param;
import intarsia.ir.Symbols;
import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TileOp;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Hadamard;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A whole tensor, its elements row after row. Those of a block format stand as their values in f32, beside the blocks they came from.
 *
 * @param blocks the bytes of a block format, where no op has moved elements since
 */
record TensorData(TensorType type, int[] shape, Elements elements, byte @Nullable [] blocks) implements Datum {
    static int[] shape(TensorType type, Symbols symbols) {
        return type.shape().stream().mapToInt(e -> Math.toIntExact(e.eval(symbols))).toArray();
    }

    /** Elements of a plain format. */
    static TensorData of(TensorType type, Symbols symbols, Elements elements) {
        int[] shape = shape(type, symbols);
        return new TensorData(type, shape, elements.spreadTo(Tiles.size(shape)), null);
    }

    /** The elements as a map, a fold or a scan sees them: f32, or i32 of integers. */
    Elements scalars() {
        return scalars(elements);
    }

    /** Elements of this tensor as a map sees them. */
    Elements scalars(Elements some) {
        return Casts.cast(some, Consts.elem(TensorOp.Names.scalar(type)));
    }

    /** Values of any format as {@code type} encodes them. */
    static TensorData encode(TensorType type, Symbols symbols, Elements values) {
        int[] shape = shape(type, symbols);
        Elements all = values.spreadTo(Tiles.size(shape));
        return switch (type.format()) {
            case DType d -> new TensorData(type, shape, all.codec.type.equals(d) ? all : Casts.cast(all, d), null);
            case BlockFormat f -> {
                wholeBlocks(type, shape);
                Elements inBoxes = BlockTensors.inBoxes(f, shape, all);
                byte[] blocks = BlockTensors.quantize(f, inBoxes);
                yield new TensorData(type, shape, BlockTensors.inRows(f, shape, BlockTensors.quantized(f, blocks, inBoxes)), blocks);
            }
        };
    }

    /** A parameter out of memory; {@code bounds} of its elements where some are not exact. */
    static TensorData read(Param p, MemorySegment memory, double @Nullable [] bounds, Symbols symbols) {
        TensorType type = (TensorType) p.type();
        int[] shape = shape(type, symbols);
        wholeBlocks(type, shape);
        int n = Tiles.size(shape);
        long bytes = bytes(type, shape);
        if (bytes > memory.byteSize()) {
            throw new IllegalArgumentException("parameter " + p.name() + ": " + type + " with extents " + Arrays.toString(shape) + " has "
                    + bytes + " bytes; its memory has " + memory.byteSize());
        }
        return switch (type.format()) {
            case DType d -> {
                long[] codes = new long[n];
                for (int i = 0; i < n; i++) {
                    codes[i] = BitMemory.read(memory, bit(d, shape, i), d.bits());
                }
                double @Nullable [] err = bounds == null ? null : Arrays.copyOf(bounds, n);
                yield new TensorData(type, shape, new Elements(Codec.of(d), codes, err), null).checked(p);
            }
            case BlockFormat f -> {
                byte[] blocks = memory.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
                Elements values = BlockTensors.inRows(f, shape, BlockTensors.dequantize(f, blocks, n));
                double @Nullable [] err = bounds == null ? null : Arrays.copyOf(bounds, n);
                yield new TensorData(type, shape, new Elements(values.codec, values.codes, err), blocks);
            }
        };
    }

    /** The value of a parameter into its memory; the bounds of its elements. */
    double[] write(Param p, MemorySegment memory) {
        int n = elements.size();
        if (type.format() instanceof DType d) {
            if (bytes(type, shape) > memory.byteSize()) {
                throw new IllegalArgumentException("parameter " + p.name() + " takes " + bytes(type, shape) + " bytes; its memory has " + memory.byteSize());
            }
            checked(p);
            for (int i = 0; i < n; i++) {
                BitMemory.write(memory, bit(d, shape, i), d.bits(), elements.codes[i]);
            }
        } else if (blocks != null) {
            MemorySegment.copy(blocks, 0, memory, ValueLayout.JAVA_BYTE, 0, blocks.length);
        } else {
            throw new IllegalArgumentException("parameter " + p.name() + " is " + type + ", and its elements were moved out of their blocks; convert them last");
        }
        double[] bounds = new double[n];
        for (int i = 0; i < n; i++) {
            bounds[i] = elements.err(i);
        }
        return bounds;
    }

    private static int columns(int[] shape) {
        return shape.length == 0 ? 1 : shape[shape.length - 1];
    }

    private static long bytes(TensorType type, int[] shape) {
        int n = Tiles.size(shape);
        return type.format().bytes(n == 0 ? 0 : n / columns(shape), columns(shape));
    }

    /** The first bit of an element; rows begin at whole bytes. */
    private static long bit(DType d, int[] shape, int i) {
        int columns = columns(shape);
        return i / columns * 8L * d.bytes(columns) + (long) (i % columns) * d.bits();
    }

    private static void wholeBlocks(TensorType type, int[] shape) {
        int rows = type.format().blockRows();
        int columns = type.format().blockColumns();
        boolean whole = columns == 1 || shape.length > 0 && shape[shape.length - 1] % columns == 0;
        if (!whole || rows > 1 && (shape.length < 2 || shape[shape.length - 2] % rows != 0)) {
            throw new IllegalArgumentException(type + " with extents " + Arrays.toString(shape) + "; wanted a last extent of whole blocks of " + columns
                    + (rows > 1 ? ", and one before it of whole blocks of " + rows : ""));
        }
    }

    private TensorData checked(Param p) {
        ((TensorType) p.type()).range().ifPresent(range -> {
            for (long code : elements.codes) {
                long v = elements.codec.integer(code);
                if (v < range.min() || v > range.max()) {
                    throw new IllegalArgumentException("parameter " + p.name() + " holds " + v + "; its " + TileOp.VALUE + "s lie in " + range);
                }
            }
        });
        return this;
    }

    /** What the elements of blocks are made of, where no op has moved them since. */
    Optional<BlockParts> parts() {
        if (!(type.format() instanceof BlockFormat f) || blocks == null) {
            return Optional.empty();
        }
        BlockParts parts = BlockParts.of(f, blocks, elements.size());
        return Optional.of(BlockTensors.stored(f, shape).map(parts::pick).orElse(parts));
    }

    /**
     * This as {@link intarsia.ir.TensorOp.Rotate} makes it. Blocks that were rotated by as much are their stored values; where their elements were moved since, those are found
     * again from the values, off by the roundings of both rotations.
     */
    TensorData rotated(Hadamard h, TensorType to) {
        Elements turned = BlockTensors.rotated(h, elements);
        if (!(to.format() instanceof BlockFormat f)) {
            return new TensorData(to, shape, turned, null);
        }
        return blocks == null ? new TensorData(to, shape, BlockTensors.twiceRounded(h, turned), null)
            : new TensorData(to, shape, new Elements(turned.codec, BlockTensors.dequantize(f, blocks, elements.size()).codes, turned.err), blocks);
    }

    /** The same elements in the same order as another type. */
    TensorData as(TensorType other, Symbols symbols) {
        int[] now = shape(other, symbols);
        if (Tiles.size(now) != elements.size()) {
            throw new IllegalArgumentException(elements.size() + " elements as " + other + " with extents " + Arrays.toString(now));
        }
        boolean same = type.format().blockRows() == 1 || now.length > 1 && shape[shape.length - 1] == now[now.length - 1]
                && now[now.length - 2] % type.format().blockRows() == 0;
        return new TensorData(other, now, elements, same ? blocks : null);
    }

    /** Steps in elements from index to index along each dimension of {@code names}; 0 along those it lacks. */
    int[] strides(java.util.List<String> names) {
        int[] own = Tiles.strides(shape);
        return names.stream().mapToInt(name -> type.indexOf(name) < 0 ? 0 : own[type.indexOf(name)]).toArray();
    }
}
