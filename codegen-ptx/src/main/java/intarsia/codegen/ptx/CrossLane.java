package intarsia.codegen.ptx;

import intarsia.ir.LaneOp;
import intarsia.ir.Value;
import java.util.List;
import java.util.stream.IntStream;

/** Values that move from lane to lane, and constants of their own in every lane. */
final class CrossLane {
    static final int LANES = 32;
    static final String ALL = "0xffffffff";

    private final Emitter in;
    private final Code code;
    private final Scope scope;

    CrossLane(Emitter in) {
        this.in = in;
        this.code = in.code;
        this.scope = in.scope;
    }

    void extract(LaneOp.Extract op, Value result) {
        if (op.lane() < 0 || op.lane() >= LANES) {
            throw new IllegalArgumentException("extract of lane " + op.lane() + "; wanted 0 to " + (LANES - 1));
        }
        move(op.a(), result, "idx", Integer.toString(op.lane()));
    }

    void exchange(LaneOp.Exchange op, Value result) {
        if (op.distance() < 0 || op.distance() >= LANES) {
            throw new IllegalArgumentException("exchange at distance " + op.distance() + "; wanted 0 to " + (LANES - 1));
        }
        move(op.a(), result, "bfly", Integer.toString(op.distance()));
    }

    /** {@code shfl.idx} takes the low five bits of the index: they are the sum modulo 32. */
    void rotate(LaneOp.Rotate op, Value result) {
        int distance = Math.floorMod(op.distance(), LANES);
        String from = scope.remembered("lane+" + distance, () -> code.make(RegisterFile.B32, "add.s32", code.lane(), Integer.toString(distance)));
        move(op.a(), result, "idx", from);
    }

    void permute(LaneOp.Permute op, Value result) {
        move(op.a(), result, "idx", scope.use(op.index()));
    }

    /** Looks into every table, then chooses by the bits of the index above the lane. */
    void table(LaneOp.Table op, Value result) {
        Elem e = Elem.of(result.type());
        if (e.bits() != 32 || op.halves()) {
            throw in.unsupported(op, result.type());
        }
        String index = scope.register(op.index());
        String found = shuffle(scope.register(op.tables().getFirst()), "idx", index);
        for (int i = 1; i < op.tables().size(); i++) {
            String next = shuffle(scope.register(op.tables().get(i)), "idx", index);
            String here = code.make(RegisterFile.PRED, "setp.ge.s32", index, Integer.toString(LANES * i));
            found = code.make(RegisterFile.B32, "selp.b32", next, found, here);
        }
        scope.bind(result, found);
    }

    private void move(Value a, Value result, String mode, String b) {
        String source = scope.register(a);
        String d = scope.define(result);
        switch (RegisterFile.of(a.type())) {
            case PRED -> {
                String word = code.make(RegisterFile.B32, "selp.b32", "1", "0", source);
                code.emit("setp.ne.s32", d, shuffle(word, mode, b), "0");
            }
            case B32 -> code.emit("shfl.sync." + mode + ".b32", d, source, b, "31", ALL);
            case B64 -> {
                String low = code.register(RegisterFile.B32);
                String high = code.register(RegisterFile.B32);
                code.emit("mov.b64", "{" + low + ", " + high + "}", source);
                code.emit("mov.b64", d, "{" + shuffle(low, mode, b) + ", " + shuffle(high, mode, b) + "}");
            }
            case B16 -> throw new IllegalStateException(a + " is half a word");
        }
    }

    private String shuffle(String a, String mode, String b) {
        return code.make(RegisterFile.B32, "shfl.sync." + mode + ".b32", a, b, "31", ALL);
    }

    /** A line over the lanes is computed; anything else is chosen bit by bit of the lane, equal halves once. */
    void lanes(LaneOp.Lanes op, Value result) {
        int period = op.values().size();
        if (period > LANES) {
            throw new IllegalArgumentException(period + " lane constants; wanted at most " + LANES);
        }
        RegisterFile file = RegisterFile.of(op.type());
        long mask = -1L >>> (64 - file.bits);
        List<Long> values = IntStream.range(0, LANES).mapToObj(l -> op.values().get(l % period) & mask).toList();
        long step = values.get(1) - values.get(0) & mask;
        boolean line = IntStream.range(1, LANES).allMatch(l -> (values.get(l) - values.get(l - 1) & mask) == step);
        if (step == 0 && line) {
            scope.constant(result, values.getFirst());
        } else if (file == RegisterFile.PRED) {
            int word = IntStream.range(0, LANES).map(l -> (int) (long) values.get(l) << l).reduce(0, (a, b) -> a | b);
            String moved = code.make(RegisterFile.B32, "shr.u32", "0x" + Integer.toHexString(word), code.lane());
            code.emit("setp.ne.s32", scope.define(result), code.make(RegisterFile.B32, "and.b32", moved, "1"), "0");
        } else if (line && file == RegisterFile.B32) {
            line(result, step, values.getFirst());
        } else {
            scope.bind(result, choose(file, values));
        }
    }

    private void line(Value result, long step, long first) {
        if (step == 1 && first == 0) {
            scope.bind(result, code.lane());
        } else {
            code.emit("mad.lo.s32", scope.define(result), code.lane(), Integer.toString((int) step), Integer.toString((int) first));
        }
    }

    private String choose(RegisterFile file, List<Long> values) {
        if (values.stream().distinct().count() == 1) {
            return Long.toString(values.getFirst());
        }
        int half = values.size() / 2;
        List<Long> low = values.subList(0, half);
        List<Long> high = values.subList(half, values.size());
        if (low.equals(high)) {
            return choose(file, low);
        }
        String a = choose(file, high);
        String b = choose(file, low);
        return code.make(file, "selp" + file.type, a, b, laneBit(half));
    }

    private String laneBit(int bit) {
        return scope.remembered("lane bit " + bit, () -> {
            String only = code.make(RegisterFile.B32, "and.b32", code.lane(), Integer.toString(bit));
            return code.make(RegisterFile.PRED, "setp.ne.s32", only, "0");
        });
    }
}
