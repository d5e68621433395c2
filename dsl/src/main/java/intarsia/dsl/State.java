package intarsia.dsl;

import intarsia.ir.TensorOp;
import intarsia.ir.TensorType;
import intarsia.ir.TensorType.Dim;
import intarsia.ir.Value;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A tensor that stays from run to run. Each change makes a new version, and nobody may read an older one after it. */
public final class State {
    private Tensor now;

    State(Tensor first) {
        now = first;
    }

    /** The newest version. */
    public Tensor now() {
        return now;
    }

    /**
     * Writes {@code value} at {@code indices} along the first dimensions, and gives the version that holds it. The
     * dimensions of the value are those of the indices, then the state's others; values are rounded as the state encodes.
     */
    public Tensor append(Tensor value, Tensor... indices) {
        Tensor state = now;
        now = state.graph().tensor(() -> {
            check(state.type(), value.type(), indices);
            List<Value> at = Arrays.stream(indices).map(Tensor::value).toList();
            return new TensorOp.Append(state.value(), value.value(), at);
        });
        return now;
    }

    private static void check(TensorType state, TensorType value, Tensor... indices) {
        if (indices.length > state.dims().size()) {
            throw new IllegalArgumentException(indices.length + " indices into " + state + "; wanted at most one a dimension");
        }
        for (int i = 0; i < indices.length; i++) {
            indices[i].checkIndex(state.dims().get(i));
        }
        List<Dim> rest = state.dims().subList(indices.length, state.dims().size());
        List<Dim> wanted = Stream.concat(Arrays.stream(indices).flatMap(t -> t.type().dims().stream()).distinct(), rest.stream()).toList();
        if (!wanted.equals(value.dims())) {
            throw new IllegalArgumentException("append of " + value + " to " + state + "; wanted the dimensions " + wanted);
        }
    }
}
