package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.text.Operand;
import intarsia.codegen.ptx.text.PtxType;

import java.util.List;

/** {@code mov}, also to and from vectors of parts, and {@code cvta}. */
final class MoveRows {
    static final List<Row> ROWS = List.of(
            new Row("mov.{pred,b16,b32,b64,u16,u32,u64,s16,s32,s64,f16,f32,f64}", MoveRows::move),
            Lanewise.row("cvta[.to].global.u64", "T T", (a, _, _) -> a),
            Lanewise.row("cvta.shared.u64", "T T", (a, _, _) -> a + SharedLayout.WINDOW),
            Lanewise.row("cvta.to.shared.u64", "T T", (a, _, _) -> a - SharedLayout.WINDOW));

    private MoveRows() { }

    private static Action move(Form f) {
        f.wantCount(2, 2);
        PtxType t = f.type();
        if (f.operand(0) instanceof Operand.Vector v) return unpack(f, t, v.parts());
        if (f.operand(1) instanceof Operand.Vector v) return pack(f, t, v.parts());
        int a = f.from(1, t), to = f.to(0, t);
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) if (((lanes >>> l) & 1) != 0) w.file[to][l] = w.file[a][l];
        });
    }

    private static PtxType part(Form f, PtxType t, int parts) {
        if (t.bits() % parts != 0 || t.bits() / parts < 8) throw f.fault(parts + " parts of ." + t);
        return PtxType.named("b" + t.bits() / parts).orElseThrow(() -> f.fault(parts + " parts of ." + t));
    }

    /** The first part is in the low bits. */
    private static Action pack(Form f, PtxType t, List<Operand> parts) {
        PtxType part = part(f, t, parts.size());
        int[] from = parts.stream().mapToInt(o -> f.from(o, part)).toArray();
        int to = f.to(0, t);
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                long r = 0;
                for (int i = 0; i < from.length; i++) r |= w.file[from[i]][l] << (i * part.bits());
                w.file[to][l] = r;
            }
        });
    }

    private static Action unpack(Form f, PtxType t, List<Operand> parts) {
        PtxType part = part(f, t, parts.size());
        int a = f.from(1, t);
        int[] to = parts.stream().mapToInt(o -> o instanceof Operand.Sink ? -1 : f.to(o, part)).toArray();
        return new Action.Plain((w, lanes) -> {
            for (int l = 0; l < Warp.LANES; l++) {
                if (((lanes >>> l) & 1) == 0) continue;
                long word = w.file[a][l];
                for (int i = 0; i < to.length; i++) if (to[i] >= 0) w.file[to[i]][l] = word >>> (i * part.bits()) & part.mask();
            }
        });
    }
}
