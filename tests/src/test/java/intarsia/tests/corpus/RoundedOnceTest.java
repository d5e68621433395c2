package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.UnaryOp;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BinaryOperator;
import java.util.function.DoubleBinaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Arithmetic by f32 in types of up to 15 significant bits rounds once: as doubles say, which hold products and are far wider. */
class RoundedOnceTest {
    private static final int PAIRS = 1 << 16;
    private static final int BLOCK = 64;

    private record Op(String name, BinaryOperator<Tile> tiles, DoubleBinaryOperator doubles) {
    }

    private static final List<Op> OPS = List.of(
            new Op("plus", Tile::plus, Double::sum),
            new Op("minus", Tile::minus, (a, b) -> a - b),
            new Op("times", Tile::times, (a, b) -> a * b),
            new Op("div", Tile::div, (a, b) -> a / b),
            new Op("sqrt", (a, _) -> a.abs().unary(UnaryOp.SQRT), (a, _) -> Math.sqrt(Math.abs(a))));

    @ParameterizedTest
    @ValueSource(strings = {"posit16_0", "posit16_1", "posit16_2", "posit15_1", "posit12_0", "f16"})
    void everyResultIsTheNearest(String name) {
        DType t = DType.parse(name);
        SplittableRandom random = new SplittableRandom(Cells.SEED);
        int[] a = random.ints(PAIRS, 0, 1 << t.bits()).toArray();
        int[] b = random.ints(PAIRS, 0, 1 << t.bits()).toArray();
        for (Op op : OPS) {
            int[] found = run(kernel(t, op), a, b);
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < PAIRS; i++) {
                long want = t.encode(op.doubles.applyAsDouble(t.decode(a[i]), t.decode(b[i])));
                if (want != found[i] && !(Double.isNaN(t.decode(want)) && Double.isNaN(t.decode(found[i])))) {
                    wrong.add(t.decode(a[i]) + " " + op.name + " " + t.decode(b[i]) + " is " + t.decode(want) + "; found " + t.decode(found[i]));
                }
            }
            assertEquals(List.of(), wrong.stream().limit(5).toList(), () -> name + " " + op.name + ": " + wrong.size() + " of " + PAIRS + ", -Dintarsia.seed=" + Cells.SEED);
        }
    }

    private static Kernel kernel(DType t, Op op) {
        return TileKernel.define(op.name, k -> {
            Size n = k.size("n");
            var a = k.in("a", DType.I32, n);
            var b = k.in("b", DType.I32, n);
            var y = k.out("y", DType.I32, n);
            Scalar i = k.grid(n.ceilDiv(BLOCK)).times(BLOCK);
            DType code = new IntType(t.bits(), false);
            Tile x = a.at(i).load(BLOCK).cast(code).bits(t);
            y.at(i).store(op.tiles.apply(x, b.at(i).load(BLOCK).cast(code).bits(t)).bits(code).cast(DType.I32));
        });
    }

    private static int[] run(Kernel k, int[] a, int[] b) {
        Tensor y = Tensor.allocate(DType.I32, a.length);
        try (var run = Intarsia.compile(k, Engine.jvm()).bind(Map.of("a", Tensor.of(a, a.length), "b", Tensor.of(b, b.length), "y", y))) {
            run.run();
        }
        return y.toInts();
    }
}
