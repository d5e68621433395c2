package intarsia.passes;

import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.layout.LaneRuns;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Loads and stores several slots at once, whose elements every lane finds end to end: one to four words a lane. */
final class WideAccess {
    private final Lanes l;
    private final Access a;
    private final int width;
    private final boolean possible;
    private final long alignment;
    /** Of each lane of each slot; nothing where no access is wide. */
    private final long[][] bits;

    WideAccess(Lanes l, Access a) {
        this.l = l;
        this.a = a;
        this.width = a.where.elem().bits();
        boolean whole = width == 8 || width == 16 || width == 32;
        this.possible = l.target().mostWords() > 0 && whole && a.where.aligned(a.buffer);
        this.alignment = possible ? a.alignment() : 0;
        this.bits = possible ? IntStream.range(0, a.at.slots()).mapToObj(a::bits).toArray(long[][]::new) : new long[0][];
    }

    /** The run that begins at a slot; none where the target or the addresses do not allow it. */
    LaneRuns run(int slot) {
        if (!possible) {
            return LaneRuns.NONE;
        }
        LaneRuns run = LaneRuns.at(bits, slot, width, alignment, l.target().mostWords()).within(a.at, a.tile.dims(), a.guarded, slot);
        return run.words() > 0 && stepsAlike(slot, run.slots()) ? run : LaneRuns.NONE;
    }

    /** Whether no lane of the slots steps otherwise along strides that are known at launch only. */
    private boolean stepsAlike(int slot, int slots) {
        List<Integer> first = a.symbolicSteps(a.at.element()[slot][0]);
        return Arrays.stream(a.at.element(), slot, slot + slots).flatMapToInt(Arrays::stream).allMatch(e -> a.symbolicSteps(e).equals(first));
    }

    /** The values of the slots of a run. */
    List<Value> load(int slot, LaneRuns run) {
        Access.Reach reach = a.reach(slot);
        Optional<Value> mask = a.mask(slot).map(l::word);
        boolean real = a.where.elem().equals(DType.F32);
        LaneOp.Address at = a.address(Form.UNIT, reach.index(), Math.floorDiv(bits[slot][0], 8L), Optional.empty(), mask);
        List<Value> words = l.all(new LaneOp.Ld(at, 32, false, run.words(), real ? LaneType.F32 : LaneType.I32));
        return width == 32 ? words : words.stream().flatMap(w -> elements(w).stream()).toList();
    }

    private List<Value> elements(Value word) {
        List<Value> out = new ArrayList<>();
        boolean signed = a.where.elem() instanceof IntType t && t.signed();
        for (int at = 0; at < 32; at += width) {
            Value up = l.shl(word, 32 - width - at);
            Value down = l.shrU(word, at);
            boolean top = at + width == 32;
            out.add(signed ? l.shrS(up, 32 - width) : top ? down : l.and(down, l.i32((1L << width) - 1)));
        }
        return out;
    }

    /** Writes the slots of a run. */
    void store(int slot, LaneRuns run, List<Value> values, Memory.Scope scope) {
        Access.Reach reach = a.reach(slot);
        Optional<Value> mask = a.mask(slot).map(l::word);
        int each = 32 / width;
        List<Value> words = new ArrayList<>();
        for (int w = 0; w < run.words(); w++) {
            words.add(l.packed(values.subList(w * each, (w + 1) * each), width));
        }
        scope.effect(new LaneOp.St(a.address(Form.UNIT, reach.index(), Math.floorDiv(bits[slot][0], 8L), Optional.empty(), mask), 32, words));
    }
}
