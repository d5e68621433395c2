package intarsia.passes.check;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.LaneType;
import intarsia.ir.Param;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbols;
import intarsia.ir.TensorType;
import intarsia.ir.TileType;
import intarsia.ir.type.BitString;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Role;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Memory for the parameters of a kernel above the lane level, filled from a seed. */
public final class Inputs {
    /** What stands in memory that a kernel only writes, so that a byte it should leave alone shows. */
    private static final byte UNWRITTEN = (byte) 0xa5;

    private Inputs() {
    }

    /**
     * Memory by parameter name, exactly as long as the views reach.
     *
     * @param kinds by parameter name; others are {@link Distribution#ORDINARY}
     */
    public static Map<String, MemorySegment> of(Kernel kernel, Symbols symbols, Map<String, Distribution> kinds, long seed, Arena arena) {
        RandomGenerator random = new SplittableRandom(seed);
        Map<String, MemorySegment> all = new LinkedHashMap<>();
        for (Param p : kernel.params()) {
            BufferType t = buffer(p);
            MemorySegment m = arena.allocate(Math.max(1, bytes(t, symbols)), 64).asSlice(0, bytes(t, symbols));
            if (p.access().reads()) {
                fill(m, t, symbols, kinds.getOrDefault(p.name(), Distribution.ORDINARY), random);
            } else {
                m.fill(UNWRITTEN);
            }
            all.put(p.name(), m);
        }
        return all;
    }

    /** The memory of a parameter: of a tensor row-major. */
    static BufferType buffer(Param p) {
        return switch (p.type()) {
            case BufferType b -> b;
            case TensorType t -> new BufferType(t.format(), t.shape(), BufferType.rowMajor(t.format(), t.shape()), Expr.Const.ZERO, t.range());
            case ScalarType _, LaneType _, TileType _ -> throw new IllegalArgumentException("parameter " + p.name() + " is a " + p.type() + "; wanted memory of known extents");
        };
    }

    /** The same bytes in memory of its own. */
    public static Map<String, MemorySegment> copy(Map<String, MemorySegment> from, Arena arena) {
        Map<String, MemorySegment> all = new LinkedHashMap<>();
        from.forEach((name, m) -> all.put(name, arena.allocate(Math.max(1, m.byteSize()), 64).asSlice(0, m.byteSize()).copyFrom(m)));
        return all;
    }

    private static long bytes(BufferType t, Symbols symbols) {
        long end = Places.of(t, symbols).end();
        return switch (t.format()) {
            case DType _ -> Math.ceilDiv(Math.multiplyExact(end, (long) t.unitBits()), 8L);
            case BlockFormat f -> f.bytes(Math.ceilDiv(end, (long) f.elements()) * f.elements());
        };
    }

    private static void fill(MemorySegment m, BufferType t, Symbols symbols, Distribution kind, RandomGenerator random) {
        switch (t.format()) {
            case DType d -> {
                for (long i = 0; i < m.byteSize(); i++) {
                    m.set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt()); // between elements anything may stand
                }
                elements(m, d, t, Places.of(t, symbols), kind, random);
            }
            case BlockFormat f -> {
                for (long b = 0; b < m.byteSize() / f.bytes(); b++) {
                    block(m, f, b, kind, random);
                }
            }
        }
    }

    private static void elements(MemorySegment m, DType d, BufferType t, Places places, Distribution kind, RandomGenerator random) {
        int n = places.shape().length;
        for (long i = 0; i < places.count(); i++) {
            BitString.write(m, 0, places.bit(i), d.bits(), element(d, t, n == 0 ? 0 : i % places.shape()[n - 1], kind, random));
        }
    }

    private static void block(MemorySegment m, BlockFormat f, long b, Distribution kind, RandomGenerator random) {
        for (Field field : f.fields()) {
            for (int i = 0; i < field.packing().elements(); i++) {
                boolean factor = field.role() == Role.SCALE && field.type().isFloat() && kind != Distribution.EXTREME;
                long code = factor ? field.type().encode(random.nextDouble(0.01, 0.1)) : kind.draw(field.type(), i, random);
                field.packing().write(m, b * f.bytes(), i, code);
            }
        }
    }

    private static long element(DType d, BufferType t, long channel, Distribution kind, RandomGenerator random) {
        if (t.range().isPresent() && d instanceof IntType i) {
            BufferType.Range r = t.range().get();
            return i.encodeLong(random.nextLong(r.min(), r.max() + 1));
        }
        return kind.draw(d, channel, random);
    }
}
