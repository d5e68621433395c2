package intarsia.ir.eval;

import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.TileType;
import intarsia.ir.Type;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.stream.IntStream;

/** Elements under the shape that a type gives them. */
record ElementContents(Elements elements, List<Integer> shape) implements Contents {
    static ElementContents of(Type type, Elements e) {
        return switch (type) {
            case TileType t -> new ElementContents(e, t.shape());
            case LaneType _ -> {
                Packed p = Packed.of(type);
                yield new ElementContents(p.split(e), p.fields() == 1 ? List.of(e.size()) : List.of(e.size(), p.fields()));
            }
            // In the body of a map a scalar stands for all elements of a tensor.
            case ScalarType _ -> new ElementContents(e, e.size() == 1 ? List.of() : List.of(e.size()));
            default -> throw new IllegalArgumentException("elements of a " + type);
        };
    }

    static ElementContents of(TensorData t) {
        return new ElementContents(t.elements(), IntStream.of(t.shape()).boxed().toList());
    }

    @Override
    public DType elem() {
        return elements.codec.type;
    }

    @Override
    public long code(int element) {
        return elements.code(element);
    }

    @Override
    public double bound(int element) {
        return elements.err(element);
    }
}
