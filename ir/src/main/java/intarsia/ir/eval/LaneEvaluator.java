package intarsia.ir.eval;

import intarsia.ir.Consts;
import intarsia.ir.CvtOp;
import intarsia.ir.CvtPairOp;
import intarsia.ir.Dot4Op;
import intarsia.ir.DotAtom;
import intarsia.ir.Kernel;
import intarsia.ir.LaneOp;
import intarsia.ir.LaneType;
import intarsia.ir.Symbols;
import intarsia.ir.TargetOp;
import intarsia.ir.Value;
import intarsia.ir.type.DType;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Ops of one warp, bit for bit as an engine must compute them. The bits of a NaN that arithmetic makes are left open; here
 * they are the canonical ones. There are no bounds: every op of this level is exact or rounds correctly, but for {@code mma}
 * with sums of floats, whose engines agree within {@link intarsia.ir.DotAtom#error}.
 */
final class LaneEvaluator extends Interpreter {
    private final LaneMemory memory;
    private final int lanes;
    /** One for each warp. */
    private final List<AsyncCopies> copies;

    LaneEvaluator(Kernel kernel, Symbols symbols, AddressSpace memory, Stepper stepper) {
        super(kernel, symbols, stepper);
        this.lanes = kernel.lanes();
        boolean races = kernel.warps() > 1;
        this.memory = new LaneMemory(memory, lanes, races);
        this.copies = IntStream.range(0, kernel.warps()).mapToObj(w -> new AsyncCopies(memory, races ? w : -1)).toList();
    }

    /** A block has ended: no copy may be under way. */
    void endBlock() {
        copies.forEach(AsyncCopies::wantNone);
    }

    @Override
    List<? extends Datum> lane(LaneOp op, Frame f) {
        return switch (op) {
            case LaneOp.Ld ld -> memory.load(ld, f);
            case LaneOp.St st -> {
                memory.store(st, f);
                yield List.of();
            }
            case LaneOp.Red red -> {
                memory.combine(red, f);
                yield List.of();
            }
            case LaneOp.Lanes(List<Long> values, LaneType type) -> List.of(constants(values, Consts.elem(type)));
            case LaneOp.Splat(Value scalar) -> List.of(f.elements(scalar).spreadTo(lanes));
            case LaneOp.Extract(Value a, int lane) -> List.of(f.elements(a).pick(new int[] {inside(lane)}));
            case LaneOp.Exchange(Value a, int distance) -> List.of(move(f.elements(a), l -> inside(l ^ distance)));
            case LaneOp.Rotate(Value a, int distance) -> List.of(move(f.elements(a), l -> Math.floorMod((long) l + distance, lanes)));
            case LaneOp.Permute(Value a, Value index) -> {
                Elements at = f.elements(index);
                yield List.of(move(f.elements(a), l -> index(at, l, lanes)));
            }
            case LaneOp.Table(List<Value> tables, Value index) -> List.of(table(tables, f.elements(index), Packed.of(index.type()), f));
            case LaneOp.Decode d -> {
                Elements codes = f.elements(d.code());
                long mask = DType.mask(d.of().bits());
                yield List.of(Elements.of(DType.F32, IntStream.range(0, lanes).mapToLong(l -> LaneOp.Decode.bits(d.of(), (int) (codes.code(l) & mask)) & 0xffff_ffffL).toArray()));
            }
            case LaneOp.Cvt(CvtOp kind, Value a) -> List.of(convert(kind, f.elements(a), Consts.elem(op.resultTypes().getFirst())));
            case LaneOp.Warp() -> List.of(Elements.of(DType.I32, f.warp));
            case LaneOp.Touch _ -> List.of();
            case TargetOp t -> target(t, f);
            case LaneOp.Blocks _, LaneOp.Alloc _ -> throw new IllegalStateException("all warps of a block do this together");
        };
    }

    private List<? extends Datum> target(TargetOp op, Frame f) {
        return switch (op) {
            case TargetOp.CopyAsync c -> {
                memory.copy(c, copies.get(f.warp), f);
                yield List.of();
            }
            case TargetOp.Commit() -> {
                copies.get(f.warp).commit();
                yield List.of();
            }
            case TargetOp.Wait(int pending) -> {
                copies.get(f.warp).await(pending);
                yield List.of();
            }
            case TargetOp.Mma(DotAtom atom, List<Value> a, List<Value> b, List<Value> c) -> Matrices.mma(atom, words(a, f), words(b, f), words(c, f));
            case TargetOp.Ldmatrix m -> memory.matrices(m, f);
            case TargetOp.Dot4(Dot4Op kind, Value a, Value b, Value c) -> List.of(Matrices.dot4(kind, f.elements(a), f.elements(b), f.elements(c)));
            case TargetOp.CvtPair(CvtPairOp kind, Value low, Value high) -> List.of(Matrices.pair(kind, f.elements(low), f.elements(high)));
            case TargetOp.Bytes(Value a, Value b, List<Integer> from, LaneType type) ->
                    List.of(Matrices.bytes(from, f.elements(a), f.elements(b), Consts.elem(type)));
        };
    }

    private static List<Elements> words(List<Value> values, Frame f) {
        return values.stream().map(f::elements).toList();
    }

    private Elements constants(List<Long> values, DType elem) {
        if (values.size() > lanes) {
            throw new IllegalArgumentException(values.size() + " constants for " + lanes + " lanes");
        }
        return Elements.of(elem, IntStream.range(0, lanes).mapToLong(l -> values.get(l % values.size()) & DType.mask(elem.bits())).toArray());
    }

    private Elements move(Elements a, IntUnaryOperator from) {
        return a.pick(IntStream.range(0, lanes).map(from).toArray());
    }

    private int inside(int lane) {
        if (lane < 0 || lane >= lanes) {
            throw new IndexOutOfBoundsException("lane " + lane + " of a warp of " + lanes);
        }
        return lane;
    }

    private static int index(Elements index, int lane, int size) {
        int at = (int) index.code(lane);
        if (at < 0 || at >= size) {
            throw new IndexOutOfBoundsException("lane " + lane + ": index " + at + "; wanted 0 to " + (size - 1));
        }
        return at;
    }

    /** @param packed how many elements the index has in a word: so many do the tables */
    private Elements table(List<Value> tables, Elements index, Packed packed, Frame f) {
        List<Elements> all = tables.stream().map(t -> packed.split(f.elements(t))).toList();
        Elements from = packed.split(index);
        int each = from.size();
        boolean cyclic = each > lanes && all.size() <= 2;
        long[] found = new long[each];
        for (int i = 0; i < each; i++) {
            int at = cyclic ? (int) from.code(i) & each * all.size() - 1 : index(from, i, each * all.size());
            found[i] = all.get(at / each).code(at % each);
        }
        return packed.join(Elements.of(all.getFirst().codec.type, found));
    }

    private static Elements convert(CvtOp op, Elements a, DType to) {
        long[] codes = new long[a.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = convert(op, a.codes[i]);
        }
        return Elements.of(to, codes);
    }

    private static long convert(CvtOp op, long code) {
        return switch (op) {
            case F32_S32 -> bits((float) (int) code);
            case F32_U32 -> bits((float) code);
            case S32_F32 -> (int) Float.intBitsToFloat((int) code) & 0xffff_ffffL;
            case S32_RN_F32 -> (int) Math.rint(Float.intBitsToFloat((int) code)) & 0xffff_ffffL;
            case F32_F16 -> bits(Float.float16ToFloat((short) code));
            case F16_F32 -> Float.floatToFloat16(Float.intBitsToFloat((int) code)) & 0xffffL;
            case S64_S32 -> (int) code;
            case S64_U32, S32_S64 -> code & 0xffff_ffffL;
            case S32_I1 -> code;
        };
    }

    private static long bits(float f) {
        return Float.floatToRawIntBits(f) & 0xffff_ffffL;
    }
}
