package intarsia.passes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.ir.Expr;
import intarsia.ir.Symbols;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FactoredTest {
    private static final long SEED = Long.getLong("intarsia.seed", 5);
    private static final Expr N = Expr.sym("n"), K = Expr.sym("k");

    @Test
    void factorsOfStridesAreFound() {
        assertEquals(new Factored(32, N), Factored.of(N.times(32)));
        assertEquals(new Factored(144, N), Factored.of(N.times(32).div(32).times(144)));
        assertEquals(new Factored(2, N), Factored.of(N.times(64).div(32)));
        assertEquals(new Factored(12, N.times(2).plus(K.times(3))), Factored.of(N.times(24).plus(K.times(36))));
        assertEquals(new Factored(1, N.div(32)), Factored.of(N.div(32)));
        assertEquals(new Factored(7, Expr.of(1)), Factored.of(Expr.of(7)));
    }

    @Test
    void factorTimesRestIsTheExpression() {
        Random random = new Random(SEED);
        Symbols values = Symbols.of(Map.of("n", 37L, "k", 12L));
        for (int i = 0; i < 2000; i++) {
            Expr e = expression(random, 4);
            Factored f = Factored.of(e);
            assertEquals(e.eval(values), f.factor() * f.rest().eval(values), () -> e + " as " + f + ", seed " + SEED);
        }
    }

    private static Expr expression(Random random, int depth) {
        if (depth == 0) {
            return random.nextBoolean() ? Expr.of(1 + random.nextInt(40)) : random.nextBoolean() ? N : K;
        }
        Expr a = expression(random, depth - 1);
        Expr b = expression(random, depth - 1);
        return switch (random.nextInt(6)) {
            case 0 -> a.plus(b);
            case 1 -> a.minus(b);
            case 2 -> a.times(1 + random.nextInt(40));
            case 3 -> a.div(1 + random.nextInt(40));
            case 4 -> Expr.bin(Expr.Kind.MAX, a, b);
            default -> Expr.bin(Expr.Kind.MOD, a, Expr.of(1 + random.nextInt(40)));
        };
    }
}
