package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.Op;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Source;
import intarsia.ir.Space;
import intarsia.ir.Stmt;
import intarsia.ir.Value;
import intarsia.passes.layout.ConversionStep.Through;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Shared memory of a kernel through which tiles change their layouts: one piece for each warp, as large as the largest of them. */
final class WordScratch {
    private final Lanes l;
    private final Code code;
    private final int warps;
    private Optional<Value> base = Optional.empty();
    /** Bytes to the piece of this warp, where there are several. */
    private Optional<Value> own = Optional.empty();
    private int words;

    WordScratch(Lanes l, Code code, int warps) {
        this.l = l;
        this.code = code;
        this.warps = warps;
    }

    /** The body of the blocks with the memory allocated where some is used. */
    Region allocated(Region body) {
        return base.map(b -> {
            List<Stmt> all = new ArrayList<>();
            all.add(new Stmt(List.of(b), new LaneOp.Alloc(warps * words * Integer.BYTES), Source.NONE));
            own.ifPresent(index -> {
                Value warp = stmt(all, new LaneOp.Warp());
                Value wide = stmt(all, new LaneOp.Cvt(CvtOp.S64_S32, warp));
                Value bytes = stmt(all, Consts.i64((long) words * Integer.BYTES));
                all.add(new Stmt(List.of(index), new CommonOp.Binary(BinaryOp.MUL, wide, bytes), Source.NONE));
            });
            all.addAll(body.body());
            return new Region(body.args(), all, body.yields());
        }).orElse(body);
    }

    private Value stmt(List<Stmt> all, Op op) {
        Value v = code.define(op.resultTypes().getFirst());
        all.add(new Stmt(List.of(v), op, Source.NONE));
        return v;
    }

    /** Writes the slots, and reads those of the result. Barriers keep what was read before and what is read now apart. */
    List<Value> through(List<Value> slots, Through t) {
        Value at = base.orElseGet(() -> code.define(ScalarType.PTR));
        base = Optional.of(at);
        own = warps == 1 || own.isPresent() ? own : Optional.of(code.define(ScalarType.I64));
        words = Math.max(words, t.words());
        code.all(new CommonOp.Barrier());
        for (int s = 0; s < slots.size(); s++) {
            store(at, l.word(slots.get(s)), t.out()[s]);
        }
        code.all(new CommonOp.Barrier());
        LaneType type = (LaneType) l.word(slots.getFirst()).type();
        return Arrays.stream(t.in()).map(row -> load(at, row, type)).toList();
    }

    private void store(Value at, Value word, int[] words) {
        if (Arrays.stream(words).allMatch(w -> w < 0)) {
            return;
        }
        boolean[] own = new boolean[words.length];
        for (int i = 0; i < own.length; i++) {
            own[i] = words[i] >= 0;
        }
        boolean all = Arrays.stream(words).allMatch(w -> w >= 0);
        Optional<Value> mask = all ? Optional.empty() : Optional.of(l.mask(own));
        boolean unit = Memory.linearWhere(Arrays.stream(words).asLongStream().toArray(), own, 1);
        Optional<Value> lanes = unit ? Optional.empty() : Optional.of(offsets(words));
        code.all(new LaneOp.St(address(unit ? Form.UNIT : Form.GATHER, at, unit ? words[0] : 0, lanes, mask), 32, List.of(word)));
    }

    private Value load(Value at, int[] words, LaneType type) {
        boolean same = Arrays.stream(words).allMatch(w -> w == words[0]);
        if (same) {
            return code.all(new LaneOp.Ld(address(Form.UNIFORM, at, words[0], Optional.empty(), Optional.empty()), 32, false, 1, type.scalar())).getFirst();
        }
        boolean unit = IntStream.range(0, words.length).allMatch(i -> words[i] == words[0] + i);
        Optional<Value> lanes = unit ? Optional.empty() : Optional.of(offsets(words));
        return code.all(new LaneOp.Ld(address(unit ? Form.UNIT : Form.GATHER, at, unit ? words[0] : 0, lanes, Optional.empty()), 32, false, 1, type)).getFirst();
    }

    private Value offsets(int[] words) {
        return l.word(l.lanes(Arrays.stream(words).map(w -> Math.max(w, 0) * Integer.BYTES).toArray()));
    }

    private Address address(Form form, Value at, int word, Optional<Value> lanes, Optional<Value> mask) {
        return new Address(form, Space.SHARED, at, own.orElseGet(() -> l.emit(Consts.i64(0))), (long) word * Integer.BYTES, 0, lanes, mask);
    }
}
