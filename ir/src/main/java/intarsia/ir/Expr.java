package intarsia.ir;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * An integer expression over symbols: sizes, strides, grids, the furthest byte of a view.
 * The factories fold constants, so equal constants are equal expressions. Division is by positive numbers and floors.
 */
public sealed interface Expr {
    /** A number. */
    record Const(long value) implements Expr {
        public static final Const ZERO = new Const(0);
        public static final Const ONE = new Const(1);

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** The value of the symbol of that name. */
    record Sym(String name) implements Expr {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Two expressions and an operation. */
    record Bin(Kind kind, Expr a, Expr b) implements Expr {
        @Override
        public String toString() {
            return switch (kind) {
                case ADD, SUB, MUL, DIV, MOD -> "(" + a + " " + kind.text + " " + b + ")";
                case CEILDIV, MIN, MAX -> kind.text + "(" + a + ", " + b + ")";
            };
        }
    }

    /** The operations. */
    enum Kind {
        ADD("+"), SUB("-"), MUL("*"), DIV("/"), MOD("%"), CEILDIV("ceildiv"), MIN("min"), MAX("max");

        final String text;

        Kind(String text) {
            this.text = text;
        }

        /** The word or sign in text. */
        public String text() {
            return text;
        }

        long apply(long a, long b) {
            return switch (this) {
                case ADD -> Math.addExact(a, b);
                case SUB -> Math.subtractExact(a, b);
                case MUL -> Math.multiplyExact(a, b);
                case DIV -> Math.floorDiv(a, b);
                case MOD -> Math.floorMod(a, b);
                case CEILDIV -> Math.ceilDiv(a, b);
                case MIN -> Math.min(a, b);
                case MAX -> Math.max(a, b);
            };
        }
    }

    static Expr of(long value) {
        return new Const(value);
    }

    static Expr sym(String name) {
        return new Sym(name);
    }

    /** An operation, folded where that is possible without knowing a symbol. */
    static Expr bin(Kind kind, Expr a, Expr b) {
        if (a instanceof Const(long x) && b instanceof Const(long y)) {
            return of(kind.apply(x, y));
        }
        if (b instanceof Const(long y)) {
            boolean neutral = switch (kind) {
                case ADD, SUB -> y == 0;
                case MUL, DIV, CEILDIV -> y == 1;
                case MOD, MIN, MAX -> false;
            };
            if (neutral) {
                return a;
            }
            if (kind == Kind.MUL && y == 0 || kind == Kind.MOD && y == 1) {
                return Const.ZERO;
            }
        }
        if (a instanceof Const(long x)) {
            if (kind == Kind.ADD && x == 0 || kind == Kind.MUL && x == 1) {
                return b;
            }
            if (kind == Kind.MUL && x == 0) {
                return Const.ZERO;
            }
        }
        return new Bin(kind, a, b);
    }

    default Expr plus(Expr b) {
        return bin(Kind.ADD, this, b);
    }

    default Expr plus(long b) {
        return plus(of(b));
    }

    default Expr minus(Expr b) {
        return bin(Kind.SUB, this, b);
    }

    default Expr times(Expr b) {
        return bin(Kind.MUL, this, b);
    }

    default Expr times(long b) {
        return times(of(b));
    }

    default Expr div(long b) {
        return bin(Kind.DIV, this, of(b));
    }

    default Expr ceilDiv(long b) {
        return bin(Kind.CEILDIV, this, of(b));
    }

    /** Its value under the values of the symbols. Nothing is allocated. */
    default long eval(Symbols symbols) {
        return switch (this) {
            case Const(long v) -> v;
            case Sym(String name) -> symbols.value(name);
            case Bin(Kind kind, Expr a, Expr b) -> kind.apply(a.eval(symbols), b.eval(symbols));
        };
    }

    /** The expressions that are numbers, as those; empty for others. */
    static List<OptionalLong> constants(List<Expr> all) {
        return all.stream().map(e -> e.isConst() ? OptionalLong.of(e.constant()) : OptionalLong.empty()).toList();
    }

    /** Whether it is a number already. */
    default boolean isConst() {
        return this instanceof Const;
    }

    /** The number that it is. */
    default long constant() {
        if (this instanceof Const(long v)) {
            return v;
        }
        throw new IllegalStateException("'" + this + "' is not a constant; bind the symbols " + symbols());
    }

    /** With symbols replaced by other expressions; a symbol that is not in the map stays. */
    default Expr bind(Map<String, Expr> values) {
        return switch (this) {
            case Const c -> c;
            case Sym s -> values.getOrDefault(s.name(), s);
            case Bin(Kind kind, Expr a, Expr b) -> bin(kind, a.bind(values), b.bind(values));
        };
    }

    /** The names of the symbols in it, sorted. */
    default Set<String> symbols() {
        Set<String> names = new TreeSet<>();
        collect(names);
        return names;
    }

    private void collect(Set<String> names) {
        switch (this) {
            case Const _ -> { }
            case Sym(String name) -> names.add(name);
            case Bin(Kind _, Expr a, Expr b) -> {
                a.collect(names);
                b.collect(names);
            }
        }
    }
}
