package intarsia.runtime.launch;

import intarsia.ir.Expr;
import java.util.ArrayList;
import java.util.List;

/**
 * An {@link Expr} in postfix form over symbol indices: evaluated without allocation and without looking up names.
 * Not for two threads at once: it keeps its stack.
 */
public final class SizeCode {
    /** One instruction: push {@code operand}, push the symbol of index {@code operand}, or apply {@code kind}. */
    private enum Action { PUSH, SYMBOL, ADD, SUB, MUL, DIV, MOD, CEILDIV, MIN, MAX }

    private final Expr expr;
    private final Action[] actions;
    private final long[] operands;
    private final long[] stack;
    private final long mask;

    /** The code of an expression over the symbols of {@code values}; an unknown symbol is an error. */
    public SizeCode(Expr expr, SymbolValues values) {
        this.expr = expr;
        List<Action> codes = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        emit(expr, values, codes, numbers);
        actions = codes.toArray(Action[]::new);
        operands = numbers.stream().mapToLong(Long::longValue).toArray();
        stack = new long[actions.length];
        long symbols = 0;
        for (int i = 0; i < actions.length; i++) {
            symbols |= actions[i] == Action.SYMBOL ? SymbolValues.bit((int) operands[i]) : 0;
        }
        mask = symbols;
    }

    private static void emit(Expr e, SymbolValues values, List<Action> codes, List<Long> numbers) {
        switch (e) {
            case Expr.Const(long v) -> {
                codes.add(Action.PUSH);
                numbers.add(v);
            }
            case Expr.Sym(String name) -> {
                codes.add(Action.SYMBOL);
                numbers.add((long) values.index(name));
            }
            case Expr.Bin(Expr.Kind kind, Expr a, Expr b) -> {
                emit(a, values, codes, numbers);
                emit(b, values, codes, numbers);
                codes.add(action(kind));
                numbers.add(0L);
            }
        }
    }

    private static Action action(Expr.Kind kind) {
        return switch (kind) {
            case ADD -> Action.ADD;
            case SUB -> Action.SUB;
            case MUL -> Action.MUL;
            case DIV -> Action.DIV;
            case MOD -> Action.MOD;
            case CEILDIV -> Action.CEILDIV;
            case MIN -> Action.MIN;
            case MAX -> Action.MAX;
        };
    }

    /** The symbols it depends on. */
    public long mask() {
        return mask;
    }

    /** Its value; {@link ArithmeticException} where it exceeds 63 bits or divides by 0. */
    public long eval(SymbolValues values) {
        int top = -1;
        for (int i = 0; i < actions.length; i++) {
            switch (actions[i]) {
                case PUSH -> stack[++top] = operands[i];
                case SYMBOL -> stack[++top] = values.value((int) operands[i]);
                case ADD, SUB, MUL, DIV, MOD, CEILDIV, MIN, MAX -> {
                    long b = stack[top--];
                    stack[top] = apply(actions[i], stack[top], b);
                }
            }
        }
        return stack[0];
    }

    private static long apply(Action action, long a, long b) {
        return switch (action) {
            case ADD -> Math.addExact(a, b);
            case SUB -> Math.subtractExact(a, b);
            case MUL -> Math.multiplyExact(a, b);
            case DIV -> Math.floorDiv(a, b);
            case MOD -> Math.floorMod(a, b);
            case CEILDIV -> Math.ceilDiv(a, b);
            case MIN -> Math.min(a, b);
            case MAX -> Math.max(a, b);
            case PUSH, SYMBOL -> throw new AssertionError(action);
        };
    }

    @Override
    public String toString() {
        return expr.toString();
    }
}
