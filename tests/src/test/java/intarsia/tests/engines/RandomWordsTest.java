package intarsia.tests.engines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.type.DType;
import intarsia.ir.type.Overflow;
import intarsia.ir.type.Philox;
import intarsia.ir.type.StochasticRounding;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWordsTest {
    /** Counters, keys and words of {@code kat_vectors} of Random123 for philox4x32-10. */
    private static final int[][] VECTORS = {
        {0, 0, 0, 0, 0, 0, 0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8},
        {-1, -1, -1, -1, -1, -1, 0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd},
        {0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344, 0xa4093822, 0x299f31d0, 0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}};

    private static Engine engine(String name) {
        return name.equals("jvm") ? Engine.jvm() : name.equals("reference") ? Engine.reference() : Engine.of(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "jvm", "ptx"})
    void theWordsAreThoseOfTheStandardVectors(String name) {
        for (int[] v : VECTORS) {
            var kernel = TileKernel.define("vector", k -> {
                List<Tile> counter = Arrays.stream(v, 0, 4).mapToObj(c -> k.full(DType.I32, c, 1)).toList();
                List<Tile> words = k.philox(counter, List.of(k.constant(v[4]), k.constant(v[5])));
                var y = k.out("y", DType.I32, Size.of(4));
                k.grid(Size.of(1));
                for (int w = 0; w < 4; w++) {
                    y.at(k.index(w)).store(words.get(w));
                }
            });
            Tensor y = Tensor.of(new int[4], 4);
            try (var run = Intarsia.compile(kernel, engine(name)).bind(Map.of("y", y))) {
                run.run();
            }
            assertArrayEquals(Arrays.copyOfRange(v, 6, 10), y.toInts(), () -> name + " " + Arrays.toString(v));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"reference", "jvm", "ptx"})
    void stochasticRoundingBySeedAndIndexIsThatOfTheEncoder(String name) {
        int n = 250;
        long seed = 0x0123_4567_89ab_cdefL;
        DType to = DType.parse("f8e4m3fn");
        var kernel = TileKernel.define("rounded", k -> {
            var x = k.in("x", DType.F32, Size.of(n));
            var y = k.out("y", DType.parse("u8"), Size.of(n));
            var at = k.grid(Size.of(n).ceilDiv(16)).times(16);
            Tile i = k.iota(0, 16).plus(at.cast(intarsia.ir.ScalarType.I32).fill(16));
            y.at(at).store(x.at(at).load(16).castStochastic(to, k.random(k.index(seed), i)).bits(DType.parse("u8")));
        });
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (i - 100) * 0.013f;
        }
        Tensor y = Tensor.allocate(DType.parse("u8"), n);
        try (var run = Intarsia.compile(kernel, engine(name)).bind(Map.of("x", Tensor.of(x, n), "y", y))) {
            run.run();
        }
        int drawn = 0;
        float[] found = y.toFloats();
        for (int i = 0; i < n; i++) {
            long want = StochasticRounding.encode(to, x[i], Overflow.SATURATE, Philox.word(seed, i));
            assertEquals(want, (long) found[i], name + " element " + i);
            drawn += want == to.encode(x[i]) ? 0 : 1;
        }
        assertEquals(true, drawn > n / 10, drawn + " of " + n + " went to the farther value");
    }
}
