package intarsia.cli;

import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.dsl.library.BlockKernels;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.Tensor;
import intarsia.runtime.TensorArena;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code intarsia tensor}: a tensor of a model file as f32. */
@Command(name = "tensor", mixinStandardHelpOptions = true,
    description = "Writes a tensor of a GGUF file as f32, the file's last dimension first. A compiled kernel reads its format.")
final class TensorFile extends Subcommand {
    @Parameters(index = "0", paramLabel = "FILE", description = "A GGUF file.")
    private Path file = Path.of("");
    @Parameters(index = "1", paramLabel = "NAME", description = "The name of a tensor in it.")
    private String name = "";
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The .npy file to write.")
    private Path target = Path.of("");
    @Mixin private EngineChoice engine = new EngineChoice();

    @Override public Integer call() {
        try (Gguf gguf = Gguf.open(file)) {
            GgufTensor stored = gguf.tensor(name);
            Format format = format(stored);
            long cols = stored.dim(0), rows = stored.elements() / Math.max(1, cols);
            if (stored.elements() == 0) {
                Npy.write(target, NpyArray.ofFloats(new float[0], shape(stored)));
                return Exit.OK;
            }
            Engine on = engine.find();
            try (TensorArena arena = TensorArena.open(); var _ = Progress.start("reading " + stored)) {
                Tensor x = arena.view(stored.data(), format, rows, cols);
                Tensor y = arena.allocate(DType.F32, rows, cols);
                try (var run = Intarsia.compile(BlockKernels.dequantize(format), on).bind(Map.of("x", x, "y", y))) {
                    run.set(BlockKernels.ROWS, rows).set(BlockKernels.COLUMNS, cols).run();
                }
                Npy.write(target, new NpyArray(NpyType.F4, shape(stored), y.segment()));
            }
        }
        return Exit.OK;
    }

    private static Format format(GgufTensor stored) {
        try {
            return Format.parse(stored.type().name());
        } catch (IllegalArgumentException e) {
            throw stored.place().fail("a type that kernels read", stored.type() + ": " + e.getMessage());
        }
    }

    /** Extents with the row last; GGUF has it first. */
    private static long[] shape(GgufTensor stored) {
        long[] shape = new long[stored.rank()];
        for (int i = 0; i < shape.length; i++) shape[i] = stored.dim(shape.length - 1 - i);
        return shape;
    }
}
