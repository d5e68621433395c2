package intarsia.passes;

import intarsia.ir.BufferType;
import intarsia.ir.Expr;
import intarsia.ir.Op;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import intarsia.ir.type.BlockFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What loads, stores and copies have in common, for passes that treat them alike. */
record TileAccess(Value memory, String field, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits, TileType tile) {
    /** Where a copy goes. */
    static TileAccess target(TileOp.CopyBegin c) {
        return new TileAccess(c.to(), TileOp.VALUE, c.toDims(), c.toOffsets(), List.of(), List.of(), c.tile());
    }

    /** The access that an op is, of a copy where it comes from; or null. */
    static @Nullable TileAccess of(Op op) {
        return switch (op) {
            case TileOp.Load l -> new TileAccess(l.buffer(), l.field(), l.dims(), l.offsets(), l.guard(), l.limits(), l.type());
            case TileOp.Store s -> new TileAccess(s.buffer(), s.field(), s.dims(), s.offsets(), s.guard(), s.limits(), (TileType) s.tile().type());
            case TileOp.CopyBegin c -> new TileAccess(c.from(), TileOp.VALUE, c.dims(), c.offsets(), c.guard(), c.limits(), c.tile());
            default -> null;
        };
    }

    /** The op with other offsets and guards. */
    static Op with(Op op, List<Value> offsets, List<Integer> guard, List<Value> limits) {
        return switch (op) {
            case TileOp.Load l -> new TileOp.Load(l.buffer(), l.field(), l.dims(), offsets, guard, limits, l.type());
            case TileOp.Store s -> new TileOp.Store(s.buffer(), s.field(), s.dims(), offsets, guard, limits, s.tile());
            case TileOp.CopyBegin c -> new TileOp.CopyBegin(c.to(), c.toDims(), c.toOffsets(), c.from(), c.dims(), offsets, guard, limits, c.shape());
            default -> throw new IllegalArgumentException("no access: " + op);
        };
    }

    BufferType buffer() {
        return (BufferType) memory.type();
    }

    /** Elements of the field along a dimension of the buffer. */
    Expr extent(int dim) {
        Expr all = buffer().shape().get(dim);
        int step = buffer().format() instanceof BlockFormat f ? f.step(f.field(field), dim, buffer().rank()) : 1;
        return step == 1 ? all : all.div(step);
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
