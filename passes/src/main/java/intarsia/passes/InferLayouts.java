package intarsia.passes;

import intarsia.ir.Kernel;
import intarsia.ir.Op;
import intarsia.ir.Ops;
import intarsia.ir.Region;
import intarsia.ir.Stmt;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.layout.Layout;
import java.lang.reflect.RecordComponent;
import java.util.List;

/**
 * Gives every tile a layout: the low digits of its row-major index on the lanes, the rest on slots. Contiguous runs of
 * memory lie on the low lanes, so that loads and stores are whole vectors; a tile of fewer elements than lanes repeats.
 */
final class InferLayouts implements Pass {
    private final int lanes;

    InferLayouts(int lanes) {
        this.lanes = lanes;
    }

    @Override
    public String name() {
        return "infer-layouts";
    }

    @Override
    public Kernel run(Kernel k) {
        return new Copier(k) {
            @Override
            void stmt(Stmt s) {
                code.at(s.source());
                keep(s, typed(Ops.map(s.op(), this::now, this::region)));
            }

            @Override
            Region region(Region r) {
                List<Value> args = r.args().stream().map(a -> {
                    Value v = code.define(a.type() instanceof TileType t ? laid(t) : a.type());
                    bind(a, v);
                    return v;
                }).toList();
                return code.region(args, () -> inside(r));
            }
        }.copy(k);
    }

    /** The op with a layout in the type that it names. */
    private Op typed(Op op) {
        Ops.Shape shape = Ops.Shape.of(op.getClass());
        Object[] values = shape.read(op);
        List<RecordComponent> components = shape.components();
        for (int i = 0; i < values.length; i++) {
            if (components.get(i).getName().equals("type") && values[i] instanceof TileType t && t.layout().isEmpty()) {
                values[i] = laid(t);
                return (Op) shape.make(values);
            }
        }
        return op;
    }

    private TileType laid(TileType t) {
        return t.layout().isPresent() ? t : t.withLayout(Layout.rowMajor(lanes, t.dims()));
    }
}
