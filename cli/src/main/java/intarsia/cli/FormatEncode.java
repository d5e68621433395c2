package intarsia.cli;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Overflow;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia format encode}: numbers to codes. */
@Command(name = "encode", mixinStandardHelpOptions = true,
    description = {"Encodes an array of f32 or f64: a data type to one code an element (u1 to 8 bits, u2 to 16, i4, i8), a block format to rows of bytes,",
        "one for as many rows as a block has."})
final class FormatEncode extends Subcommand {
    private static final Map<String, Overflow> POLICIES = Map.of("saturate", Overflow.SATURATE, "inf", Overflow.INFINITY, "error", Overflow.ERROR);

    @Mixin private FormatName format = new FormatName();
    @Option(names = "--in", paramLabel = "FILE", required = true, description = "The .npy file to read.")
    private Path in = Path.of("");
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The .npy file to write.")
    private Path target = Path.of("");
    @Option(names = "--overflow", paramLabel = "POLICY", description = "Beyond the greatest value: saturate, inf or error. Default: as the type does.")
    private @Nullable String overflow;
    @Option(names = "--rule", paramLabel = "RULE", defaultValue = "exact", description = "How blocks choose their scales: exact, round_up, single, least_squares or ggml. Default: ${DEFAULT-VALUE}.")
    private String rule = "";

    @Override public Integer call() {
        NpyArray x = Npy.read(in);
        if (x.type() != NpyType.F4 && x.type() != NpyType.F8) throw UserError.input(in + ": wanted <f4 or <f8, found " + x.type().descr());
        Npy.write(target, switch (format.format(x.shape())) {
            case DType t -> codes(t, x);
            case BlockFormat b -> blocks(b, x);
        });
        return Exit.OK;
    }

    private NpyArray codes(DType t, NpyArray x) {
        Overflow policy = policy().orElse(t.defaultOverflow());
        return CodeArray.of(t, x.shape(), i -> {
            try {
                return t.encode(x.real(i), policy);
            } catch (ArithmeticException e) {
                throw UserError.input(in + ": element " + i + ": " + e.getMessage());
            }
        });
    }

    private NpyArray blocks(BlockFormat b, NpyArray x) {
        if (overflow != null) throw UserError.usage("--overflow " + overflow + " is for data types; a block's scale makes room for its values");
        long[] shape = x.shape();
        CodeArray.checkBlocks(in, b, shape);
        long columns = shape[shape.length - 1], rows = columns == 0 ? 0 : x.elements() / columns;
        byte[] out = new byte[Math.toIntExact(b.bytes(rows, columns))];
        for (int at = 0, r = 0; r < rows; r += b.rows()) {
            byte[] box = rows(b, x, r, Math.toIntExact(columns));
            System.arraycopy(box, 0, out, at, box.length);
            at += box.length;
        }
        return new NpyArray(NpyType.U1, ArrayFormat.stored(b, shape), MemorySegment.ofArray(out));
    }

    /** As many rows as a block has. */
    private byte[] rows(BlockFormat b, NpyArray x, long first, int columns) {
        float[] rows = new float[Math.multiplyExact(b.rows(), columns)];
        for (int i = 0; i < rows.length; i++) rows[i] = (float) x.real(first * columns + i);
        try {
            return RuleName.of(rule).quantize(b, rows, b.rows(), columns);
        } catch (IllegalArgumentException e) {
            throw UserError.input(in + ": row " + first + ": " + e.getMessage());
        }
    }

    private Optional<Overflow> policy() {
        if (overflow == null) return Optional.empty();
        return Optional.of(Optional.ofNullable(POLICIES.get(overflow.toLowerCase(Locale.ROOT)))
            .orElseThrow(() -> UserError.usage("--overflow " + overflow + "; wanted saturate, inf or error")));
    }
}
