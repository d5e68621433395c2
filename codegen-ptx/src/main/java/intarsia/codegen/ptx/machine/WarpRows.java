package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;
import java.util.function.LongBinaryOperator;

/** Instructions in which the lanes of a warp meet. */
final class WarpRows {
    static final List<Row> ROWS = List.of(
            new Row("shfl.sync.{up,down,bfly,idx}.b32", WarpRows::shuffle),
            new Row("vote.sync.{all,any,uni}.pred", WarpRows::vote),
            new Row("vote.sync.ballot.b32", WarpRows::vote),
            new Row("redux.sync.{add,min,max}.{u32,s32}", WarpRows::reduce),
            new Row("redux.sync.{and,or,xor}.b32", WarpRows::reduce),
            new Row("activemask.b32", WarpRows::active),
            new Row("bar.warp.sync", WarpRows::meet));

    private WarpRows() { }

    /** {@code d|p, a, b, c, members}: c holds the clamp in its low bits and the segment mask from bit 8; p says whether the source lane is within. */
    private static Action shuffle(Form f) {
        f.wantCount(5, 5);
        Operand first = f.operand(0) instanceof Operand.Dual d ? d.first() : f.operand(0);
        int a = f.from(1, PtxType.B32), b = f.from(2, PtxType.B32), c = f.from(3, PtxType.B32), members = f.from(4, PtxType.B32);
        int to = f.to(first, PtxType.B32), p = f.operand(0) instanceof Operand.Dual d && !(d.second() instanceof Operand.Sink) ? f.to(d.second(), PtxType.PRED) : -1;
        String mode = f.oneOf("up", "down", "bfly", "idx");
        return new Action.Sync(members, (w, lanes) -> {
            long[] values = w.file[a].clone();
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                int source = source(mode, l, (int) w.file[b][l] & 31, (int) w.file[c][l]);
                boolean within = source >= 0;
                if (within && ((lanes >>> source) & 1) == 0) throw w.fault(l, Check.CONVERGENCE, "takes the value of lane " + source + ", which does not execute it (lanes " + Warp.hex(lanes) + " do)");
                w.file[to][l] = values[within ? source : l];
                if (p >= 0) w.file[p][l] = within ? 1 : 0;
            }
        });
    }

    /** The source lane, or -1 where it is out of range. */
    private static int source(String mode, int lane, int b, int c) {
        int clamp = c & 31, segment = (c >>> 8) & 31;
        int high = (lane & segment) | (clamp & ~segment), low = lane & segment;
        return switch (mode) {
            case "up" -> lane - b >= high ? lane - b : -1;
            case "down" -> lane + b <= high ? lane + b : -1;
            case "bfly" -> (lane ^ b) <= high ? lane ^ b : -1;
            default -> (low | (b & ~segment)) <= high ? low | (b & ~segment) : -1;
        };
    }

    private static Action vote(Form f) {
        f.wantCount(3, 3);
        boolean not = f.operand(1) instanceof Operand.Not;
        int a = f.operand(1) instanceof Operand.Not(Operand.Register r) ? f.from(r, PtxType.PRED) : f.from(1, PtxType.PRED);
        int members = f.from(2, PtxType.B32), to = f.to(0, f.type());
        String mode = f.oneOf("all", "any", "uni", "ballot");
        return new Action.Sync(members, (w, lanes) -> {
            int yes = 0;
            for (int l = 0; l < Warp.LANES; l++) if ((w.file[a][l] != 0) != not) yes |= 1 << l;
            yes &= lanes;
            long r = switch (mode) {
                case "all" -> yes == lanes ? 1 : 0;
                case "any" -> yes != 0 ? 1 : 0;
                case "uni" -> yes == lanes || yes == 0 ? 1 : 0;
                default -> yes & PtxType.B32.mask();
            };
            give(w, lanes, to, r);
        });
    }

    private static Action reduce(Form f) {
        f.wantCount(3, 3);
        PtxType t = f.type();
        int a = f.from(1, t), members = f.from(2, PtxType.B32), to = f.to(0, t);
        LongBinaryOperator op = switch (f.oneOf("add", "min", "max", "and", "or", "xor")) {
            case "add" -> Long::sum;
            case "min" -> Math::min;
            case "max" -> Math::max;
            case "and" -> (x, y) -> x & y;
            case "or" -> (x, y) -> x | y;
            default -> (x, y) -> x ^ y;
        };
        return new Action.Sync(members, (w, lanes) -> {
            long r = ConvertRows.extended(t, w.file[a][Integer.numberOfTrailingZeros(lanes)]);
            for (int rest = lanes & (lanes - 1); rest != 0; rest &= rest - 1) r = op.applyAsLong(r, ConvertRows.extended(t, w.file[a][Integer.numberOfTrailingZeros(rest)]));
            give(w, lanes, to, r & t.mask());
        });
    }

    /** The lanes here: what a program may learn depends on the schedule. */
    private static Action active(Form f) {
        f.wantCount(1, 1);
        int to = f.to(0, PtxType.B32);
        return new Action.Plain((w, lanes) -> give(w, lanes, to, lanes & PtxType.B32.mask()));
    }

    private static Action meet(Form f) {
        f.wantCount(1, 1);
        return new Action.Sync(f.from(0, PtxType.B32), (w, lanes) -> {
            if (w.clock.now() == Clock.LATEST) throw w.fault(0, Check.BUDGET, "more than " + Clock.LATEST + " bar.warp.sync between two barriers");
            w.clock.sync(lanes);
        });
    }

    private static void give(Warp w, int lanes, int to, long value) {
        for (int l = 0; l < Warp.LANES; l++) if (((lanes >>> l) & 1) != 0) w.file[to][l] = value;
    }
}
