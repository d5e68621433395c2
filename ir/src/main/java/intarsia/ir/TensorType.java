package intarsia.ir;

import intarsia.ir.type.Format;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A whole tensor with named dimensions; the last is fastest in memory. Shape-less tensors hold one element. */
public record TensorType(Format format, List<Dim> dims, Optional<BufferType.Range> range) implements Type {
    /** A named dimension and its extent. */
    public record Dim(String name, Expr size) {
        @Override
        public String toString() {
            return name + ":" + size;
        }
    }

    public TensorType {
        dims = List.copyOf(dims);
        if (dims.stream().map(Dim::name).distinct().count() != dims.size()) {
            throw new IllegalArgumentException("dimensions " + dims + "; every name may stand once");
        }
    }

    public static TensorType of(Format format, Dim... dims) {
        return new TensorType(format, List.of(dims), Optional.empty());
    }

    public TensorType withDims(List<Dim> other) {
        return new TensorType(format, other, range);
    }

    /** The same dimensions in a format; numbers of another format are none of whose range is known. */
    public TensorType withFormat(Format other) {
        return new TensorType(other, dims, other.equals(format) ? range : Optional.empty());
    }

    /** The type of numbers of which no range is known. */
    public TensorType withoutRange() {
        return new TensorType(format, dims, Optional.empty());
    }

    public List<String> names() {
        return dims.stream().map(Dim::name).toList();
    }

    public List<Expr> shape() {
        return dims.stream().map(Dim::size).toList();
    }

    /** Where a dimension stands, or -1. */
    public int indexOf(String name) {
        return names().indexOf(name);
    }

    /** The dimension of that name, or an error that lists those there are. */
    public Dim dim(String name) {
        int i = indexOf(name);
        if (i < 0) {
            throw new IllegalArgumentException("no dimension '" + name + "' in " + this);
        }
        return dims.get(i);
    }

    @Override
    public String toString() {
        return "tensor " + format + dims.stream().map(Dim::toString).collect(Collectors.joining(", ", "[", "]"))
                + range.map(r -> " range " + r).orElse("");
    }
}
