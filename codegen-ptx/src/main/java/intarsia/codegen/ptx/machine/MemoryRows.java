package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxKernel.Param;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** {@code ld}, {@code st}, {@code prefetch}. Cache and eviction hints change nothing here. */
final class MemoryRows {
    private static final String TYPES = "{b8,b16,b32,b64,u8,u16,u32,u64,s8,s16,s32,s64,f16,f32,f64}";
    private static final String HINTS = "[.L1::{evict_normal,evict_unchanged,evict_first,evict_last,no_allocate}][.L2::{evict_first,evict_last}][.L2::cache_hint]";
    private static final String PREFETCH = "[.L2::{64B,128B,256B}]";
    private static final String ORDER = "[{.weak,.volatile,.relaxed.cta,.relaxed.gpu,.relaxed.sys";

    static final List<Row> ROWS = List.of(
            new Row("ld.param." + TYPES, MemoryRows::param),
            new Row("ld" + ORDER + ",.acquire.cta,.acquire.gpu,.acquire.sys}][{.global,.shared}][{.ca,.cg,.cs,.lu,.cv}][.nc]" + HINTS + PREFETCH + "[{.v2,.v4}]." + TYPES, MemoryRows::load),
            new Row("st" + ORDER + ",.release.cta,.release.gpu,.release.sys}][{.global,.shared}][{.wb,.cg,.cs,.wt}]" + HINTS + "[{.v2,.v4}]." + TYPES, MemoryRows::store),
            new Row("prefetch[.global].{L1,L2}", f -> nothing(f, 0)),
            new Row("prefetchu.L1", f -> nothing(f, 0)));

    private MemoryRows() { }

    private static Action nothing(Form f, int address) {
        f.wantCount(1, 1);
        Place.of(f, address);
        return new Action.Plain((_, _) -> { });
    }

    private static Action param(Form f) {
        f.wantCount(2, 2);
        PtxType t = f.type();
        if (!(f.operand(1) instanceof Operand.Address(Operand.Symbol(String name), long offset))) throw f.fault("wants [the name of a parameter], found " + f.operand(1));
        List<Param> params = f.program().kernel.params();
        int index = params.stream().map(Param::name).toList().indexOf(name);
        if (index < 0) throw f.fault("'" + name + "' is no parameter; there are " + params.stream().map(Param::name).toList());
        int held = params.get(index).type().bytes();
        if (offset < 0 || offset + t.bytes() > held || offset % t.bytes() != 0) throw f.fault("bytes " + offset + " to " + (offset + t.bytes()) + " of parameter '" + name + "', which has " + held);
        int to = f.toAtLeast(f.operand(0), t);
        long width = f.program().widthMask(f.operand(0));
        return new Action.Plain((w, lanes) -> {
            long value = ConvertRows.extended(t, w.block.launch.params[index] >>> (8 * offset)) & width;
            for (int l = 0; l < Warp.LANES; l++) if (((lanes >>> l) & 1) != 0) w.file[to][l] = value;
        });
    }

    /** The registers of a vector access, or the one of a plain one. */
    private static List<Operand> parts(Form f, Operand operand) {
        int count = f.has("v4") ? 4 : f.has("v2") ? 2 : 1;
        if (count * f.type().bytes() > 16) throw f.fault("moves " + count * f.type().bytes() + " bytes a lane, wanted at most 16");
        if (count == 1) return List.of(operand);
        if (operand instanceof Operand.Vector(List<Operand> parts) && parts.size() == count) return parts;
        throw f.fault("wants a vector of " + count + ", found " + operand);
    }

    private static boolean ordered(Form f) {
        return f.has("volatile") || f.has("relaxed") || f.has("acquire") || f.has("release");
    }

    private static Action load(Form f) {
        int hint = f.has("L2::cache_hint") ? 1 : 0;
        f.wantCount(2 + hint, 2 + hint);
        if (hint != 0) f.from(2, PtxType.B64);
        PtxType t = f.type();
        Place place = Place.of(f, 1);
        List<Operand> parts = parts(f, f.operand(0));
        int[] to = parts.stream().mapToInt(o -> o instanceof Operand.Sink ? -1 : f.toAtLeast(o, t)).toArray();
        long[] width = parts.stream().mapToLong(o -> f.program().widthMask(o)).toArray();
        Access access = ordered(f) ? Access.ATOMIC_READ : Access.READ;
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                if (access == Access.READ) {
                    fetch(place, w, l, t, to, width, access);
                } else {
                    synchronized (AtomicRows.ONE_AT_A_TIME) {
                        fetch(place, w, l, t, to, width, access);
                    }
                }
            }
        });
    }

    private static void fetch(Place place, Warp w, int lane, PtxType t, int[] to, long[] width, Access access) {
        int bytes = t.bytes();
        Space space = place.reach(w, lane, bytes * to.length, access, w.scratch);
        for (int i = 0; i < to.length; i++) if (to[i] >= 0) w.file[to[i]][lane] = ConvertRows.extended(t, space.get(i * bytes, bytes)) & width[i];
    }

    private static Action store(Form f) {
        int hint = f.has("L2::cache_hint") ? 1 : 0;
        f.wantCount(2 + hint, 2 + hint);
        if (hint != 0) f.from(2, PtxType.B64);
        PtxType t = f.type();
        Place place = Place.of(f, 0);
        int[] from = parts(f, f.operand(1)).stream().mapToInt(o -> f.fromAtLeast(o, t)).toArray();
        int bytes = t.bytes(), total = bytes * from.length;
        Access access = ordered(f) ? Access.ATOMIC : Access.WRITE;
        boolean releases = f.has("release");
        return new Action.Plain((w, lanes) -> {
            if (releases) w.block.order.fence(w.index, lanes);
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                for (int i = 0; i < from.length; i++) Space.spread(w.file[from[i]][l], bytes, w.scratch, i * bytes);
                if (access == Access.WRITE) {
                    place.reach(w, l, total, access, w.scratch).put(w.scratch, total);
                } else {
                    synchronized (AtomicRows.ONE_AT_A_TIME) {
                        place.reach(w, l, total, access, w.scratch).put(w.scratch, total);
                    }
                }
            }
        });
    }
}
