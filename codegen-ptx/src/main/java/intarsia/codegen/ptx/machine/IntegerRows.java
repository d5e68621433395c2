package intarsia.codegen.ptx.machine;

import static intarsia.codegen.ptx.machine.Lanewise.formed;
import static intarsia.codegen.ptx.machine.Lanewise.row;
import static intarsia.codegen.ptx.machine.Lanewise.typed;

import intarsia.codegen.ptx.machine.Lanewise.Lane;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** Integer arithmetic, logic, shifts, bit fields. */
final class IntegerRows {
    static final List<Row> ROWS = List.of(
            row("add.{u16,u32,u64,s16,s32,s64}", "T T T", (a, b, _) -> a + b),
            row("add.sat.s32", "T T T", (a, b, _) -> clamp(a + b)),
            row("sub.{u16,u32,u64,s16,s32,s64}", "T T T", (a, b, _) -> a - b),
            row("sub.sat.s32", "T T T", (a, b, _) -> clamp(a - b)),
            row("mul.lo.{u16,u32,u64,s16,s32,s64}", "T T T", (a, b, _) -> a * b),
            row("mul.wide.{u16,u32,s16,s32}", "W T T", (a, b, _) -> a * b),
            typed("mul.hi.{u16,u32,u64,s16,s32,s64}", "T T T", t -> (a, b, _) -> high(t, a, b)),
            row("mad.lo.{u16,u32,u64,s16,s32,s64}", "T T T T", (a, b, c) -> a * b + c),
            row("mad.wide.{u16,u32,s16,s32}", "W T T W", (a, b, c) -> a * b + c),
            typed("mad.hi.{u16,u32,u64,s16,s32,s64}", "T T T T", t -> (a, b, c) -> high(t, a, b) + c),
            row("div.{u16,u32,s16,s32,s64}", "T T T", (a, b, _) -> a / b),
            row("div.u64", "T T T", (a, b, _) -> Long.divideUnsigned(a, b)),
            row("rem.{u16,u32,s16,s32,s64}", "T T T", (a, b, _) -> a % b),
            row("rem.u64", "T T T", (a, b, _) -> Long.remainderUnsigned(a, b)),
            row("min.{u16,u32,s16,s32,s64}", "T T T", (a, b, _) -> Math.min(a, b)),
            row("min.u64", "T T T", (a, b, _) -> Long.compareUnsigned(a, b) < 0 ? a : b),
            row("max.{u16,u32,s16,s32,s64}", "T T T", (a, b, _) -> Math.max(a, b)),
            row("max.u64", "T T T", (a, b, _) -> Long.compareUnsigned(a, b) > 0 ? a : b),
            row("abs.{s16,s32,s64}", "T T", (a, _, _) -> Math.abs(a)),
            row("neg.{s16,s32,s64}", "T T", (a, _, _) -> -a),
            row("and.{pred,b16,b32,b64}", "T T T", (a, b, _) -> a & b),
            row("or.{pred,b16,b32,b64}", "T T T", (a, b, _) -> a | b),
            row("xor.{pred,b16,b32,b64}", "T T T", (a, b, _) -> a ^ b),
            row("not.{pred,b16,b32,b64}", "T T", (a, _, _) -> ~a),
            row("cnot.{b16,b32,b64}", "T T", (a, _, _) -> a == 0 ? 1 : 0),
            row("shl.{b16,b32,b64}", "T T u32", (a, n, _) -> n > 63 ? 0 : a << n),
            row("shr.{b16,b32,b64,u16,u32,u64}", "T T u32", (a, n, _) -> n > 63 ? 0 : a >>> n),
            row("shr.{s16,s32,s64}", "T T u32", (a, n, _) -> a >> Math.min(n, 63)),
            formed("shf.l.{clamp,wrap}.b32", "b32 b32 b32 u32", f -> (a, b, n) -> ((b << 32 | a) << funnel(f, n)) >>> 32),
            formed("shf.r.{clamp,wrap}.b32", "b32 b32 b32 u32", f -> (a, b, n) -> (b << 32 | a) >>> funnel(f, n)),
            typed("bfe.{u32,u64,s32,s64}", "T T u32 u32", IntegerRows::extract),
            new Row("bfi.{b32,b64}", IntegerRows::insert),
            row("popc.{b32,b64}", "u32 T", (a, _, _) -> Long.bitCount(a)),
            typed("clz.{b32,b64}", "u32 T", t -> (a, _, _) -> Long.numberOfLeadingZeros(a) - 64 + t.bits()),
            typed("brev.{b32,b64}", "T T", t -> (a, _, _) -> Long.reverse(a) >>> (64 - t.bits())),
            row("bfind.{u32,u64}", "u32 T", (a, _, _) -> 63 - Long.numberOfLeadingZeros(a)),
            row("bfind.{s32,s64}", "u32 T", (a, _, _) -> 63 - Long.numberOfLeadingZeros(a < 0 ? ~a : a)),
            formed("lop3.b32", "b32 b32 b32 b32 #", f -> lop3((int) Immediate.of(f, 4, 0, 255))),
            formed("prmt.b32[{.f4e,.b4e,.rc8,.ecl,.ecr,.rc16}]", "b32 b32 b32 b32", Permute::lane),
            formed("dp4a.{u32,s32}.{u32,s32}", "b32 b32 b32 b32", f -> dot(8, 8, 0, f)),
            formed("dp2a.lo.{u32,s32}.{u32,s32}", "b32 b32 b32 b32", f -> dot(16, 8, 0, f)),
            formed("dp2a.hi.{u32,s32}.{u32,s32}", "b32 b32 b32 b32", f -> dot(16, 8, 16, f)));

    private IntegerRows() { }

    private static long clamp(long value) {
        return Math.clamp(value, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static long high(PtxType t, long a, long b) {
        if (t.bits() < 64) return (a * b) >> t.bits();
        return t.isSigned() ? Math.multiplyHigh(a, b) : Math.unsignedMultiplyHigh(a, b);
    }

    /** The count of a funnel shift: {@code .clamp} stops at 32, {@code .wrap} takes the low five bits. */
    private static long funnel(Form f, long n) {
        return f.has("wrap") ? n & 31 : Math.min(n, 32);
    }

    /** Position and length are 8 bits each; beyond the top a signed field repeats the sign, and is 0 where it has no length. */
    private static Lane extract(PtxType t) {
        int bits = t.bits();
        return (a, position, length) -> {
            long pos = position & 0xFF, len = length & 0xFF;
            if (len == 0) return 0;
            long moved = pos > 63 ? (a < 0 && t.isSigned() ? -1 : 0) : t.isSigned() ? a >> pos : a >>> pos;
            long width = Math.min(len, Math.max(1, bits - pos));
            if (width >= 64) return moved;
            return t.isSigned() ? (moved << (64 - width)) >> (64 - width) : moved & ((1L << width) - 1);
        };
    }

    private static Action insert(Form f) {
        f.wantCount(5, 5);
        PtxType t = f.type();
        int a = f.from(1, t), b = f.from(2, t), c = f.from(3, PtxType.U32), d = f.from(4, PtxType.U32), to = f.to(0, t);
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                long pos = w.file[c][l] & 0xFF, len = w.file[d][l] & 0xFF;
                long field = pos >= t.bits() || len == 0 ? 0 : (len > 63 ? -1L : (1L << len) - 1) << pos;
                w.file[to][l] = ((w.file[b][l] & ~field) | (pos > 63 ? 0 : (w.file[a][l] << pos) & field)) & t.mask();
            }
        });
    }

    /** Bit 4a + 2b + c of the table is the answer for the bits a, b, c. */
    private static Lane lop3(int table) {
        return (a, b, c) -> {
            long r = 0;
            for (int i = 0; i < 8; i++) {
                if (((table >>> i) & 1) != 0) r |= ((i & 4) != 0 ? a : ~a) & ((i & 2) != 0 ? b : ~b) & ((i & 1) != 0 ? c : ~c);
            }
            return r;
        };
    }

    /** Sum of products of the fields of a ({@code wide} bits) with those of b ({@code narrow} bits, from bit {@code from}), plus c. */
    private static Lane dot(int wide, int narrow, int from, Form f) {
        boolean signedA = f.typeAt(2).isSigned(), signedB = f.typeAt(1).isSigned();
        return (a, b, c) -> {
            long sum = c;
            for (int i = 0; i < 32 / wide; i++) sum += field(a, i * wide, wide, signedA) * field(b, from + i * narrow, narrow, signedB);
            return sum;
        };
    }

    private static long field(long word, int at, int bits, boolean signed) {
        long top = word << (64 - at - bits);
        return signed ? top >> (64 - bits) : top >>> (64 - bits);
    }
}
