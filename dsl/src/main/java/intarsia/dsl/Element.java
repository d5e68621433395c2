package intarsia.dsl;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.CompareOp;
import intarsia.ir.Consts;
import intarsia.ir.Op;
import intarsia.ir.ScalarType;
import intarsia.ir.UnaryOp;
import intarsia.ir.Value;
import java.util.function.Supplier;

/** One number inside the scalar expression of a map: an input at the index, a constant, or what is computed of them. */
public final class Element {
    private final Scope scope;
    private final Value value;

    /** One map's expression while it is written. */
    static final class Scope {
        private final Body body;
        private boolean open = true;

        Scope(Body body) {
            this.body = body;
        }

        void close() {
            open = false;
        }
    }

    Element(Scope scope, Value value) {
        this.scope = scope;
        this.value = value;
    }

    /** A constant of this type, rounded as it encodes. */
    public Element constant(double v) {
        return made(() -> Consts.of(value.type(), v));
    }

    /** A constant of this type, rounded as it encodes. */
    public Element constant(float v) {
        return constant((double) v);
    }

    /** A constant of this type; as f32 rounded where it needs more than 24 bits. */
    public Element constant(long v) {
        return value.type() == ScalarType.F32 ? constant((double) v) : made(() -> new CommonOp.Const(value.type(), v & Consts.mask(type().bits())));
    }

    public Element plus(Element b) {
        return binary(BinaryOp.ADD, b);
    }

    public Element plus(double b) {
        return plus(constant(b));
    }

    public Element minus(Element b) {
        return binary(BinaryOp.SUB, b);
    }

    public Element minus(double b) {
        return minus(constant(b));
    }

    public Element times(Element b) {
        return binary(BinaryOp.MUL, b);
    }

    public Element times(double b) {
        return times(constant(b));
    }

    /** Of integers toward zero. */
    public Element div(Element b) {
        return binary(BinaryOp.DIV, b);
    }

    public Element div(double b) {
        return div(constant(b));
    }

    /** Keeps NaN. */
    public Element max(Element b) {
        return binary(BinaryOp.MAX, b);
    }

    public Element max(double b) {
        return max(constant(b));
    }

    /** Keeps NaN. */
    public Element min(Element b) {
        return binary(BinaryOp.MIN, b);
    }

    public Element neg() {
        return unary(UnaryOp.NEG);
    }

    public Element abs() {
        return unary(UnaryOp.ABS);
    }

    /** Correctly rounded. */
    public Element sqrt() {
        return unary(UnaryOp.SQRT);
    }

    /** Base e. */
    public Element exp() {
        return unary(UnaryOp.EXP);
    }

    /** False with a NaN. */
    public Element lt(Element b) {
        return compare(CompareOp.LT, b);
    }

    /** False with a NaN. */
    public Element le(Element b) {
        return compare(CompareOp.LE, b);
    }

    public Element eq(Element b) {
        return compare(CompareOp.EQ, b);
    }

    /** {@code a} where this truth value holds, else {@code b}. */
    public Element select(Element a, Element b) {
        return made(() -> {
            if (value.type() != ScalarType.I1) {
                throw new IllegalArgumentException("select by " + value.type() + "; wanted a truth value: compare something");
            }
            return new CommonOp.Select(value, a.in(scope), b.in(scope));
        });
    }

    /** As another type, rounded once as it encodes. */
    public Element cast(ScalarType type) {
        return value.type() == type ? this : made(() -> new CommonOp.Cast(value, type));
    }

    public Element unary(UnaryOp op) {
        return made(() -> new CommonOp.Unary(op, value));
    }

    public Element binary(BinaryOp op, Element b) {
        return made(() -> new CommonOp.Binary(op, value, b.in(scope)));
    }

    public Element compare(CompareOp op, Element b) {
        return made(() -> new CommonOp.Compare(op, value, b.in(scope)));
    }

    private ScalarType type() {
        return (ScalarType) value.type();
    }

    /** The value, after a check that it belongs to the expression being written. */
    Value in(Scope here) {
        if (here != scope || !scope.open) {
            throw new TileProgramException(Body.source(), "an element of another map; make it an input of this one");
        }
        return value;
    }

    private Element made(Supplier<Op> op) {
        in(scope);
        return new Element(scope, scope.body.one(op));
    }
}
