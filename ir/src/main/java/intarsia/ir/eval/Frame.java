package intarsia.ir.eval;

import intarsia.ir.Kernel;
import intarsia.ir.Value;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the SSA values of a kernel stand for at one moment, in one warp. */
final class Frame implements Bindings {
    private final @Nullable Datum[] data;
    /** The warp whose frame it is; 0 above the lane level. */
    final int warp;

    Frame(Kernel kernel, int warp) {
        this.data = new @Nullable Datum[kernel.nextId()];
        this.warp = warp;
    }

    Datum get(Value v) {
        Datum d = v.id() < data.length ? data[v.id()] : null;
        if (d == null) {
            throw new IllegalStateException(v + " is used where it has no value");
        }
        return d;
    }

    @Override
    public Optional<Contents> contents(Value v) {
        Datum d = v.id() < data.length ? data[v.id()] : null;
        return Optional.ofNullable(d).map(known -> switch (known) {
            case Elements e -> ElementContents.of(v.type(), e);
            case TensorData t -> ElementContents.of(t);
            case GlobalView g -> new MemoryContents(g);
        });
    }

    @Override
    public int warp() {
        return warp;
    }

    Elements elements(Value v) {
        if (get(v) instanceof Elements e) {
            return e;
        }
        throw new IllegalArgumentException(v + " is a " + v.type() + "; wanted a scalar, a tile or a word");
    }

    long scalar(Value v) {
        return elements(v).scalar();
    }

    void set(Value v, Datum d) {
        data[v.id()] = d;
    }

    void set(List<Value> values, List<? extends Datum> now) {
        if (values.size() != now.size()) {
            throw new IllegalArgumentException(now.size() + " values for " + values.size() + " names");
        }
        for (int i = 0; i < now.size(); i++) {
            set(values.get(i), now.get(i));
        }
    }

    List<Datum> all(List<Value> values) {
        return values.stream().map(this::get).toList();
    }
}
