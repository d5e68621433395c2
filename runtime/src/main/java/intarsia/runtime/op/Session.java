package intarsia.runtime.op;

import intarsia.ir.type.DType;
import intarsia.ir.type.Format;
import intarsia.runtime.Program;
import intarsia.runtime.Run;
import intarsia.runtime.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A program bound to memory of its own, for one call at a time. It grows with the largest call, and is bound again only where a tensor is another. */
final class Session {
    private final Program program;
    private final Map<String, Tensor> tensors = new HashMap<>();
    private @Nullable Run run;

    Session(Program program) {
        this.program = program;
    }

    void call(List<Operand> operands, Map<String, Long> symbols) {
        boolean same = true;
        for (Operand o : operands) {
            Tensor t = tensor(o, tensors.get(o.name()));
            same &= t == tensors.put(o.name(), t);
        }
        bound(same).run(symbols);
        for (Operand o : operands) {
            if (o instanceof Operand.Out(String name, Floats values) && !inPlace(values)) {
                values.copyFrom(tensor(name).segment());
            }
        }
        forget(operands);
    }

    private Run bound(boolean same) {
        if (run == null || !same) {
            unbind();
            run = program.bind(tensors, Arena.ofAuto());
        }
        return run;
    }

    private void unbind() {
        if (run != null) {
            run.close();
            run = null;
        }
    }

    /** Memory of the caller is not kept beyond a call. */
    private void forget(List<Operand> operands) {
        for (Operand o : operands) {
            boolean callers = switch (o) {
                case Operand.In in -> inPlace(in.values());
                case Operand.Out out -> inPlace(out.values());
                case Operand.Indices _, Operand.Fixed _ -> false;
            };
            if (callers) {
                tensors.remove(o.name());
                unbind();
            }
        }
    }

    private Tensor tensor(String name) {
        Tensor t = tensors.get(name);
        if (t == null) {
            throw new IllegalStateException("no operand " + name);
        }
        return t;
    }

    private Tensor tensor(Operand o, @Nullable Tensor kept) {
        return switch (o) {
            case Operand.Fixed f -> f.tensor();
            case Operand.In(String _, Floats values) -> {
                Tensor t = memory(values, kept);
                if (!inPlace(values)) {
                    values.copyTo(t.segment());
                }
                yield t;
            }
            case Operand.Out(String _, Floats values) -> memory(values, kept);
            case Operand.Indices(String _, int[] values) -> {
                Tensor t = room(kept, DType.I32, values.length);
                MemorySegment.copy(MemorySegment.ofArray(values), 0, t.segment(), 0, 4L * values.length);
                yield t;
            }
        };
    }

    private Tensor memory(Floats values, @Nullable Tensor kept) {
        return inPlace(values) ? values.tensor() : room(kept, DType.F32, values.shape().stream().mapToLong(Long::longValue).toArray());
    }

    private boolean inPlace(Floats values) {
        return values.inPlace(program.engine().target().map(t -> t.tensorAlignment()).orElse(1));
    }

    /** The tensor kept, where it is large enough, or one with room for some more. */
    private static Tensor room(@Nullable Tensor kept, Format format, long... shape) {
        if (kept != null && fits(kept, shape)) {
            return kept;
        }
        long[] larger = shape.clone();
        larger[0] = Math.max(1, Long.highestOneBit(2 * shape[0] - 1));
        return Tensor.allocate(format, larger);
    }

    private static boolean fits(Tensor t, long... shape) {
        boolean fits = t.shape().size() == shape.length && t.shape().getFirst() >= shape[0];
        for (int d = 1; fits && d < shape.length; d++) {
            fits = t.shape().get(d) == shape[d];
        }
        return fits;
    }
}
