package intarsia.codegen.ptx.machine;

import intarsia.codegen.ptx.machine.PtxFault.Check;
import intarsia.codegen.ptx.text.PtxType;

import java.util.function.Function;

/**
 * Instructions that do the same in every lane. A value comes as a long: sign-extended where its type is signed, else
 * zero-extended, floats as their bits; of a result the low bits count.
 */
final class Lanewise {

    /** The work of one lane; sources that an instruction does not have are 0. */
    interface Lane {
        long of(long a, long b, long c);
    }

    private Lanewise() { }

    /** A row whose work does not depend on the type. {@code signature}: types of destination and sources; T is the instruction's, W twice as wide, # a constant that the work itself takes. */
    static Row row(String spelling, String signature, Lane lane) {
        return new Row(spelling, f -> decode(f, f.type(), signature, lane));
    }

    /** A row whose work is chosen by the type. */
    static Row typed(String spelling, String signature, Function<PtxType, Lane> lane) {
        return new Row(spelling, f -> decode(f, f.type(), signature, lane.apply(f.type())));
    }

    /** A row whose work is chosen by the modifiers. */
    static Row formed(String spelling, String signature, Function<Form, Lane> lane) {
        return new Row(spelling, f -> decode(f, f.type(), signature, lane.apply(f)));
    }

    private static Action decode(Form f, PtxType t, String signature, Lane lane) {
        int operands = signature.split(" ", -1).length;
        f.wantCount(operands, operands);
        String[] names = signature.replace(" #", "").split(" ", -1);
        PtxType[] types = new PtxType[names.length];
        for (int i = 0; i < names.length; i++) types[i] = type(names[i], t);
        Lane work = t == PtxType.F32 ? Floats.modified(f, lane, types) : lane;
        int[] from = {f.constant(0), f.constant(0), f.constant(0)};
        int[] shift = new int[3];
        for (int i = 1; i < names.length; i++) {
            from[i - 1] = f.from(i, types[i]);
            shift[i - 1] = types[i].isSigned() ? 64 - types[i].bits() : 0;
        }
        int to = f.to(0, types[0]);
        return new Action.Plain(code(to, from, shift, types[0].mask(), work));
    }

    private static PtxType type(String name, PtxType t) {
        return switch (name) {
            case "T" -> t;
            case "W" -> PtxType.named((t.isSigned() ? "s" : "u") + 2 * t.bits()).orElseThrow();
            default -> PtxType.named(name).orElseThrow();
        };
    }

    private static Action.Code code(int to, int[] from, int[] shift, long mask, Lane work) {
        int slotA = from[0], slotB = from[1], slotC = from[2], sa = shift[0], sb = shift[1], sc = shift[2];
        return (w, lanes) -> {
            long[] d = w.file[to], a = w.file[slotA], b = w.file[slotB], c = w.file[slotC];
            int l = 0;
            try {
                for (; l < Warp.LANES; l++) {
                    if (((lanes >>> l) & 1) != 0) d[l] = work.of((a[l] << sa) >> sa, (b[l] << sb) >> sb, (c[l] << sc) >> sc) & mask;
                }
            } catch (ArithmeticException e) {
                throw w.fault(l, Check.ARITHMETIC, "division by zero");
            }
        };
    }
}
