package intarsia.passes;

import intarsia.ir.BinaryOp;
import intarsia.ir.CommonOp;
import intarsia.ir.Region;
import intarsia.ir.ScalarType;
import intarsia.ir.Type;
import intarsia.ir.Value;
import java.util.ArrayList;
import java.util.List;

/** The rounds of {@link intarsia.ir.type.Philox} as lane code: a loop, for ten rounds of several slots are more than the JIT compiles in one method. */
final class PhiloxRounds {
    private static final int ROUNDS = 10;
    private static final long FIRST = 0xD2511F53L;
    private static final long SECOND = 0xCD9E8D57L;
    private static final long GOLDEN = 0x9E3779B9L;
    private static final long ROOT = 0xBB67AE85L;

    private final Lanes l;
    private final Code code;

    PhiloxRounds(Lanes l, Code code) {
        this.l = l;
        this.code = code;
    }

    /** The four words of a counter of four, words in lanes where one of them is, under a key of two scalars. */
    List<Value> of(List<Value> counter, List<Value> key) {
        boolean scalar = counter.stream().allMatch(Lanes::scalar);
        List<Value> inits = new ArrayList<>(counter.stream().map(c -> scalar ? c : l.word(c)).toList());
        inits.addAll(key);
        List<Value> args = new ArrayList<>(List.of(code.define(ScalarType.I32)));
        inits.stream().map(Value::type).map((Type t) -> code.define(t)).forEach(args::add);
        Region round = code.region(args, () -> round(args.subList(1, args.size())));
        return code.all(new CommonOp.For(l.i32(0), l.i32(ROUNDS), l.i32(1), inits, round)).subList(0, counter.size());
    }

    private List<Value> round(List<Value> c) {
        Value first = l.i32(FIRST);
        Value second = l.i32(SECOND);
        Value a = xor(l.multiplyHigh(c.get(2), second), c.get(1), c.get(4));
        Value b = xor(l.multiplyHigh(c.get(0), first), c.get(3), c.get(5));
        return List.of(a, l.mul(c.get(2), second), b, l.mul(c.get(0), first), l.add(c.get(4), l.i32(GOLDEN)), l.add(c.get(5), l.i32(ROOT)));
    }

    private Value xor(Value a, Value b, Value c) {
        return l.binary(BinaryOp.XOR, l.binary(BinaryOp.XOR, a, b), c);
    }
}
