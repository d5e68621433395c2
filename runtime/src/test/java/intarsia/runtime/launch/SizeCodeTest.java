package intarsia.runtime.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.ir.Expr;
import intarsia.ir.Symbol;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SizeCodeTest {
    private static final List<Expr.Kind> KINDS = List.of(Expr.Kind.values());

    private static SymbolValues values(Map<String, Long> given) {
        SymbolValues v = new SymbolValues("test", given.keySet().stream().sorted().map(n -> Symbol.runtime(n, 0, Long.MAX_VALUE)).toList());
        v.setAll(given);
        return v;
    }

    @Test
    void codeHasTheValueOfItsExpression() {
        long seed = Long.getLong("intarsia.seed", 7);
        System.out.println("SizeCodeTest: -Dintarsia.seed=" + seed);
        Random random = new Random(seed);
        SymbolValues values = values(Map.of("a", 3L, "b", 17L, "c", 1000L));
        for (int i = 0; i < 2000; i++) {
            Expr e = random(random, 4);
            assertEquals(e.eval(values), new SizeCode(e, values).eval(values), e::toString);
        }
    }

    /** Divisors are symbols or positive numbers, none of them 0. */
    private static Expr random(Random random, int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return leaf(random);
        }
        Expr.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        boolean divides = kind == Expr.Kind.DIV || kind == Expr.Kind.MOD || kind == Expr.Kind.CEILDIV;
        return Expr.bin(kind, random(random, depth - 1), divides ? leaf(random) : random(random, depth - 1));
    }

    private static Expr leaf(Random random) {
        return random.nextBoolean() ? Expr.of(1 + random.nextInt(20)) : Expr.sym("abc".substring(random.nextInt(3)).substring(0, 1));
    }

    @Test
    void overflowAndDivisionByZeroAreErrors() {
        SymbolValues values = values(Map.of("a", Long.MAX_VALUE, "z", 0L));
        assertThrows(ArithmeticException.class, () -> new SizeCode(Expr.sym("a").plus(1), values).eval(values));
        assertThrows(ArithmeticException.class, () -> new SizeCode(Expr.sym("a").times(2), values).eval(values));
        assertThrows(ArithmeticException.class, () -> new SizeCode(Expr.bin(Expr.Kind.DIV, Expr.of(1), Expr.sym("z")), values).eval(values));
    }

    @Test
    void theMaskNamesTheSymbolsAndAnUnknownOneIsAnError() {
        SymbolValues values = values(Map.of("a", 1L, "b", 2L));
        assertEquals(0b10, new SizeCode(Expr.sym("b").times(Expr.of(3)), values).mask());
        assertEquals(0, new SizeCode(Expr.of(3), values).mask());
        assertThrows(IllegalArgumentException.class, () -> new SizeCode(Expr.sym("c"), values));
    }

    @Test
    void manySymbolsShareTheLastBit() {
        List<Symbol> many = IntStream.range(0, 100).mapToObj(i -> Symbol.runtime("s" + i)).toList();
        SymbolValues values = new SymbolValues("test", many);
        values.settle();
        values.set(99, 1);
        assertEquals(values.changed(), new SizeCode(Expr.sym("s70"), values).mask());
        assertEquals(0, values.changed() & new SizeCode(Expr.sym("s62"), values).mask());
    }
}
