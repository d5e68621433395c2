package intarsia.ir.device;

import intarsia.ir.DotAtom;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a pass may know of a machine. Passes ask this record and nothing else; there is no {@code if (gpu)}.
 *
 * @param engine   the engine it belongs to: {@code jvm}, {@code ptx}
 * @param arch     the instruction set as the engine names it, in keys
 * @param lanes    lanes of a warp: 32-bit words of a vector
 * @param warps    warps of a block at most
 * @param registers words that a kernel keeps live without spilling, about
 * @param features ops and memory forms that are legal here
 * @param atoms    what products of tiles can be made of; an {@code mma} is legal where its atom is listed
 * @param moves    what it costs to move words between lanes
 * @param accesses what loads and stores cost
 */
public record Target(String engine, String arch, int lanes, int warps, int registers, Set<Feature> features, List<DotAtom> atoms,
        MoveCosts moves, AccessCosts accesses) {
    /** An op or memory form that only some targets have. */
    public enum Feature {
        /** {@code cvt.f32.f16} and {@code cvt.f16.f32} of scalars. */
        CVT_F16_SCALAR,
        /** The same of words. */
        CVT_F16_WORD,
        /** {@code cvt.s32.rn.f32} and unary {@code round, floor, ceil, trunc} of words and scalars. */
        ROUND,
        /** A masked {@code unit} access of 32-bit elements touches only the lanes that are on, in one instruction. */
        MASKED_32,
        /** Two or four consecutive words a lane in one access. */
        UNIT_MULTIPLE,
        /** An access need not lie at a multiple of its width. */
        UNALIGNED,
        /** {@code decode}: tables of constants in memory. */
        DECODE,
        /** {@code copy.async}, {@code commit}, {@code wait}. */
        ASYNC_COPY,
        /** {@code ldmatrix}. */
        LDMATRIX,
        /** {@code dot4}. */
        DOT4,
        /** {@code cvt.f16x2.f32} and {@code cvt.bf16x2.f32}. */
        CVT_PAIR,
        /** {@code bytes}. */
        BYTES,
        /** {@code mulhi.u} of words. */
        MULHI,
        /** {@code table} by the halves of words. */
        TABLE_HALVES,
        /** Nothing; says that a fence between loads is no instruction, for no load overtakes another. */
        ORDERED_LOADS,
        /** Nothing; says that float arithmetic on subnormal numbers takes no longer than on others. */
        SUBNORMALS,
        /** Nothing; says that a masked access takes no longer where lanes that are off point at memory that is not there. */
        FREE_MASKS;

        /** The word in text. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A target whose one dot atom is {@link DotAtom#MAC_F32}, which every target has, and of whose costs nothing is known. */
    public Target(String engine, String arch, int lanes, int warps, int registers, Set<Feature> features) {
        this(engine, arch, lanes, warps, registers, features, List.of(DotAtom.MAC_F32), MoveCosts.PLAIN,
                features.contains(Feature.UNIT_MULTIPLE) ? AccessCosts.THREADS : AccessCosts.VECTOR);
    }

    public Target {
        atoms = List.copyOf(atoms);
        features = features.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(features));
        if (Integer.bitCount(lanes) != 1 || warps < 1) {
            throw new IllegalArgumentException("target " + arch + ": " + lanes + " lanes, " + warps + " warps; wanted a power of two, and at least 1");
        }
    }

    public boolean has(Feature f) {
        return features.contains(f);
    }

    /** Words of one access of a lane at most; 0 where lanes have no accesses of several. */
    public int mostWords() {
        return has(Feature.UNIT_MULTIPLE) ? 4 : 0;
    }

    /** Bytes that the address of a tensor must be a multiple of, whatever its type: those of the widest access. */
    public int tensorAlignment() {
        return has(Feature.UNALIGNED) ? 1 : Math.max(1, Integer.BYTES * mostWords());
    }

    /** The name in keys and messages. */
    public String id() {
        return engine + "-" + arch + "-" + lanes + "x" + warps;
    }
}
