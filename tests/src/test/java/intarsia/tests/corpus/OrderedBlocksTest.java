package intarsia.tests.corpus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import intarsia.dsl.library.BlockKernels;
import intarsia.dsl.library.OrderedBlocks;
import intarsia.ir.BufferType;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Field;
import intarsia.ir.type.QuantizeRule;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Matrices whose columns were quantised in an order given as data, against loops over columns. */
class OrderedBlocksTest {
    private static final int GROUPS = 5;

    private static void run(Kernel k, int rows, int columns, Map<String, Tensor> tensors) {
        for (Engine engine : List.of(Engine.jvm(1), Engine.reference())) {
            try (var run = Intarsia.compile(k, engine).bind(tensors)) {
                if (k.symbols().stream().anyMatch(s -> s.name().equals("columns"))) run.set("columns", columns);
                run.set("rows", rows).run();
            }
        }
    }

    /** The group of each column: every group as often, in any order. */
    private static int[] groups(int columns, Random random) {
        List<Integer> all = new ArrayList<>(IntStream.range(0, columns).map(c -> c / (columns / GROUPS)).boxed().toList());
        Collections.shuffle(all, random);
        return all.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Tensor random(BlockFormat f, int rows, int columns, Random random) {
        float[] x = new float[rows * columns];
        for (int i = 0; i < x.length; i++) x[i] = (float) random.nextGaussian();
        Tensor t = Tensor.allocate(f, rows, columns);
        t.segment().copyFrom(MemorySegment.ofArray(QuantizeRule.EXACT.quantize(f, x, rows, columns)));
        return t;
    }

    private static double at(BlockFormat f, Tensor x, String field, int row, int column, int columns) {
        Field found = f.find(field).orElse(null);
        return found == null ? 0 : f.fieldValue(found, x.segment(), 0, f.stored(row, column, columns));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u4g32_zu4", "u3g32_zu3", "u4g128_zu4/gptq1", "u4g32_zu4/gptq2", "u3g32_zu3/gptq1", "u8g64", "u4g32_mf16", "nf4g64_sf32", "Q4_0"})
    void valuesTakeWhatTheGroupOfTheirColumnHas(String name) {
        BlockFormat f = BlockFormat.parse(name);
        Random random = new Random(Cells.SEED);
        int group = f.columnStep(f.field("scale")), columns = GROUPS * group, rows = 3 * f.rows();
        Tensor x = random(f, rows, columns, random), y = Tensor.allocate(DType.F32, rows, columns);
        int[] index = groups(columns, random);
        run(OrderedBlocks.dequantize(f, columns), rows, columns, Map.of("x", x, OrderedBlocks.GROUPS, Tensor.of(index, columns), "y", y));
        float[] found = y.toFloats();
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int of = index[c] * group;
                double wanted = (at(f, x, "code", r, c, columns) - at(f, x, "zero", r, of, columns)) * at(f, x, "scale", r, of, columns) + at(f, x, "min", r, of, columns);
                assertEquals(wanted, found[r * columns + c], 1e-6 * Math.abs(wanted) + 1e-9, f + " [" + r + ", " + c + "], -Dintarsia.seed=" + Cells.SEED);
            }
        }
    }

    /** Columns sorted by their groups are blocks of the format, which are multiplied with activations in the same order. */
    @Test
    void movedColumnsAndActivationsGiveTheSameProducts() {
        BlockFormat f = BlockFormat.parse("u4g32_zu4");
        Random random = new Random(Cells.SEED);
        int columns = GROUPS * 32, rows = 3;
        Tensor x = random(f, rows, columns, random), values = Tensor.allocate(DType.F32, rows, columns), moved = Tensor.allocate(DType.F32, rows, columns);
        int[] index = groups(columns, random);
        Tensor order = Tensor.of(IntStream.range(0, columns).boxed().sorted(Comparator.comparingInt(c -> index[c])).mapToInt(Integer::intValue).toArray(), columns);
        run(OrderedBlocks.dequantize(f, columns), rows, columns, Map.of("x", x, OrderedBlocks.GROUPS, Tensor.of(index, columns), "y", values));
        run(OrderedBlocks.gather(DType.F32), rows, columns, Map.of("x", values, OrderedBlocks.ORDER, order, "y", moved));

        Map<String, Tensor> parts = new HashMap<>(Map.of("x", x));
        Kernel unpack = BlockKernels.unpack(f);
        unpack.params().stream().filter(p -> !p.name().equals("x")).forEach(p ->
            parts.put(p.name(), Tensor.allocate(((BufferType) p.type()).format(), rows, columns / f.field(p.name()).step())));
        run(unpack, rows, columns, parts);
        Tensor codes = Tensor.allocate(DType.U8, rows, columns), sorted = Tensor.allocate(f, rows, columns), read = Tensor.allocate(DType.F32, rows, columns);
        run(OrderedBlocks.gather(DType.U8), rows, columns, Map.of("x", Objects.requireNonNull(parts.get("code")), OrderedBlocks.ORDER, order, "y", codes));
        parts.remove("x");
        parts.put("code", codes);
        parts.put("y", sorted);
        run(BlockKernels.pack(f), rows, columns, parts);
        run(BlockKernels.dequantize(f), rows, columns, Map.of("x", sorted, "y", read));
        assertArrayEquals(moved.toFloats(), read.toFloats());

        float[] a = new float[columns];
        for (int c = 0; c < columns; c++) a[c] = (float) random.nextGaussian();
        Tensor gathered = Tensor.allocate(DType.F32, 1, columns);
        run(OrderedBlocks.gather(DType.F32), 1, columns, Map.of("x", Tensor.of(a, 1, columns), OrderedBlocks.ORDER, order, "y", gathered));
        for (int r = 0; r < rows; r++) assertEquals(dot(values.toFloats(), r * columns, a), dot(read.toFloats(), r * columns, gathered.toFloats()), 1e-4);
    }

    private static double dot(float[] w, int from, float[] a) {
        return IntStream.range(0, a.length).mapToDouble(c -> (double) w[from + c] * a[c]).sum();
    }

    @Test
    void whatHasNoGroupsOfOneSizeIsRefused() {
        for (String name : List.of("Q4_K", "IQ2_XXS", "u4g32_su6@f16g256")) assertThrows(IllegalArgumentException.class, () -> OrderedBlocks.dequantize(BlockFormat.parse(name), 256), name);
        assertThrows(IllegalArgumentException.class, () -> OrderedBlocks.dequantize(BlockFormat.parse("u4g32"), 40));
        assertThrows(IllegalArgumentException.class, () -> OrderedBlocks.gather(DType.U4));
    }
}
