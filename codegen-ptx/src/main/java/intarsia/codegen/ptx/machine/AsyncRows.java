package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** {@code cp.async}: the destination is poisoned at the issue, and the data land at the wait. */
final class AsyncRows {
    private static final String HINTS = "[.L2::cache_hint][.L2::{64B,128B,256B}]";

    static final List<Row> ROWS = List.of(
            new Row("cp.async.{ca,cg}.shared.global" + HINTS, AsyncRows::copy),
            new Row("cp.async.commit_group", f -> perLane(f, 0, (w, l) -> w.copies.commit(l))),
            new Row("cp.async.wait_group", AsyncRows::await),
            new Row("cp.async.wait_all", f -> perLane(f, 0, (w, l) -> {
                w.copies.commit(l);
                w.copies.await(w, l, 0);
            })));

    private interface OneLane {
        void run(Warp w, int lane);
    }

    private AsyncRows() { }

    private static Action perLane(Form f, int operands, OneLane work) {
        f.wantCount(operands, operands);
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) if (((lanes >>> l) & 1) != 0) work.run(w, l);
        });
    }

    private static Action await(Form f) {
        long pending = Immediate.of(f, 0, 0, Integer.MAX_VALUE);
        return perLane(f, 1, (w, l) -> w.copies.await(w, l, pending));
    }

    /** {@code [to], [from], bytes{, sourceBytes}}: what the source does not give is zero. */
    private static Action copy(Form f) {
        int hint = f.has("L2::cache_hint") ? 1 : 0;
        f.wantCount(3 + hint, 4 + hint);
        if (hint != 0) f.from(f.count() - 1, PtxType.B64);
        int bytes = (int) Immediate.of(f, 2, 4, 16);
        if (f.has("cg") ? bytes != 16 : Integer.bitCount(bytes) != 1) throw f.fault("copies " + bytes + " bytes; .cg copies 16, .ca copies 4, 8 or 16");
        Place to = Place.of(f, 0, Place.Kind.SHARED), from = Place.of(f, 1, Place.Kind.GLOBAL);
        int source = f.count() == 4 + hint ? f.from(3, PtxType.U32) : f.constant(bytes);
        if (f.count() == 4 + hint && f.operand(3) instanceof Operand.Constant(long n) && (n < 0 || n > bytes)) throw f.fault("takes " + n + " bytes of " + bytes);
        return perLane(f, f.count(), (w, l) -> {
            int given = (int) Math.min(bytes, w.file[source][l]);
            byte[] data = new byte[bytes];
            w.block.global.wantAligned(w, l, from.address(w, l), bytes);
            for (int i = 0; i < given; i++) {
                w.block.global.reach(w, l, from.address(w, l) + i, 1, Access.READ, data);
                data[i] = (byte) w.block.global.get(0, 1);
            }
            w.block.shared.issue(w, l, to.address(w, l), bytes);
            w.copies.issue(l, to.address(w, l), data);
        });
    }
}
