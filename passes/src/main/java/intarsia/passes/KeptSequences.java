package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.ScalarType;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import intarsia.ir.device.Target.Feature;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.search.Costs;
import intarsia.passes.search.Formula;
import intarsia.passes.search.KeptRules;
import intarsia.passes.search.Step;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a sequence that a search found where it is cheaper than the rule written by hand: {@link KeptRules}. */
final class KeptSequences {
    private final Lanes l;
    /** What is taken for codes of a type: nothing where the rule written by hand is cheaper. */
    private final Map<Codes, Optional<Formula>> taken = new HashMap<>();

    private record Codes(DType type, boolean scalar) {
    }

    /** A rule written by hand: the value, by what it writes to those lanes. */
    @FunctionalInterface
    interface Hand {
        Value write(Lanes to);
    }

    KeptSequences(Lanes l) {
        this.l = l;
    }

    /** The value of a code, by the cheaper of what is kept for the type and {@code hand}, which writes to the lanes it is given. */
    Value cheapest(Value code, DType t, Hand hand) {
        Optional<Formula> kept = taken.computeIfAbsent(new Codes(t, Lanes.scalar(code)), _ -> cheaper(code, t, hand));
        return kept.isPresent() ? emit(kept.get(), code, t instanceof IntType) : hand.write(l);
    }

    private Optional<Formula> cheaper(Value code, DType t, Hand hand) {
        Optional<Formula> kept = KeptRules.of(t).stream().filter(f -> legal(f, code) && quick(f, t)).min(Comparator.comparingInt(Formula::cost));
        return kept.isEmpty() ? kept : kept.filter(f -> f.cost() < cost(code, hand));
    }

    private boolean legal(Formula f, Value code) {
        return f.steps().stream().noneMatch(a -> a.step() == Step.CVT_F32_F16) || native16(l, code);
    }

    /** Whether a formula meets no subnormals, or the target does not mind them. */
    private boolean quick(Formula f, DType t) {
        return l.target().has(Feature.SUBNORMALS) || !f.assistedIn(t.bits());
    }

    /** Whether the target converts f16 of the kind of a value, scalar or word. */
    static boolean native16(Lanes l, Value a) {
        return l.target().has(Lanes.scalar(a) ? Feature.CVT_F16_SCALAR : Feature.CVT_F16_WORD);
    }

    /** What the ops cost that a rule writes. */
    private int cost(Value code, Hand hand) {
        Code trial = new Code(code.id() + 1);
        hand.write(new Lanes(trial, l.target()));
        return trial.statements().stream().map(Stmt::op).filter(op -> !constant(op, trial)).mapToInt(op -> Costs.of(op, l.count())).sum();
    }

    private static boolean constant(Op op, Code code) {
        return op instanceof LaneOp.Splat(Value a) && code.definition(a).filter(CommonOp.Const.class::isInstance).isPresent();
    }

    private Value emit(Formula f, Value x, boolean integer) {
        return switch (f) {
            case Formula.Input _ -> as(x, integer);
            case Formula.Constant(int bits) -> l.emit(integer ? Consts.i32(bits) : new CommonOp.Const(ScalarType.F32, bits & 0xffff_ffffL));
            case Formula.Apply(Step step, List<Formula> o) -> as(apply(step, o, x), integer);
        };
    }

    private Value as(Value v, boolean integer) {
        boolean is = v.type() == ScalarType.I32 || v.type() == LaneType.I32;
        return is == integer ? v : integer ? l.asInt(v) : l.asFloat(v);
    }

    private Value apply(Step s, List<Formula> o, Value x) {
        return switch (s) {
            case AND, OR, XOR, ADD, SUB, MUL, MIN, MAX, SHL, SHR_S, SHR_U -> l.binary(BinaryOp.valueOf(s.name()), i(o, 0, x), i(o, 1, x));
            case CVT_F32_S32 -> l.cvt(CvtOp.F32_S32, i(o, 0, x));
            case CVT_F32_F16 -> l.cvt(CvtOp.F32_F16, i(o, 0, x));
            case ADD_F32 -> l.add(f(o, 0, x), f(o, 1, x));
            case MUL_F32 -> l.mul(f(o, 0, x), f(o, 1, x));
            case FMA_F32 -> l.fma(f(o, 0, x), f(o, 1, x), f(o, 2, x));
            case EQ -> l.compare(CompareOp.EQ, i(o, 0, x), i(o, 1, x));
            case GE -> l.compare(CompareOp.GE, i(o, 0, x), i(o, 1, x));
            case SELECT -> l.select(condition(o.getFirst(), x), f(o, 1, x), f(o, 2, x));
        };
    }

    private Value condition(Formula f, Value x) {
        if (f instanceof Formula.Apply(Step s, List<Formula> o) && (s == Step.EQ || s == Step.GE)) {
            return apply(s, o, x);
        }
        throw new IllegalArgumentException("select by " + f + "; wanted a comparison");
    }

    private Value i(List<Formula> o, int at, Value x) {
        return emit(o.get(at), x, true);
    }

    private Value f(List<Formula> o, int at, Value x) {
        return emit(o.get(at), x, false);
    }
}
