package intarsia.ir;

import static intarsia.ir.layout.Layout.local;

import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.layout.MmaShape;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.ir.type.Packing;
import intarsia.ir.type.Panel;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The product of two small matrices that one op of a target adds to a third, {@code A·B + C}. A product of tiles can be
 * made of it where it divides their layouts. Fragments of {@code mma} are those of the PTX ISA; element 0 of a lane lies in the
 * low bits of its first word.
 *
 * @param name    the word in lane code and in messages
 * @param step    the op of one product
 * @param a       elements of A
 * @param b       elements of B
 * @param acc     elements of C and of the sum
 * @param layoutA where the m × k elements of A lie: lanes, and {@code v} the elements of one lane
 * @param layoutB the same of the k × n elements of B
 * @param layoutC the same of the m × n sums
 * @param cycles  that a step takes a warp, about, as {@link intarsia.ir.device.MoveCosts} counts them
 */
public record DotAtom(String name, Step step, DType a, DType b, DType acc, Layout layoutA, Layout layoutB, Layout layoutC, double cycles) {
    /** The op that computes an atom. */
    public enum Step {
        /** {@code fma} of one element, of any type that arithmetic knows. */
        FMA,
        /** Products and sums of integers in the halves of words, widened before a sum may overflow. */
        MAC16,
        /** {@link TargetOp.Dot4}. */
        DOT4,
        /** {@link TargetOp.Mma}. */
        MMA
    }

    private static final Layout ONE = local(1, 1);
    /** Bits of operand products that the tensor core of one scheduler takes in a cycle: 256 halves, 512 bytes. */
    private static final double MMA_BITS = 4096;

    /** A multiplication and an addition in a lane; every target has it, and it stands for any type. */
    public static final DotAtom MAC_F32 = new DotAtom("mac.f32", Step.FMA, DType.F32, DType.F32, DType.F32, ONE, ONE, ONE, 1);
    /** Two products of 16 bits in a word, of integers as {@link #takes} says: sums of 16 bits that are added to C before they may overflow. */
    public static final DotAtom MAC16 = new DotAtom("mac16", Step.MAC16, DType.I16, DType.I16, DType.I32, ONE, local(1, 2), local(1, 2), 1);
    /** Four products of bytes in a lane, for all signs. */
    public static final List<DotAtom> DOT4 = Stream.of(Dot4Op.values()).map(DotAtom::dot4).toList();
    /** Products of a warp of 32 lanes, from compute capability 8.0 on. */
    public static final List<DotAtom> MMA = mma();

    public DotAtom {
        int[] x = layoutA.shape();
        int[] y = layoutB.shape();
        int[] z = layoutC.shape();
        if (x.length != 2 || y.length != 2 || z.length != 2 || x[1] != y[0] || x[0] != z[0] || y[1] != z[1]) {
            throw new IllegalArgumentException("atom " + name + ": " + layoutA + " by " + layoutB + " to " + layoutC + "; wanted [m,k], [k,n], [m,n]");
        }
    }

    /** The same where a step takes another time. */
    public DotAtom taking(double time) {
        return new DotAtom(name, step, a, b, acc, layoutA, layoutB, layoutC, time);
    }

    /** The atom of a name. */
    public static DotAtom named(String name) {
        List<DotAtom> all = all();
        return all.stream().filter(x -> x.name.equals(name)).findFirst().orElseThrow(() -> new IllegalArgumentException(
                "no dot atom '" + name + "'; known: " + all.stream().map(DotAtom::name).toList()));
    }

    /** All atoms: {@link #MAC_F32}, {@link #MAC16}, {@link #DOT4}, {@link #MMA}. */
    public static List<DotAtom> all() {
        return Stream.of(List.of(MAC_F32, MAC16), DOT4, MMA).flatMap(List::stream).toList();
    }

    /** Rows of A and C. */
    public int m() {
        return layoutC.shape()[0];
    }

    /** Columns of B and C. */
    public int n() {
        return layoutC.shape()[1];
    }

    /** Terms of one step. */
    public int k() {
        return layoutA.shape()[1];
    }

    /** Lanes that a step needs together; 1 where each lane computes alone. */
    public int lanes() {
        return layoutC.size(Axis.LANE);
    }

    /** Whether it adds products of these types to such sums: of {@link Step#MAC16} any integers of which two products fit a sum of 16 bits, to sums of 32 bits or, which wrap, of 16. */
    public boolean takes(DType x, DType y, DType sums) {
        return step == Step.MAC16 ? x instanceof IntType && y instanceof IntType && (sums.equals(DType.I16) || sums.equals(acc) && sums16(x, y) >= 2)
                : a.equals(x) && b.equals(y) && acc.equals(sums);
    }

    /** Products of integers of two types that a sum of 16 bits surely holds. */
    public static int sums16(DType x, DType y) {
        return (int) (Short.MAX_VALUE / (largest(x) * largest(y)));
    }

    /** Products that an integer sum surely holds, whatever the operands; 0 of floats. */
    public long mostTerms() {
        return acc instanceof IntType ? (long) (acc.maxFinite() / (largest(a) * largest(b))) : 0;
    }

    /**
     * How far the sum of a step may lie from the exact one, as a part of the sum of the magnitudes of its k + 1 terms; 0
     * of integers, which wrap. Tensor cores add in an order of their own and cut off what they do not keep: each term and each
     * of the partial sums loses less than an ulp of the largest (Fasi et al., Numerical behavior of NVIDIA tensor
     * cores, 2021), which is twice 2^-23 a term. Sums below the normal numbers of f32, and above the largest, are outside of it.
     */
    public double error() {
        return switch (step) {
            case FMA -> 0x1p-24;
            case MAC16, DOT4 -> 0;
            case MMA -> acc instanceof IntType ? 0 : 2 * (k() + 1) * 0x1p-23;
        };
    }

    /**
     * How codes of a weight lie for some steps along k, so that every lane finds its operand B end to end.
     *
     * @param bits  of a code, which need not be an element of B yet
     * @param steps so many that a lane has whole bytes
     */
    public Packing panel(int bits, int steps) {
        return Panel.of(layoutB, bits, steps);
    }

    /** The types of the words of A in a lane. */
    public List<LaneType> wordsA() {
        return words(layoutA, a);
    }

    /** The types of the words of B in a lane. */
    public List<LaneType> wordsB() {
        return words(layoutB, b);
    }

    /** The types of the words of C in a lane. */
    public List<LaneType> wordsC() {
        return words(layoutC, acc);
    }

    private static List<LaneType> words(Layout layout, DType t) {
        return java.util.Collections.nCopies(Math.ceilDiv(layout.size(Axis.V) * t.bits(), 32), word(t));
    }

    private static LaneType word(DType t) {
        return t.equals(DType.F16) ? LaneType.F16X2 : t.equals(DType.BF16) ? LaneType.BF16X2 : t.bits() == 8 ? LaneType.I8X4
                : t.equals(DType.F32) ? LaneType.F32 : LaneType.I32;
    }

    private static double largest(DType t) {
        return Math.max(t.maxFinite(), -t.minFinite());
    }

    private static DotAtom dot4(Dot4Op op) {
        return new DotAtom(op.text(), Step.DOT4, op.a(), op.b(), DType.I32, local(1, 4), local(4, 1), ONE, 2);
    }

    private static List<DotAtom> mma() {
        List<DotAtom> all = new ArrayList<>();
        for (DType half : List.of(DType.F16, DType.BF16)) {
            all.add(mma(half, half, DType.F32, MmaShape.M16N8K16));
            all.add(mma(half, half, DType.F32, MmaShape.M16N8K8));
        }
        for (Dot4Op signs : Dot4Op.values()) {
            all.add(mma(signs.a(), signs.b(), DType.I32, MmaShape.M16N8K32));
        }
        return List.copyOf(all);
    }

    private static DotAtom mma(DType a, DType b, DType acc, MmaShape shape) {
        String name = shape.name() + "." + ptx(acc) + "." + ptx(a) + "." + ptx(b);
        double cycles = shape.a().elements() * shape.c().shape()[1] * (double) a.bits() / MMA_BITS;
        return new DotAtom(name, Step.MMA, a, b, acc, shape.a(), shape.b(), shape.c(), cycles);
    }

    /** The type as PTX calls it, where a sign is part of the name. */
    private static String ptx(DType t) {
        return t instanceof IntType i ? (i.signed() ? "s" : "u") + i.bits() : t.toString();
    }
}
