package intarsia.ir.eval;

import intarsia.ir.CvtPairOp;
import intarsia.ir.Dot4Op;
import intarsia.ir.DotAtom;
import intarsia.ir.layout.Axis;
import intarsia.ir.layout.Layout;
import intarsia.ir.type.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Products of fragments and of bytes, and words made of others. A float sum takes the accumulator, then the exact products
 * in the order of k, in double, and rounds once; engines agree with it within {@link DotAtom#error} of the terms' magnitudes.
 */
final class Matrices {
    private Matrices() {
    }

    static List<Elements> mma(DotAtom atom, List<Elements> a, List<Elements> b, List<Elements> c) {
        Elements x = matrix(a, atom.a(), atom.layoutA());
        Elements y = matrix(b, atom.b(), atom.layoutB());
        Elements z = matrix(c, atom.acc(), atom.layoutC());
        long[] sums = new long[atom.m() * atom.n()];
        for (int i = 0; i < sums.length; i++) {
            sums[i] = sum(atom, x, y, z, i);
        }
        List<Elements> words = new ArrayList<>();
        for (int slot = 0; slot < atom.wordsC().size(); slot++) {
            int v = slot;
            words.add(Elements.of(atom.acc(), IntStream.range(0, atom.lanes()).mapToLong(l -> sums[atom.layoutC().element(l, v)]).toArray()));
        }
        return words;
    }

    private static long sum(DotAtom atom, Elements a, Elements b, Elements c, int at) {
        Sum sum = new Sum(Codec.of(atom.acc()));
        sum.add(c, at);
        for (int k = 0; k < atom.k(); k++) {
            sum.addProduct(a, at / atom.n() * atom.k() + k, b, k * atom.n() + at % atom.n());
        }
        return sum.code();
    }

    /** The elements of a fragment in row-major order. */
    private static Elements matrix(List<Elements> words, DType type, Layout layout) {
        long[] codes = new long[layout.shape()[0] * layout.shape()[1]];
        int each = 32 / type.bits();
        for (int l = 0; l < layout.size(Axis.LANE); l++) {
            for (int slot = 0; slot < layout.size(Axis.V); slot++) {
                long word = words.get(slot / each).code(l);
                codes[layout.element(l, slot)] = word >>> slot % each * type.bits() & DType.mask(type.bits());
            }
        }
        return Elements.of(type, codes);
    }

    static Elements dot4(Dot4Op op, Elements a, Elements b, Elements c) {
        long[] codes = new long[c.size()];
        for (int l = 0; l < codes.length; l++) {
            long sum = c.code(l);
            for (int i = 0; i < 4; i++) {
                sum += Codec.of(op.a()).integer(a.code(l) >>> 8 * i & 0xff) * Codec.of(op.b()).integer(b.code(l) >>> 8 * i & 0xff);
            }
            codes[l] = sum & 0xffff_ffffL;
        }
        return Elements.of(DType.I32, codes);
    }

    static Elements pair(CvtPairOp op, Elements low, Elements high) {
        return Elements.of(DType.I32, IntStream.range(0, low.size()).mapToLong(l -> half(op, low.code(l)) | half(op, high.code(l)) << 16).toArray());
    }

    private static long half(CvtPairOp op, long f32) {
        float value = Float.intBitsToFloat((int) f32);
        return switch (op) {
            case F16X2_F32 -> Float.floatToFloat16(value) & 0xffff;
            // A carry out of the fraction goes into the exponent, as it should, up to Inf.
            case BF16X2_F32 -> Float.isNaN(value) ? 0x7fc0 : f32 + 0x7fff + (f32 >>> 16 & 1) >>> 16;
        };
    }

    static Elements bytes(List<Integer> from, Elements a, Elements b, DType as) {
        long[] codes = new long[a.size()];
        for (int l = 0; l < codes.length; l++) {
            long both = a.code(l) | b.code(l) << 32;
            for (int i = 0; i < 4; i++) {
                int n = from.get(i);
                long octet = both >>> 8 * (n & 7) & 0xff;
                codes[l] |= (n < 8 ? octet : octet >>> 7 != 0 ? 0xff : 0) << 8 * i;
            }
        }
        return Elements.of(as, codes);
    }
}
