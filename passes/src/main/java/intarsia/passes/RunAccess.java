package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Consts;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneOp.Address;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import intarsia.ir.layout.memory.AccessForms.Shape;
import intarsia.ir.type.DType;
import intarsia.ir.type.IntType;
import intarsia.passes.SlicePlan.Part;
import intarsia.passes.SlicePlan.Run;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes the accesses of a run as its plan says, and takes its elements out of, or puts them into, their words. */
final class RunAccess {
    private static final int BYTE = 8;
    private static final int WORD = 32;

    private final Lanes l;
    private final Memory.Scope scope;
    private final Access a;
    private final Run run;
    private final Access.Reach reach;
    private final Optional<Value> mask;
    private final long[] bits;
    private final int width;
    private final boolean signed;

    RunAccess(Lanes l, Memory.Scope scope, Access a, Run run) {
        this.l = l;
        this.scope = scope;
        this.a = a;
        this.run = run;
        this.reach = a.reach(run.first());
        this.mask = a.mask(run.first());
        this.bits = a.bits(run.first());
        this.width = a.where.elem().bits();
        this.signed = a.where.elem() instanceof IntType t && t.signed();
    }

    /** The elements of the slots of the run, in its order. */
    List<Value> load() {
        Part first = run.parts().getFirst();
        boolean alone = run.slots().size() == 1 && first.bits() == width && (width == WORD || first.shape().form() != Form.SPLAT);
        if (alone) {
            return load(first, signed && width < WORD);
        }
        List<Value> words = words();
        int[] above = Arrays.stream(bits).mapToInt(b -> (int) Math.floorMod(b, (long) BYTE)).toArray();
        return width == WORD ? words : IntStream.range(0, run.slots().size()).mapToObj(i -> element(words, i * width, above)).toList();
    }

    /** The string as words: pieces of one are put together. */
    private List<Value> words() {
        List<Value> words = new ArrayList<>();
        for (Part p : run.parts()) {
            List<Value> loaded = load(p, false);
            if (p.from() % WORD == 0) {
                words.addAll(loaded);
            } else {
                words.set(p.from() / WORD, l.or(words.getLast(), l.shl(loaded.getFirst(), p.from() % WORD)));
            }
        }
        return words;
    }

    private List<Value> load(Part p, boolean extended) {
        Type word = a.where.elem().equals(DType.F32) ? LaneType.F32 : LaneType.I32;
        if (p.shape().form() == Form.UNIFORM) {
            Type scalar = word == LaneType.F32 ? ScalarType.F32 : ScalarType.I32;
            return List.of(Memory.guarded(scope, mask, () -> l.emit(ld(p, Optional.empty(), extended, scalar)), () -> l.emit(new CommonOp.Const(scalar, 0))));
        }
        List<Value> loaded = l.all(ld(p, on(p.shape(), mask), extended, word));
        if (p.shape().form() == Form.SPLAT && p.bits() < WORD) { // the element fills the word
            return List.of(l.and(loaded.getFirst(), l.i32(Consts.mask(p.bits()))));
        }
        int[] from = p.shape().permute().stream().mapToInt(Integer::intValue).toArray();
        return from.length == 0 ? loaded : List.of(l.permute(loaded.getFirst(), from));
    }

    private LaneOp.Ld ld(Part p, Optional<Value> on, boolean extended, Type type) {
        return new LaneOp.Ld(address(p, on), p.bits(), extended, p.count(), type);
    }

    /** The lanes that take part. */
    private Optional<Value> on(Shape s, Optional<Value> inside) {
        boolean[] own = new boolean[l.count()];
        for (int i = 0; i < own.length; i++) {
            own[i] = (s.on() >> i & 1) != 0;
        }
        boolean all = IntStream.range(0, own.length).allMatch(i -> own[i]);
        return all ? inside.map(l::word) : Optional.of(inside.isPresent() ? l.both(inside.get(), l.mask(own)) : l.mask(own));
    }

    private Address address(Part p, Optional<Value> on) {
        Shape s = p.shape();
        long start = start(p);
        Optional<Value> lanes = s.form() == Form.GATHER ? Optional.of(reach.further(l, s.lanes().stream().mapToLong(b -> b / BYTE).toArray())) : Optional.empty();
        return a.address(s.form(), reach.index(), start, s.stride() / BYTE, lanes, on);
    }

    /** The byte at which lanes begin to count: the plan knows addresses but for a number. */
    private long start(Part p) {
        Shape s = p.shape();
        int lane = Long.numberOfTrailingZeros(s.on());
        long planned = switch (s.form()) {
            case UNIFORM, SPLAT -> 0;
            case UNIT -> s.permute().isEmpty() ? (long) lane * p.bits() * p.count() : (long) s.permute().get(lane) * p.bits();
            case STRIDED -> lane * s.stride();
            case GATHER -> s.lanes().get(lane);
        };
        return Math.floorDiv(bits[lane] + p.from() - planned, (long) BYTE);
    }

    /** The bits of an element at a bit of the words, which are one string; each lane's may lie so much further. */
    private Value element(List<Value> words, int at, int[] above) {
        int in = at % WORD;
        Value word = words.get(at / WORD);
        if (in + width > WORD) {
            Value high = l.shl(words.get(at / WORD + 1), WORD - in);
            return extended(l.or(l.shrU(word, in), high));
        }
        if (Arrays.stream(above).anyMatch(x -> x != above[0])) {
            return extended(l.binary(BinaryOp.SHR_U, word, l.lanes(Arrays.stream(above).map(x -> x + in).toArray())));
        }
        return l.field(word, in + above[0], width, signed);
    }

    private Value extended(Value v) {
        return signed ? l.shrS(l.shl(v, WORD - width), WORD - width) : l.and(v, l.i32(Consts.mask(width)));
    }

    /** Writes the values of the slots, in the order of the run. */
    void store(List<Value> values) {
        Part p = run.parts().getFirst();
        if (p.shape().form() == Form.UNIFORM) {
            uniform(p, l.extract(values.getFirst(), 0));
            return;
        }
        int each = Math.max(1, WORD / width);
        for (Part part : run.parts()) {
            List<Value> words = new ArrayList<>();
            int first = part.from() / width;
            for (int w = 0; w < part.count(); w++) {
                int count = part.bits() == width ? 1 : Math.min(each, part.bits() / width);
                words.add(l.word(l.packed(values.subList(first + w * count, first + (w + 1) * count), width)));
            }
            scope.effect(new LaneOp.St(address(part, on(part.shape(), mask)), part.bits(), words));
        }
    }

    private void uniform(Part p, Value v) {
        Runnable st = () -> scope.effect(new LaneOp.St(address(p, Optional.empty()), p.bits(), List.of(v)));
        if (mask.isPresent()) {
            scope.when(l.extract(mask.get(), 0), st);
        } else {
            st.run();
        }
    }
}
