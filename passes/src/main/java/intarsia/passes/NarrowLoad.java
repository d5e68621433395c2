package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.Consts;
import intarsia.ir.LaneOp.Form;
import intarsia.ir.LaneType;
import intarsia.ir.ScalarType;
import intarsia.ir.Value;
import intarsia.ir.type.IntType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Loads elements of a part of a byte, or of more than one byte and not whole: codes at a bit offset. */
final class NarrowLoad {
    /** Bytes of a slot that are read as scalars, which all lanes share. */
    static final int MOST_SHARED = 16;

    private final Lanes l;
    private final Memory.Scope scope;
    private final Access a;
    private final Access.Reach reach;
    private final Optional<Value> mask;
    private final int width;

    NarrowLoad(Lanes l, Memory.Scope scope, Access a, Access.Reach reach, Optional<Value> mask) {
        this.l = l;
        this.scope = scope;
        this.a = a;
        this.reach = reach;
        this.mask = mask;
        this.width = a.where.elem().bits();
    }

    /** The codes at the bit of each lane, out of a few scalars. */
    Value picked(long[] bits) {
        long low = Arrays.stream(Memory.bytes(bits)).min().orElse(0);
        long high = Arrays.stream(bits).map(b -> (b + width - 1) >> 3).max().orElse(0);
        return Memory.guarded(scope, mask, () -> fromWords(bits, low, high), () -> zeroLike(bits));
    }

    private Value zeroLike(long[] bits) {
        boolean same = Arrays.stream(bits).allMatch(b -> b == bits[0]);
        return same ? l.i32(0) : l.word(l.i32(0));
    }

    /** The bytes that a slot touches as a few scalars; each lane shifts its field out of the one it needs. */
    private Value fromWords(long[] bits, long low, long high) {
        List<Value> words = new ArrayList<>();
        for (long at = low; at <= high; at += 4) {
            words.add(upTo(at, (int) Math.min(4, high - at + 1)));
        }
        int[] word = Arrays.stream(bits).mapToInt(b -> (int) ((b - low * 8) / 32)).toArray();
        int[] shift = Arrays.stream(bits).mapToInt(b -> (int) ((b - low * 8) % 32)).toArray();
        boolean same = Arrays.stream(bits).allMatch(b -> b == bits[0]);
        Value first = pick(words, word, same);
        Value v = l.binary(BinaryOp.SHR_U, first, count(l.lanes(shift), first));
        if (Arrays.stream(shift).anyMatch(s -> s + width > 32)) {
            int[] next = Arrays.stream(word).map(w -> Math.min(w + 1, words.size() - 1)).toArray();
            int[] up = Arrays.stream(shift).map(s -> s + width > 32 ? 32 - s : 31).toArray();
            boolean[] crosses = new boolean[shift.length];
            for (int i = 0; i < shift.length; i++) {
                crosses[i] = shift[i] + width > 32;
            }
            Value second = pick(words, next, same);
            Value moved = l.binary(BinaryOp.SHL, second, count(l.lanes(up), second));
            v = l.or(v, same ? moved : l.select(l.mask(crosses), moved, l.i32(0)));
        }
        return field(v, new int[] {0});
    }

    /** A shift count for a value: a scalar for a scalar, and for a word either. */
    private Value count(Value count, Value of) {
        return Lanes.scalar(of) && !Lanes.scalar(count) ? l.extract(count, 0) : count;
    }

    private Value pick(List<Value> words, int[] which, boolean same) {
        if (same) {
            return words.get(which[0]);
        }
        Value v = l.word(words.getFirst());
        for (int w = 1; w < words.size(); w++) {
            boolean[] on = new boolean[which.length];
            for (int i = 0; i < on.length; i++) {
                on[i] = which[i] == w;
            }
            v = l.select(l.mask(on), words.get(w), v);
        }
        return v;
    }

    /** 1 to 4 bytes as the low bits of a scalar. */
    private Value upTo(long at, int bytes) {
        if (bytes > 1 && !a.unaligned()) {
            return l.or(upTo(at, 1), l.shl(upTo(at + 1, bytes - 1), 8));
        }
        return switch (bytes) {
            case 1, 2, 4 -> a.ld(Form.UNIFORM, reach.index(), at, Optional.empty(), Optional.empty(), 8 * bytes, false, ScalarType.I32);
            default -> l.or(upTo(at, 2), l.shl(upTo(at + 2, 1), 16));
        };
    }

    /** Byte by byte, lane by lane. */
    Value fields(long[] bits) {
        int count = Arrays.stream(bits).mapToInt(b -> (int) (Math.floorMod(b, 8L) + width + 7) / 8).max().orElse(1);
        long[] bytes = Memory.bytes(bits);
        Value all = reach.further(l, Arrays.stream(bytes).map(b -> b - bytes[0]).toArray());
        Value v = null;
        for (int i = 0; i < count; i++) {
            int n = i;
            boolean[] on = new boolean[bits.length];
            for (int k = 0; k < on.length; k++) {
                on[k] = Math.floorMod(bits[k], 8L) + width > 8L * n;
            }
            Optional<Value> own = n == 0 ? mask.map(l::word) : Optional.of(mask.isPresent() ? l.both(mask.get(), l.mask(on)) : l.mask(on));
            Value b = a.ld(Form.GATHER, reach.index(), bytes[0] + n, Optional.of(all), own, 8, false, LaneType.I32);
            v = v == null ? b : l.or(v, l.shl(b, 8 * n));
        }
        int[] shift = Arrays.stream(bits).mapToInt(b -> (int) Math.floorMod(b, 8L)).toArray();
        return field(java.util.Objects.requireNonNull(v), shift);
    }

    /** The low bits of a value after a shift, extended as the element type is. */
    private Value field(Value v, int[] shift) {
        Value down = Arrays.stream(shift).allMatch(s -> s == 0) ? v : l.binary(BinaryOp.SHR_U, v, l.lanes(shift));
        boolean signed = a.where.elem() instanceof IntType t && t.signed();
        return signed ? l.shrS(l.shl(down, 32 - width), 32 - width) : l.and(down, l.i32(Consts.mask(width)));
    }
}
