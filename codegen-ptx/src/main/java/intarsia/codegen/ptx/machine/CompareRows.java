package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** {@code setp} and {@code selp}. */
final class CompareRows {
    static final List<Row> ROWS = List.of(
            new Row("setp.{eq,ne}[{.and,.or,.xor}].{b16,b32,b64}", CompareRows::setp),
            new Row("setp.{eq,ne,lt,le,gt,ge}[{.and,.or,.xor}].{s16,s32,s64}", CompareRows::setp),
            new Row("setp.{eq,ne,lt,le,gt,ge,lo,ls,hi,hs}[{.and,.or,.xor}].{u16,u32,u64}", CompareRows::setp),
            new Row("setp.{eq,ne,lt,le,gt,ge,equ,neu,ltu,leu,gtu,geu,num,nan}[{.and,.or,.xor}][.ftz].{f16,f32}", CompareRows::setp),
            new Row("setp.{eq,ne,lt,le,gt,ge,equ,neu,ltu,leu,gtu,geu,num,nan}[{.and,.or,.xor}].{bf16,f64}", CompareRows::setp),
            Lanewise.row("selp.{b16,b32,b64,u16,u32,u64,s16,s32,s64,f16,f32,f64}", "T T T pred", (a, b, p) -> p != 0 ? a : b));

    /** Compares two values given as registers hold them. */
    private interface Test {
        boolean of(long a, long b);
    }

    private CompareRows() { }

    /** {@code p|q, a, b, c}: p is (a ∘ b) combined with c, q is (not a ∘ b) combined with c. */
    private static Action setp(Form f) {
        String join = f.oneOf("and", "or", "xor");
        f.wantCount(join.isEmpty() ? 3 : 4, join.isEmpty() ? 3 : 4);
        PtxType t = f.type();
        int a = f.from(1, t), b = f.from(2, t);
        boolean not = !join.isEmpty() && f.operand(3) instanceof Operand.Not;
        int c = join.isEmpty() ? f.constant(0) : f.operand(3) instanceof Operand.Not(Operand.Register r) ? f.from(r, PtxType.PRED) : f.from(3, PtxType.PRED);
        Operand first = f.operand(0) instanceof Operand.Dual d ? d.first() : f.operand(0);
        int p = destination(f, first), q = f.operand(0) instanceof Operand.Dual d ? destination(f, d.second()) : -1;
        Test test = test(f, t, f.at().modifiers().getFirst());
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                boolean r = test.of(w.file[a][l], w.file[b][l]), other = (w.file[c][l] != 0) != not;
                if (p >= 0) w.file[p][l] = joined(join, r, other) ? 1 : 0;
                if (q >= 0) w.file[q][l] = joined(join, !r, other) ? 1 : 0;
            }
        });
    }

    private static int destination(Form f, Operand operand) {
        return operand instanceof Operand.Sink ? -1 : f.to(operand, PtxType.PRED);
    }

    private static boolean joined(String join, boolean r, boolean c) {
        return switch (join) {
            case "and" -> r && c;
            case "or" -> r || c;
            case "xor" -> r != c;
            default -> r;
        };
    }

    private static Test test(Form f, PtxType t, String relation) {
        if (t.isFloat()) return floatTest(f, t, relation);
        int shift = 64 - t.bits();
        boolean signed = t.isSigned();
        // Moved to the top, and the sign turned where there is none: one comparison of longs then does for every width.
        Order order = (a, b) -> Long.compare((a << shift) ^ (signed ? 0 : Long.MIN_VALUE), (b << shift) ^ (signed ? 0 : Long.MIN_VALUE));
        return switch (relation) {
            case "eq" -> (a, b) -> order.of(a, b) == 0;
            case "ne" -> (a, b) -> order.of(a, b) != 0;
            case "lt", "lo" -> (a, b) -> order.of(a, b) < 0;
            case "le", "ls" -> (a, b) -> order.of(a, b) <= 0;
            case "gt", "hi" -> (a, b) -> order.of(a, b) > 0;
            default -> (a, b) -> order.of(a, b) >= 0;
        };
    }

    private interface Order {
        int of(long a, long b);
    }

    private interface Relation {
        boolean of(double a, double b);
    }

    private static Test floatTest(Form f, PtxType t, String relation) {
        boolean flush = f.has("ftz");
        Relation r = relation(relation);
        return (a, b) -> r.of(value(t, a, flush), value(t, b, flush));
    }

    /** The relations in u also hold where either is NaN. */
    private static Relation relation(String relation) {
        return switch (relation) {
            case "eq" -> (a, b) -> a == b;
            case "ne" -> (a, b) -> a < b || a > b;
            case "lt" -> (a, b) -> a < b;
            case "le" -> (a, b) -> a <= b;
            case "gt" -> (a, b) -> a > b;
            case "ge" -> (a, b) -> a >= b;
            case "equ" -> (a, b) -> !(a < b || a > b);
            case "neu" -> (a, b) -> a != b;
            case "ltu" -> (a, b) -> !(a >= b);
            case "leu" -> (a, b) -> !(a > b);
            case "gtu" -> (a, b) -> !(a <= b);
            case "geu" -> (a, b) -> !(a < b);
            case "num" -> (a, b) -> !Double.isNaN(a) && !Double.isNaN(b);
            default -> (a, b) -> Double.isNaN(a) || Double.isNaN(b);
        };
    }

    /** The value of a float's bits; exact, for every type fits a double. */
    static double value(PtxType t, long bits, boolean flush) {
        return switch (t) {
            case F16 -> FloatFormat.F16.decode(flush && (bits & 0x7C00) == 0 ? bits & 0x8000 : bits);
            case BF16 -> FloatFormat.BF16.decode(bits);
            case F32 -> Floats.f32(flush ? Floats.flushed(bits) : bits);
            case F64 -> Double.longBitsToDouble(bits);
            default -> throw new IllegalArgumentException("." + t + " is not one float");
        };
    }
}
