package intarsia.codegen.ptx.machine;

import static intarsia.codegen.ptx.machine.Floats.single;

import intarsia.codegen.ptx.machine.Lanewise.Lane;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** {@code atom} and {@code red} on global and shared memory. All lanes of an instruction go one after another, lowest first. */
final class AtomicRows {
    private static final String HEAD = "[{.relaxed,.acquire,.release,.acq_rel}][{.cta,.gpu,.sys}][{.global,.shared}]";

    static final List<Row> ROWS = List.of(
            new Row("atom" + HEAD + ".{and,or,xor,exch}.{b32,b64}", f -> atomic(f, true)),
            new Row("atom" + HEAD + ".cas.{b32,b64}", f -> atomic(f, true)),
            new Row("atom" + HEAD + ".add.{u32,s32,u64,f32,f64}", f -> atomic(f, true)),
            new Row("atom" + HEAD + ".add.noftz.{f16,f16x2}", f -> atomic(f, true)),
            new Row("atom" + HEAD + ".{min,max}.{u32,s32,u64,s64}", f -> atomic(f, true)),
            new Row("atom" + HEAD + ".{inc,dec}.u32", f -> atomic(f, true)),
            new Row("red" + HEAD + ".{and,or,xor}.{b32,b64}", f -> atomic(f, false)),
            new Row("red" + HEAD + ".add.{u32,s32,u64,f32,f64}", f -> atomic(f, false)),
            new Row("red" + HEAD + ".add.noftz.{f16,f16x2}", f -> atomic(f, false)),
            new Row("red" + HEAD + ".{min,max}.{u32,s32,u64,s64}", f -> atomic(f, false)),
            new Row("red" + HEAD + ".{inc,dec}.u32", f -> atomic(f, false)));

    /** Atomic accesses of blocks on other threads wait here. */
    static final Object ONE_AT_A_TIME = new Object();

    private AtomicRows() { }

    private static Action atomic(Form f, boolean returns) {
        int first = returns ? 1 : 0, count = first + (f.has("cas") ? 3 : 2);
        f.wantCount(count, count);
        PtxType t = f.type();
        Place place = Place.of(f, first);
        int b = f.from(first + 1, t), c = f.has("cas") ? f.from(first + 2, t) : f.constant(0);
        int to = returns ? f.to(0, t) : -1;
        int bytes = t.bytes();
        Lane work = work(f, t);
        boolean releases = f.has("release") || f.has("acq_rel");
        return new Action.Plain((w, lanes) -> {
            if (releases) w.block.order.fence(w.index, lanes);
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                synchronized (ONE_AT_A_TIME) {
                    Space space = place.reach(w, l, bytes, Access.ATOMIC, w.scratch);
                    long old = space.get(0, bytes);
                    long r = work.of(ConvertRows.extended(t, old), ConvertRows.extended(t, w.file[b][l]), w.file[c][l]);
                    Space.spread(r, bytes, w.scratch, 0);
                    space.put(w.scratch, bytes);
                    if (to >= 0) w.file[to][l] = old;
                }
            }
        });
    }

    /** The new value from the old (a), the operand (b), and for cas the one to store (c). */
    private static Lane work(Form f, PtxType t) {
        return switch (f.oneOf("add", "min", "max", "and", "or", "xor", "exch", "cas", "inc", "dec")) {
            case "add" -> sum(t);
            case "min" -> (a, b, _) -> t == PtxType.U64 ? (Long.compareUnsigned(a, b) < 0 ? a : b) : Math.min(a, b);
            case "max" -> (a, b, _) -> t == PtxType.U64 ? (Long.compareUnsigned(a, b) > 0 ? a : b) : Math.max(a, b);
            case "and" -> (a, b, _) -> a & b;
            case "or" -> (a, b, _) -> a | b;
            case "xor" -> (a, b, _) -> a ^ b;
            case "exch" -> (_, b, _) -> b;
            case "cas" -> (a, b, c) -> a == b ? c : a;
            case "inc" -> (a, b, _) -> a >= b ? 0 : a + 1;
            default -> (a, b, _) -> a == 0 || a > b ? b : a - 1;
        };
    }

    private static Lane sum(PtxType t) {
        return switch (t) {
            // The f32 add of memory flushes subnormals in global memory on the hardware; the sum here keeps them.
            case F32 -> single((a, b, _) -> a + b);
            case F64 -> Floats.wide((a, b, _) -> a + b);
            case F16 -> AtomicRows::half;
            case F16X2 -> (a, b, c) -> half(a & 0xFFFF, b & 0xFFFF, c) | half(a >>> 16, b >>> 16, c) << 16;
            default -> (a, b, _) -> a + b;
        };
    }

    private static long half(long a, long b, long unused) {
        return FloatFormat.F16.encode(FloatFormat.F16.decode(a) + FloatFormat.F16.decode(b), false);
    }
}
