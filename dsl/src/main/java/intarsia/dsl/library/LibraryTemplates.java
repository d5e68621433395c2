package intarsia.dsl.library;

import intarsia.dsl.Global;
import intarsia.dsl.Scalar;
import intarsia.dsl.Size;
import intarsia.dsl.Tile;
import intarsia.dsl.TileKernel;
import intarsia.ir.Expr;
import intarsia.ir.Kernel;
import intarsia.ir.ScalarType;
import intarsia.ir.Symbol;
import intarsia.ir.text.Template;
import intarsia.ir.text.Template.Parameter;
import intarsia.ir.text.Templates;
import intarsia.ir.tune.Constraint;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.Hadamard;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The library's templates as texts import them. */
public final class LibraryTemplates implements Templates {
    @Override
    public List<Template> all() {
        return List.of(
            new Template("contract", List.of(new Parameter("a", "f32"), new Parameter("b", "f32"), Parameter.tunable("rows", 1, 1, 2, 4, 8),
                Parameter.tunable("columns", 4, 1, 2, 4, 8, 16), Parameter.tunable("chunk", 32, 8, 16, 32, 64, 128, 256), Parameter.tunable("width", 8, 4, 8, 16, 32)),
                List.of(new Constraint(Expr.bin(Expr.Kind.MOD, Expr.sym("chunk"), Expr.sym("width")), Constraint.Relation.EQ, Expr.of(0))), LibraryTemplates::contract),
            new Template("attention", List.of(Parameter.needed("width"), Parameter.tunable("positions", 16, 4, 8, 16, 32, 64), new Parameter("format", "f32"), new Parameter("window", "none")),
                LibraryTemplates::attention),
            new Template("dequantize", List.of(Parameter.needed("format")), a -> BlockKernels.dequantize(Format.parse(text(a, "format")))),
            new Template("quantize", List.of(Parameter.needed("format")), a -> BlockKernels.quantize(Format.parse(text(a, "format")))),
            new Template("unpack", List.of(Parameter.needed("format")), a -> BlockKernels.unpack(BlockFormat.parse(text(a, "format")))),
            new Template("pack", List.of(Parameter.needed("format")), a -> BlockKernels.pack(BlockFormat.parse(text(a, "format")))),
            new Template("repack", List.of(Parameter.needed("from"), Parameter.needed("to")),
                a -> BlockKernels.repack(BlockFormat.parse(text(a, "from")), BlockFormat.parse(text(a, "to")))),
            new Template("dequantize_ordered", List.of(Parameter.needed("format"), Parameter.needed("columns")),
                a -> OrderedBlocks.dequantize(BlockFormat.parse(text(a, "format")), number(a, "columns"))),
            new Template("gather_columns", List.of(Parameter.needed("type")), a -> OrderedBlocks.gather(DType.parse(text(a, "type")))),
            new Template("softmax", List.of(new Parameter("algorithm", "online"), Parameter.tunable("step", 16, 4, 8, 16, 32, 64)),
                a -> SoftmaxKernels.kernel(algorithm(text(a, "algorithm")), number(a, "step"))),
            new Template("top_k", List.of(Parameter.needed("k"), Parameter.needed("columns"), Parameter.tunable("step", 16, 4, 8, 16, 32, 64)),
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

    /** {@code y = softmax(q kᵀ / √width) v}, a row of q a block; with a window the positions of {@code kw} and {@code vw} come after those of k and v. */
    private static Kernel attention(Map<String, String> arguments) {
        int width = number(arguments, "width");
        Format f = Format.parse(text(arguments, "format"));
        return TileKernel.define("attention", k -> {
            Size rows = k.size("rows");
            Global q = k.in("q", DType.F32, rows, Size.of(width));
            Positions cache = Positions.of(k, "", f, width, k.size("positions"));
            Optional<Positions> window = text(arguments, "window").equals("none") ? Optional.empty()
                : Optional.of(Positions.of(k, "w", Format.parse(text(arguments, "window")), width, k.size("window")));
            Global y = k.out("y", DType.F32, rows, Size.of(width));
            Scalar row = k.grid(rows);
            Tile query = q.at(row, k.index(0)).load(width).reshape(1, width).times(1 / Math.sqrt(width));
            List<Attention.Segment> segments = Stream.concat(Stream.of(cache), window.stream()).map(p -> p.segment(k, query)).toList();
            y.at(row, k.index(0)).store(new Attention(number(arguments, "positions"), width).write(k, segments));
        });
    }

    /** Keys and values of positions that lie together. */
    private record Positions(Global keys, Global values, Size count, int width) {
        static Positions of(TileKernel k, String suffix, Format f, int width, Size count) {
            return new Positions(k.in("k" + suffix, f, count, Size.of(width)), k.in("v" + suffix, f, count, Size.of(width)), count, width);
        }

        Attention.Segment segment(TileKernel k, Tile query) {
            return new Attention.Segment(k.size(count), (at, n) -> {
                Tile s = read(keys, at, n, k.index(0), width).times(query).sum(1).reshape(n);
                Tile left = k.size(count).minus(at).cast(ScalarType.I32).fill(n);
                return k.iota(0, n).lt(left).select(s, k.full(DType.F32, Double.NEGATIVE_INFINITY, n));
            }, (at, n) -> read(values, at, n, k.index(0), width));
        }
    }
}
