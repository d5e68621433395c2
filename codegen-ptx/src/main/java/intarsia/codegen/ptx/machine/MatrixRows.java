package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;
import java.util.stream.IntStream;

/** {@code ldmatrix}, and {@code mma} with the fragments that the PTX ISA prints: group = lane / 4, thread = lane % 4. */
final class MatrixRows {
    static final List<Row> ROWS = List.of(
            new Row("ldmatrix.sync.aligned.m8n8.{x1,x2,x4}[.trans].shared.b16", MatrixRows::load),
            new Row("mma.sync.aligned.{m16n8k8,m16n8k16}.row.col.f32.{f16.f16,bf16.bf16}.f32", MatrixRows::multiply),
            new Row("mma.sync.aligned.m16n8k32.row.col.s32.{s8,u8}.{s8,u8}.s32", MatrixRows::multiply));
    private static final long ALL = 0xFFFF_FFFFL;

    private MatrixRows() { }

    private static int[] sources(Form f, int i, int count) {
        return parts(f, i, count).stream().mapToInt(o -> f.from(o, PtxType.B32)).toArray();
    }

    private static int[] destinations(Form f, int i, int count) {
        return parts(f, i, count).stream().mapToInt(o -> f.to(o, PtxType.B32)).toArray();
    }

    private static List<Operand> parts(Form f, int i, int count) {
        if (f.operand(i) instanceof Operand.Vector(List<Operand> parts) && parts.size() == count) return parts;
        throw f.fault("operand " + (i + 1) + " is " + f.operand(i) + ", wanted a vector of " + count);
    }

    /** Lane 8j + r gives the address of row r of matrix j; who gets an element is who reads it. */
    private static Action load(Form f) {
        f.wantCount(2, 2);
        int count = f.has("x4") ? 4 : f.has("x2") ? 2 : 1;
        int[] to = destinations(f, 0, count);
        Place rows = Place.of(f, 1, Place.Kind.SHARED);
        boolean transposed = f.has("trans");
        return new Action.Sync(f.constant(ALL), (w, lanes) -> {
            wantAll(f, lanes);
            for (int j = 0; j < count; j++) {
                for (int r = 0; r < 8; r++) w.block.shared.wantAligned(w, 8 * j + r, rows.address(w, 8 * j + r), 16);
                for (int l = 0; l < Warp.LANES; l++) {
                    long word = 0;
                    for (int i = 0; i < 2; i++) {
                        int row = transposed ? 2 * (l % 4) + i : l / 4, column = transposed ? l / 4 : 2 * (l % 4) + i;
                        w.block.shared.reach(w, l, rows.address(w, 8 * j + row) + 2L * column, 2, Access.READ, w.scratch);
                        word |= w.block.shared.get(0, 2) << 16 * i;
                    }
                    w.file[to[j]][l] = word;
                }
            }
        });
    }

    private static void wantAll(Form f, int lanes) {
        if (lanes != -1) throw f.fault("executed by lanes " + Warp.hex(lanes) + ", wanted all of the warp");
    }

    /** How the elements of A and B lie: a word holds {@code each} neighbours along k, four threads' words are {@code half} of k. */
    private record Shape(int k, PtxType a, PtxType b) {
        int each() {
            return 32 / a.bits();
        }

        int half() {
            return 4 * each();
        }

        /** Words of B; A has twice as many. */
        int words() {
            return k / half();
        }
    }

    private static Action multiply(Form f) {
        f.wantCount(4, 4);
        Shape s = new Shape(f.has("m16n8k8") ? 8 : f.has("m16n8k16") ? 16 : 32, f.typeAt(3), f.typeAt(2));
        int[] d = destinations(f, 0, 4), a = sources(f, 1, 2 * s.words()), b = sources(f, 2, s.words()), c = sources(f, 3, 4);
        boolean integer = f.type() == PtxType.S32;
        return new Action.Sync(f.constant(ALL), (w, lanes) -> {
            wantAll(f, lanes);
            long[][] sums = new long[4][Warp.LANES];
            for (int l = 0; l < Warp.LANES; l++) {
                for (int i = 0; i < 4; i++) {
                    int row = l / 4 + (i < 2 ? 0 : 8), column = 2 * (l % 4) + (i & 1);
                    sums[i][l] = integer ? whole(w, s, a, b, w.file[c[i]][l], row, column) : rounded(w, s, a, b, w.file[c[i]][l], row, column);
                }
            }
            for (int i = 0; i < 4; i++) System.arraycopy(sums[i], 0, w.file[d[i]], 0, Warp.LANES);
        });
    }

    /** The bits of A[row, k]: registers go down eight rows first, then to the other half of k. */
    private static long elementA(Warp w, Shape s, int[] a, int row, int k) {
        int register = 2 * (k / s.half()) + row / 8;
        return field(w.file[a[register]][row % 8 * 4 + k % s.half() / s.each()], k % s.each(), s.a);
    }

    private static long elementB(Warp w, Shape s, int[] b, int k, int column) {
        return field(w.file[b[k / s.half()]][column * 4 + k % s.half() / s.each()], k % s.each(), s.b);
    }

    private static long field(long word, int i, PtxType t) {
        return ConvertRows.extended(t, word >>> i * t.bits());
    }

    private static long whole(Warp w, Shape s, int[] a, int[] b, long c, int row, int column) {
        return c + IntStream.range(0, s.k).mapToLong(k -> elementA(w, s, a, row, k) * elementB(w, s, b, k, column)).sum() & ALL;
    }

    /** As tensor cores do: four exact products and the sum so far are added at once, and what f32 does not hold is cut off. */
    private static long rounded(Warp w, Shape s, int[] a, int[] b, long c, int row, int column) {
        long sum = c;
        for (int k = 0; k < s.k; k += 4) {
            double exact = Floats.f32(sum);
            for (int i = k; i < k + 4; i++) exact += CompareRows.value(s.a, elementA(w, s, a, row, i), false) * CompareRows.value(s.b, elementB(w, s, b, i, column), false);
            sum = FloatFormat.F32.encode(exact, true);
        }
        return sum;
    }
}
