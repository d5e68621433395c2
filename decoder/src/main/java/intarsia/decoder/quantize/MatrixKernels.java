package intarsia.decoder.quantize;

import intarsia.dsl.library.BlockKernels;
import intarsia.dsl.library.Rotations;
import intarsia.ir.Kernel;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.ir.type.GgmlSearch;
import intarsia.ir.type.Hadamard;
import intarsia.ir.type.QuantizeRule;
import intarsia.ir.type.Rotation;
import intarsia.runtime.Engine;
import intarsia.runtime.Intarsia;
import intarsia.runtime.TensorArena;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Matrices in formats to numbers and back, by the kernels that formats make of themselves ({@link BlockKernels}). */
record MatrixKernels(Engine engine) {
    /** Columns of a block at most: of longer ones some have values that kernels round more often than the definition. */
    private static final int LONGEST = 1024;
    private static final int ALIGNMENT = 64;
    private static final List<Format> CASTS = List.of(DType.F32, DType.F16, DType.BF16);

    /** Whether a kernel gives a format's values as the definition does, rounded to f32: a test has all of GGUF. */
    static boolean reads(Format f) {
        return f instanceof BlockFormat ? f.blockColumns() <= LONGEST && BlockKernels.dequantizes(f) : CASTS.contains(f);
    }

    /** Whether a kernel makes the bytes that a rule makes, and is faster than the definition: where ggml searches for scales it is more code than the JIT takes. */
    static boolean writes(Format f, QuantizeRule rule) {
        return switch (f) {
            case DType t -> CASTS.contains(t);
            case BlockFormat b -> BlockKernels.quantizes(b.unrotated(), rule) && !(rule == QuantizeRule.GGML && GgmlSearch.of(b).isPresent());
        };
    }

    /** The values of a matrix, f32. */
    void values(Format f, MemorySegment stored, long rows, long columns, MemorySegment values) {
        Format plain = plain(f);
        run(BlockKernels.dequantize(plain), plain, stored, DType.F32, values, rows, columns);
        rotation(f).ifPresent(h -> run(Rotations.rotate(h), DType.F32, values, DType.F32, values, rows, columns));
    }

    /** A matrix of f32 in a format, by a rule that {@link #writes} has. */
    void blocks(Format f, QuantizeRule rule, MemorySegment values, long rows, long columns, MemorySegment stored) {
        MemorySegment x = rotation(f).map(h -> rotated(h, values, rows, columns)).orElse(values);
        run(quantize(plain(f), rule), DType.F32, x, plain(f), stored, rows, columns);
    }

    private static Kernel quantize(Format f, QuantizeRule rule) {
        return switch (f) {
            case DType t -> BlockKernels.quantize(t);
            case BlockFormat b -> BlockKernels.quantize(b, rule);
        };
    }

    private MemorySegment rotated(Hadamard h, MemorySegment values, long rows, long columns) {
        MemorySegment x = Arena.ofAuto().allocate(DType.F32.bytes(rows, columns), ALIGNMENT);
        run(Rotations.rotate(h), DType.F32, values, DType.F32, x, rows, columns);
        return x;
    }

    /** Rotations are kernels of their own: together with blocks they are more code than the JIT takes. */
    private static Optional<Hadamard> rotation(Format f) {
        return f instanceof BlockFormat b ? b.rotation().map(Rotation::hadamard) : Optional.empty();
    }

    private static Format plain(Format f) {
        return f instanceof BlockFormat b ? b.unrotated() : f;
    }

    private void run(Kernel k, Format from, MemorySegment x, Format to, MemorySegment y, long rows, long columns) {
        try (TensorArena arena = TensorArena.open();
             var run = Intarsia.compile(k, engine).bind(Map.of("x", arena.view(x, from, rows, columns), "y", arena.view(y, to, rows, columns)))) {
            run.set(BlockKernels.ROWS, rows).set(BlockKernels.COLUMNS, columns).run();
        }
    }
}
