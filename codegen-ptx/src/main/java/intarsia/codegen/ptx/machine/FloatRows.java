package intarsia.codegen.ptx.machine;

import static intarsia.codegen.ptx.machine.Floats.single;
import static intarsia.codegen.ptx.machine.Floats.wide;
import static intarsia.codegen.ptx.machine.Lanewise.formed;
import static intarsia.codegen.ptx.machine.Lanewise.row;

import java.util.List;

/** Arithmetic on f32 and f64. What PTX approximates is computed exactly and rounded once. */
final class FloatRows {
    private static final double LN2 = Math.log(2);

    static final List<Row> ROWS = List.of(
            row("add[.rn][.ftz][.sat].f32", "T T T", single((a, b, _) -> a + b)),
            row("sub[.rn][.ftz][.sat].f32", "T T T", single((a, b, _) -> a - b)),
            row("mul[.rn][.ftz][.sat].f32", "T T T", single((a, b, _) -> a * b)),
            row("fma.rn[.ftz][.sat].f32", "T T T T", single(Math::fma)),
            row("mad.rn[.ftz][.sat].f32", "T T T T", single(Math::fma)),
            row("div.{rn,approx,full}[.ftz].f32", "T T T", single((a, b, _) -> a / b)),
            row("rcp.{rn,approx}[.ftz].f32", "T T", single((a, _, _) -> 1 / a)),
            row("sqrt.{rn,approx}[.ftz].f32", "T T", single((a, _, _) -> (float) Math.sqrt(a))),
            row("rsqrt.approx[.ftz].f32", "T T", single((a, _, _) -> (float) (1 / Math.sqrt(a)))),
            row("ex2.approx[.ftz].f32", "T T", single((a, _, _) -> (float) Math.pow(2, a))),
            row("lg2.approx[.ftz].f32", "T T", single((a, _, _) -> (float) (Math.log(a) / LN2))),
            row("sin.approx[.ftz].f32", "T T", single((a, _, _) -> (float) Math.sin(a))),
            row("cos.approx[.ftz].f32", "T T", single((a, _, _) -> (float) Math.cos(a))),
            row("tanh.approx.f32", "T T", single((a, _, _) -> (float) Math.tanh(a))),
            formed("min[.ftz][.NaN].f32", "T T T", f -> single((a, b, _) -> (float) Floats.min(a, b, f.has("NaN")))),
            formed("max[.ftz][.NaN].f32", "T T T", f -> single((a, b, _) -> (float) Floats.max(a, b, f.has("NaN")))),
            row("abs[.ftz].f32", "T T", (a, _, _) -> a & 0x7FFF_FFFFL),
            row("neg[.ftz].f32", "T T", (a, _, _) -> a ^ 0x8000_0000L),
            row("copysign.f32", "T T T", (a, b, _) -> (b & 0x7FFF_FFFFL) | (a & 0x8000_0000L)),
            row("add[.rn].f64", "T T T", wide((a, b, _) -> a + b)),
            row("sub[.rn].f64", "T T T", wide((a, b, _) -> a - b)),
            row("mul[.rn].f64", "T T T", wide((a, b, _) -> a * b)),
            row("fma.rn.f64", "T T T T", wide(Math::fma)),
            row("mad.rn.f64", "T T T T", wide(Math::fma)),
            row("div.rn.f64", "T T T", wide((a, b, _) -> a / b)),
            row("rcp.rn.f64", "T T", wide((a, _, _) -> 1 / a)),
            row("sqrt.rn.f64", "T T", wide((a, _, _) -> Math.sqrt(a))),
            row("min.f64", "T T T", wide((a, b, _) -> Floats.min(a, b, false))),
            row("max.f64", "T T T", wide((a, b, _) -> Floats.max(a, b, false))),
            row("abs.f64", "T T", (a, _, _) -> a & Long.MAX_VALUE),
            row("neg.f64", "T T", (a, _, _) -> a ^ Long.MIN_VALUE));

    private FloatRows() { }
}
