package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Op;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import intarsia.ir.type.Field;
import java.util.List;

/** What loads and stores have in common, for passes that treat them alike. */
record Accesses(Value buffer, String field, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits, TileType tile) {
    /** The access that an op is, or null. */
    static @org.jspecify.annotations.Nullable Accesses of(Op op) {
        return switch (op) {
            case TileOp.Load l -> new Accesses(l.buffer(), l.field(), l.dims(), l.offsets(), l.guard(), l.limits(), l.type());
            case TileOp.Store s -> new Accesses(s.buffer(), TileOp.VALUE, s.dims(), s.offsets(), s.guard(), s.limits(), (TileType) s.tile().type());
            default -> null;
        };
    }

    /** The op with other offsets and guards. */
    static Op with(Op op, List<Value> offsets, List<Integer> guard, List<Value> limits) {
        return switch (op) {
            case TileOp.Load l -> new TileOp.Load(l.buffer(), l.field(), l.dims(), offsets, guard, limits, l.type());
            case TileOp.Store s -> new TileOp.Store(s.buffer(), s.dims(), offsets, guard, limits, s.tile());
            default -> throw new IllegalArgumentException("no access: " + op);
        };
    }

    BufferType type() {
        return (BufferType) buffer.type();
    }

    /** Elements of the field along a dimension of the buffer. */
    Expr extent(int dim) {
        Expr all = type().shape().get(dim);
        return dim == type().rank() - 1 && type().format() instanceof BlockFormat f ? all.div(granularity(f)) : all;
    }

    /** Elements that share one value of the field. */
    int granularity(BlockFormat f) {
        return f.find(field).map(Field::granularity).orElseThrow(() -> new IllegalArgumentException("no field '" + field + "' in " + f));
    }

    /** The offset of the tile's dimension j. */
    Value offset(int j) {
        return offsets.get(dims.get(j));
    }

    /** The tile's extent along a dimension of the buffer; 1 where it has none. */
    int tileExtent(int dim) {
        int j = dims.indexOf(dim);
        return j < 0 ? 1 : tile.shape().get(j);
    }
}
