package intarsia.decoder.quantize;

import intarsia.decoder.file.ModelFileException;
import intarsia.decoder.gguf.GgmlType;
import intarsia.decoder.gguf.Gguf;
import intarsia.decoder.gguf.GgufTensor;
import intarsia.decoder.gguf.GgufWriter;
import intarsia.decoder.model.ModelConfig;
import intarsia.ir.type.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of each tensor of a file.
 *
 * @param tensors in file order
 */
public record Conversion(Gguf file, List<Tensor> tensors) {
    /** A tensor, what it is stored as, and what it is to be; the same where it stays. */
    public record Tensor(GgufTensor stored, Optional<Format> from, Optional<Format> to) {
        /** Whether it gets another format. */
        public boolean changes() {
            return to.isPresent() && !to.equals(from);
        }

        /** Bytes that it will have. */
        public long bytes() {
            long columns = stored.dim(0);
            return changes() ? to.orElseThrow().bytes(stored.elements() / columns, columns) : stored.byteSize();
        }
    }

    public Conversion {
        tensors = List.copyOf(tensors);
    }

    /**
     * What a recipe makes of a file.
     *
     * @throws ModelFileException if a tensor that changes is of a type without a meaning here
     */
    public static Conversion plan(Gguf file, Recipe recipe) {
        int layers = ModelConfig.of(file).layers();
        return new Conversion(file, file.tensors().stream().map(t -> {
            Tensor c = new Tensor(t, t.type().format(), recipe.format(file, t, layers));
            if (c.changes() && c.from.isEmpty()) throw t.place().fail("a type that can be decoded", t.type().toString());
            return c;
        }).toList());
    }

    /** The first format that GGUF files have no type for. */
    public Optional<Format> notGguf() {
        return tensors.stream().filter(Tensor::changes).flatMap(t -> t.to.stream()).filter(f -> GgmlType.of(f).isEmpty()).findFirst();
    }

    /**
     * Writes the converted file; it appears whole or not at all.
     *
     * @throws IllegalArgumentException if GGUF has no type for a format
     */
    public void write(Path target, Quantizer quantizer) {
        GgufWriter out = new GgufWriter().keysOf(file);
        for (Tensor t : tensors) {
            GgufTensor s = t.stored;
            if (t.changes()) out.tensor(s.name(), type(t.to.orElseThrow()), s.dims(), () -> quantizer.convert(s, t.from.orElseThrow(), t.to.orElseThrow()));
            else out.tensor(s.name(), s.type(), s.dims(), s::data);
        }
        out.write(target);
    }

    private static GgmlType type(Format f) {
        return GgmlType.of(f).orElseThrow(() -> new IllegalArgumentException("GGUF files have no type for " + f));
    }
}
