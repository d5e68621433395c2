package intarsia.cli;

import intarsia.decoder.npy.Npy;
import intarsia.decoder.npy.NpyArray;
import intarsia.decoder.npy.NpyType;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code intarsia format decode}: codes to numbers. */
@Command(name = "decode", mixinStandardHelpOptions = true,
    description = "Decodes what format encode wrote: to f32 where that holds every value of the type, else to f64. Blocks become f32, rounded once.")
final class FormatDecode extends Subcommand {
    @Mixin private FormatName format = new FormatName();
    @Option(names = "--in", paramLabel = "FILE", required = true, description = "The .npy file to read.")
    private Path in = Path.of("");
    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The .npy file to write.")
    private Path target = Path.of("");

    @Option(names = "--shape", paramLabel = "NxK", converter = Extents.Reader.class, description = "Rows and columns of the matrix, of which a format in row or all takes its size.")
    private @Nullable Extents extents;

    @Option(names = "--field", paramLabel = "NAME=FILE", description = "g_idx: the group whose scale and zero point each column takes, <i4, as GPTQ keeps it with act-order.")
    private @Nullable Map<String, Path> fields;

    @Override public Integer call() {
        NpyArray codes = Npy.read(in);
        Npy.write(target, switch (format()) {
            case DType t when fields == null -> values(t, codes);
            case DType t -> throw UserError.usage("--field is for block formats, found " + t);
            case BlockFormat b -> blocks(b, codes);
        });
        return Exit.OK;
    }

    private NpyArray values(DType t, NpyArray codes) {
        if (t.equals(DType.QUATERNARY)) throw UserError.usage("quaternary is complex; decode lut2(1,0,-1,0) for the real parts and lut2(0,1,0,-1) for the imaginary");
        CodeArray.check(in, CodeArray.type(t), codes);
        return CodeArray.reals(CodeArray.realType(t), codes.shape(), i -> value(t, codes.integer(i) & DType.mask(t.bits()), codes.integer(i), i));
    }

    private double value(DType t, long code, long found, long at) {
        boolean more = t.bits() < 32 && code != found;
        if (more || !t.isCode(code)) {
            throw UserError.input(in + ": element " + at + ": wanted a code of " + t + ", found " + found);
        }
        return t.decode(code);
    }

    private NpyArray blocks(BlockFormat b, NpyArray rows) {
        CodeArray.check(in, NpyType.U1, rows);
        long[] found = rows.shape(), shape = ArrayFormat.shape(b, rows);
        if (found.length < (b.rows() > 1 ? 2 : 1) || !Arrays.equals(ArrayFormat.stored(b, shape), found)) {
            throw UserError.input(in + ": wanted rows of a multiple of " + b.bytes() + " bytes, blocks of " + b + ", found shape " + Arrays.toString(found));
        }
        if (extents != null && !Arrays.equals(extents.extents(), Arrays.copyOfRange(shape, Math.max(0, shape.length - 2), shape.length))) {
            throw UserError.input(in + ": holds " + Arrays.toString(shape) + " elements of " + b + ", and --shape says " + extents);
        }
        long columns = shape[shape.length - 1];
        if (fields != null) {
            FormatGroups groups = FormatGroups.read(b, columns, fields);
            return CodeArray.reals(NpyType.F4, shape, i -> groups.value(rows.data(), i / columns, i % columns));
        }
        if (b.rows() > 1) return CodeArray.reals(NpyType.F4, shape, i -> ((Format) b).dequantize(rows.data(), 0, b.stored(i / columns, i % columns, columns)));
        BlockValues values = new BlockValues(b, rows.data());
        return CodeArray.reals(NpyType.F4, shape, values::at);
    }

    /** Values of successive elements, a block at a time: those of a rotated one are made together. */
    private static final class BlockValues {
        private final BlockFormat format;
        private final MemorySegment stored;
        private long first = -1;
        private float[] block = {};

        BlockValues(BlockFormat format, MemorySegment stored) {
            this.format = format;
            this.stored = stored;
        }

        double at(long i) {
            if (i - i % format.elements() != first) {
                first = i - i % format.elements();
                block = format.values(stored, 0, first, format.elements());
            }
            return block[(int) (i - first)];
        }
    }

    private Format format() {
        if (extents != null) return format.format(extents.extents());
        if (format.isOpen()) throw UserError.usage("--shape NxK is missing: the size of a block is that of the matrix");
        return format.format();
    }
}
