package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Kernel;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.text.Template;
import intarsia.ir.text.Template.Parameter;
import intarsia.ir.text.Templates;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.Hadamard;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The library's templates as texts import them. */
public final class LibraryTemplates implements Templates {
    @Override
    public List<Template> all() {
        return List.of(
            new Template("contract", List.of(new Parameter("a", "f32"), new Parameter("b", "f32"), new Parameter("rows", "1"), new Parameter("columns", "4"),
                new Parameter("chunk", "32"), new Parameter("width", "8")), LibraryTemplates::contract),
            new Template("attention", List.of(Parameter.needed("width"), new Parameter("positions", "16"), new Parameter("format", "f32")), LibraryTemplates::attention),
            new Template("dequantize", List.of(Parameter.needed("format")), a -> BlockKernels.dequantize(Format.parse(text(a, "format")))),
            new Template("quantize", List.of(Parameter.needed("format")), a -> BlockKernels.quantize(Format.parse(text(a, "format")))),
            new Template("unpack", List.of(Parameter.needed("format")), a -> BlockKernels.unpack(BlockFormat.parse(text(a, "format")))),
            new Template("pack", List.of(Parameter.needed("format")), a -> BlockKernels.pack(BlockFormat.parse(text(a, "format")))),
            new Template("repack", List.of(Parameter.needed("from"), Parameter.needed("to")),
                a -> BlockKernels.repack(BlockFormat.parse(text(a, "from")), BlockFormat.parse(text(a, "to")))),
            new Template("dequantize_ordered", List.of(Parameter.needed("format"), Parameter.needed("columns")),
                a -> OrderedBlocks.dequantize(BlockFormat.parse(text(a, "format")), number(a, "columns"))),
            new Template("gather_columns", List.of(Parameter.needed("type")), a -> OrderedBlocks.gather(DType.parse(text(a, "type")))),
            new Template("softmax", List.of(new Parameter("algorithm", "online"), new Parameter("step", "16")),
                a -> SoftmaxKernels.kernel(algorithm(text(a, "algorithm")), number(a, "step"))),
            new Template("top_k", List.of(Parameter.needed("k"), Parameter.needed("columns"), new Parameter("step", "16")),
                a -> TopK.kernel(number(a, "k"), number(a, "columns"), number(a, "step"))),
            new Template("rotate", List.of(Parameter.needed("size")), a -> Rotations.rotate(new Hadamard(number(a, "size")))));
    }

    private static String text(Map<String, String> arguments, String name) {
        return Optional.ofNullable(arguments.get(name)).orElseThrow(() -> new IllegalArgumentException("no argument '" + name + "'; given: " + arguments.keySet()));
    }

    private static SoftmaxKernels.Algorithm algorithm(String name) {
        List<SoftmaxKernels.Algorithm> all = List.of(SoftmaxKernels.Algorithm.values());
        return all.stream().filter(a -> a.text().equals(name)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("algorithm = '" + name + "'; wanted one of " + all.stream().map(SoftmaxKernels.Algorithm::text).toList()));
    }

    private static int number(Map<String, String> arguments, String name) {
        String text = text(arguments, name);
        if (!text.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException(name + " = '" + text + "'; wanted a number");
        }
        return Integer.parseInt(text);
    }

    /** {@code y[m, n] = Σ a[m, k] · b[n, k]}; rows of both are whole blocks of their formats. */
    private static Kernel contract(Map<String, String> arguments) {
        Format a = Format.parse(text(arguments, "a")), b = Format.parse(text(arguments, "b"));
        int rows = number(arguments, "rows"), columns = number(arguments, "columns");
        long whole = Math.max(a.blockColumns(), b.blockColumns());
        return TileKernel.define("contract", k -> {
            Size m = k.size("m"), n = k.size("n");
            Size depth = k.size(new Symbol("k", Symbol.Kind.RUNTIME, 0, Integer.MAX_VALUE / whole * whole, whole));
            Global x = k.in("a", a, m, depth), w = k.in("b", b, n, depth), y = k.out("y", DType.F32, m, n);
            new Contraction(m, n, depth, rows, columns, number(arguments, "chunk"), number(arguments, "width"))
                .write(k, (row, count, at, width) -> read(x, row, count, at, width), (row, count, at, width) -> read(w, row, count, at, width), (i, j, tile) -> y.at(i, j).store(tile));
        });
    }

    private static Tile read(Global from, Scalar row, int count, Scalar at, int width) {
        var place = from.at(row, at);
        return from.type().format() instanceof DType ? place.load(count, width).cast(DType.F32) : place.dequantize(count, width);
    }

    /** {@code y = softmax(q kᵀ / √width) v}, a row of q a block. */
    private static Kernel attention(Map<String, String> arguments) {
        int width = number(arguments, "width");
        Format f = Format.parse(text(arguments, "format"));
        return TileKernel.define("attention", k -> {
            Size rows = k.size("rows"), positions = k.size("positions");
            Global q = k.in("q", DType.F32, rows, Size.of(width)), keys = k.in("k", f, positions, Size.of(width)), values = k.in("v", f, positions, Size.of(width));
            Global y = k.out("y", DType.F32, rows, Size.of(width));
            Scalar row = k.grid(rows);
            Tile query = q.at(row, k.index(0)).load(width).reshape(1, width).times(1 / Math.sqrt(width));
            Tile result = new Attention(number(arguments, "positions"), width).write(k, k.size(positions), (at, count) -> {
                Tile s = read(keys, at, count, k.index(0), width).times(query).sum(1).reshape(count);
                Tile left = k.size(positions).minus(at).cast(ScalarType.I32).fill(count);
                return k.iota(0, count).lt(left).select(s, k.full(DType.F32, Double.NEGATIVE_INFINITY, count));
            }, (at, count) -> read(values, at, count, k.index(0), width));
            y.at(row, k.index(0)).store(result);
        });
    }
}
