package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.Lanewise.Lane;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** Arithmetic on 16-bit floats, one or two in a register. Every operation rounds once. */
final class HalfRows {
    static final List<Row> ROWS = List.of(
            half("add[.rn][.ftz][.sat].{f16,f16x2}", "T T T", f -> (a, b, _) -> a + b),
            half("sub[.rn][.ftz][.sat].{f16,f16x2}", "T T T", f -> (a, b, _) -> a - b),
            half("mul[.rn][.ftz][.sat].{f16,f16x2}", "T T T", f -> (a, b, _) -> a * b),
            half("fma.rn[.ftz][.sat][.relu].{f16,f16x2}", "T T T T", f -> FloatFormat::fma),
            half("fma.rn[.relu].{bf16,bf16x2}", "T T T T", f -> FloatFormat::fma),
            half("min[.ftz][.NaN].{f16,f16x2}", "T T T", f -> (a, b, _) -> Floats.min(a, b, f.has("NaN"))),
            half("min[.NaN].{bf16,bf16x2}", "T T T", f -> (a, b, _) -> Floats.min(a, b, f.has("NaN"))),
            half("max[.ftz][.NaN].{f16,f16x2}", "T T T", f -> (a, b, _) -> Floats.max(a, b, f.has("NaN"))),
            half("max[.NaN].{bf16,bf16x2}", "T T T", f -> (a, b, _) -> Floats.max(a, b, f.has("NaN"))),
            half("ex2.approx.{f16,f16x2}", "T T", f -> (a, _, _) -> Math.pow(2, a)),
            half("tanh.approx.{f16,f16x2}", "T T", f -> (a, _, _) -> Math.tanh(a)),
            Lanewise.row("neg[.ftz].{f16,f16x2}", "T T", (a, _, _) -> a ^ 0x8000_8000L),
            Lanewise.row("neg.{bf16,bf16x2}", "T T", (a, _, _) -> a ^ 0x8000_8000L),
            Lanewise.row("abs[.ftz].{f16,f16x2}", "T T", (a, _, _) -> a & 0x7FFF_7FFFL),
            Lanewise.row("abs.{bf16,bf16x2}", "T T", (a, _, _) -> a & 0x7FFF_7FFFL));

    /** Chooses the arithmetic by the modifiers. */
    private interface Choice {
        Floats.Double64 of(Form f);
    }

    private HalfRows() { }

    private static Row half(String spelling, String signature, Choice choice) {
        return Lanewise.formed(spelling, signature, f -> lane(f, choice.of(f)));
    }

    private static Lane lane(Form f, Floats.Double64 op) {
        PtxType t = f.type();
        FloatFormat format = t == PtxType.BF16 || t == PtxType.BF16X2 ? FloatFormat.BF16 : FloatFormat.F16;
        boolean flush = f.has("ftz"), saturate = f.has("sat"), relu = f.has("relu");
        Lane one = (a, b, c) -> {
            double r = op.of(value(format, a, flush), value(format, b, flush), value(format, c, flush));
            if (saturate) r = r > 0 ? Math.min(r, 1) : 0;
            if (relu && r < 0) r = 0;
            long code = format.encode(r, false);
            return flush && (code & 0x7C00) == 0 ? code & 0x8000 : code;
        };
        if (t.bits() == 16) return one;
        return (a, b, c) -> one.of(a & 0xFFFF, b & 0xFFFF, c & 0xFFFF) | one.of(a >>> 16, b >>> 16, c >>> 16) << 16;
    }

    /** Flushing is of f16 only: bf16 instructions have no {@code .ftz}. */
    private static double value(FloatFormat format, long code, boolean flush) {
        return format.decode(flush && (code & 0x7C00) == 0 ? code & 0x8000 : code);
    }
}
