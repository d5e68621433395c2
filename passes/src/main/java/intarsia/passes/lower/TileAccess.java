package intarsia.passes.lower;

import intarsia.ir.BufferType;
import intarsia.ir.TileOp;
import intarsia.ir.TileType;
import intarsia.ir.Value;
import java.util.List;

/** What loads and stores of tiles share. */
record TileAccess(Value memory, String field, List<Integer> dims, List<Value> offsets, List<Integer> guard, List<Value> limits, TileType tile) {
    static TileAccess of(TileOp.Load l) {
        return new TileAccess(l.buffer(), l.field(), l.dims(), l.offsets(), l.guard(), l.limits(), l.type());
    }

    static TileAccess of(TileOp.Store s) {
        return new TileAccess(s.buffer(), TileOp.VALUE, s.dims(), s.offsets(), s.guard(), s.limits(), (TileType) s.tile().type());
    }

    BufferType buffer() {
        return (BufferType) memory.type();
    }
}
