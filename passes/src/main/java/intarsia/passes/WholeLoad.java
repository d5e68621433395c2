package intarsia.passes;

import intarsia.ir.CommonOp;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import java.util.Arrays;
import java.util.Optional;

/** Loads elements of whole bytes: by the form that fits the addresses of a slot. */
final class WholeLoad {
    private final Lanes l;
    private final Memory.Scope scope;
    private final Access a;
    private final Access.Reach reach;
    private final Optional<Value> mask;
    private final int width;
    private final boolean signed;
    private final boolean real;

    WholeLoad(Lanes l, Memory.Scope scope, Access a, Access.Reach reach, Optional<Value> mask) {
        this.l = l;
        this.scope = scope;
        this.a = a;
        this.reach = reach;
        this.mask = mask;
        this.width = a.where.elem().bits();
        this.signed = a.where.elem() instanceof IntType t && t.signed();
        this.real = a.where.elem().equals(DType.F32);
        Conversions.check32(a.where.elem());
    }

    /** The values at the byte of each lane. */
    Value of(long[] bytes) {
        if (reach.lanes().isPresent()) {
            return gather(bytes);
        }
        boolean same = Arrays.stream(bytes).allMatch(b -> b == bytes[0]);
        if (same && (mask.isEmpty() || Lanes.scalar(mask.get()))) {
            Type type = real ? ScalarType.F32 : ScalarType.I32;
            return Memory.guarded(scope, mask, () -> ld(Form.UNIFORM, bytes[0], Optional.empty(), Optional.empty(), type), () -> l.emit(new CommonOp.Const(type, 0)));
        }
        long step = bytes.length > 1 ? bytes[1] - bytes[0] : 0;
        if (step == width / 8 && Memory.linear(bytes, step)) {
            return ld(Form.UNIT, bytes[0], Optional.empty(), mask.map(l::word), lanes());
        }
        return permutedRun(bytes).orElseGet(() -> gather(bytes));
    }

    private LaneType lanes() {
        return real ? LaneType.F32 : LaneType.I32;
    }

    private Value ld(Form form, long disp, Optional<Value> lanes, Optional<Value> on, Type type) {
        return a.ld(form, reach.index(), disp, lanes, on, width, signed, type);
    }

    /** Lanes that read a contiguous run in another order, or several times: the run once, then a permutation. */
    private Optional<Value> permutedRun(long[] bytes) {
        long low = Arrays.stream(bytes).min().orElse(0);
        int size = width / 8;
        int n = (int) Arrays.stream(bytes).distinct().count();
        int[] from = new int[bytes.length];
        boolean[] on = new boolean[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            long at = (bytes[i] - low) / size;
            if ((bytes[i] - low) % size != 0 || at >= n) {
                return Optional.empty();
            }
            from[i] = (int) at;
        }
        Arrays.fill(on, 0, n, true);
        if (mask.isPresent() && !Lanes.scalar(mask.get())) {
            return Optional.empty();
        }
        Optional<Value> few = n == bytes.length ? mask.map(l::word) : Optional.of(mask.isPresent() ? l.both(mask.get(), l.mask(on)) : l.mask(on));
        return Optional.of(l.permute(ld(Form.UNIT, low, Optional.empty(), few, lanes()), from));
    }

    private Value gather(long[] bytes) {
        Value offset = l.word(l.lanes(Memory.offsets(bytes)));
        Value all = reach.lanes().isPresent() ? l.add(reach.lanes().get(), offset) : offset;
        return ld(Form.GATHER, bytes[0], Optional.of(all), mask.map(l::word), lanes());
    }
}
